"""backstamp hunt: KQL over imported mail, from the command line and through the API."""
import csv
import io
import json

from server import ask

LETTER = b"""From: Eve <eve@evil.example>
To: ann@our.example
Subject: =?utf-8?q?Invoice_=E2=80=9C17=E2=80=9D?=
Date: Fri, 09 Jan 2026 10:00:00 +0000
Message-ID: <%d@evil.example>

Pay at https://evil.example/pay now.
"""


def import_letters(run, place, data):
    folder = place / "mail"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(LETTER % number)
    result = run("import", folder, "--mailbox", "ann@our.example", data=data)
    assert result.returncode == 0, result.stderr


def test_hunts_in_imported_mail(run, server, place):
    one = server()
    import_letters(run, place, one.data)
    query = ('EmailEvents | where Subject has "17" and SenderFromDomain == "evil.example" '
             "| join kind=inner EmailUrlInfo on NetworkMessageId "
             "| summarize Copies = count(), Urls = make_set(UrlDomain) by SenderFromAddress")
    result = run("hunt", query, "--format", "json", data=one.data)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {"SenderFromAddress": "eve@evil.example", "Copies": 3,
                                         "Urls": ["evil.example"]}

    file = place / "q.kql"
    file.write_text("EmailEvents\n| project Subject // as people see it\n| take 1\n")
    result = run("hunt", "--file", file, "--format", "csv", data=one.data)
    assert list(csv.reader(io.StringIO(result.stdout))) == [["Subject"], ["Invoice \u201c17\u201d"]]

    table = run("hunt", "EmailEvents | count", data=one.data).stdout.split()
    assert table == ["Count", "3"]


def test_explains_and_runs_nothing(run, server):
    one = server()
    result = run("hunt", "--explain", 'EmailEvents | where Subject has "x"', data=one.data)
    assert result.returncode == 0
    assert result.stdout.startswith("SELECT ") and "EmailEvents" in result.stdout


def test_says_what_is_wrong_and_where(run, server):
    one = server()
    result = run("hunt", "EmailEvents\n| where Sbject == 1", data=one.data)
    assert result.returncode == 2
    assert result.stderr.strip().endswith(
        "line 2, column 9: there is no column Sbject; did you mean Subject?")
    answer = ask(one.socket, "/api/v1/hunt", "POST", {"query": "EmailEvents | wher 1"})
    assert answer.status == 400
    assert answer.json()["diagnostics"][0]["nearest"] == "where"
    assert (answer.json()["diagnostics"][0]["line"], answer.json()["diagnostics"][0]["column"]) \
        == (1, 15)


def test_reaches_nothing_but_the_hunting_tables(run, server):
    one = server()
    for query in ("system.tables | take 1", "RejudgingEntries | count", "EmailBodyKeys | count",
                  "BackstampSchema | count", 'print file("/etc/passwd")',
                  'externaldata(a:string)["file:///etc/passwd"]',
                  "['system.tables'] | count", "['EmailEvents` UNION ALL SELECT 1'] | count"):
        result = run("hunt", query, data=one.data)
        assert result.returncode == 2, query
        assert "line 1, column" in result.stderr, result.stderr
    quoted = run("hunt", "print ['a`\"\\' b'] = \"'); SELECT 1 --\\n\\\\\"", "--format", "json",
                 data=one.data)
    assert quoted.returncode == 0, quoted.stderr
    assert list(json.loads(quoted.stdout).values()) == ["'); SELECT 1 --\n\\"]


def test_stops_at_its_bounds(run, server):
    one = server()
    result = run("hunt", "range x from 1 to 20000 step 1", "--format", "json", data=one.data)
    assert len(result.stdout.splitlines()) == 10000
    assert "there are more rows" in result.stderr
    result = run("hunt", "range x from 1 to 9000 step 1 "
                 '| extend s = strrep(strrep("x", 1024), 64)', data=one.data)
    assert result.returncode == 2
    assert "hunting store" in result.stderr and "limit" in result.stderr.lower()
