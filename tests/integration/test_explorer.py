"""The Explorer API over imported mail: filters as KQL, chart, lists, pages, exports, and what
begins from a selection."""
import csv
import io
import json
import socket
import time

from server import ask, wait_for

LETTER = """Received: from mx by mail.our.example; Fri, 09 Jan 2026 %(hour)02d:00:00 +0000
From: %(who)s@%(domain)s
To: %(to)s
Subject: %(subject)s
Date: Fri, 09 Jan 2026 %(hour)02d:00:00 +0000
Message-ID: <%(number)d@%(domain)s>

Pay at https://%(host)s/pay%(number)d now.
"""
WINDOW = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}


def import_mail(run, place, data, letters=24):
    """Half from evil.example, half from shop.example, an hour each, into an organisation."""
    org = place / "org"
    for number in range(letters):
        evil = number % 2 == 0
        box = org / "our.example" / ("ann" if number % 4 < 2 else "bob") / "Maildir/cur"
        box.mkdir(parents=True, exist_ok=True)
        (box.parent / "new").mkdir(exist_ok=True)
        (box.parent / "tmp").mkdir(exist_ok=True)
        (box / f"17{number:08}.M{number}.h:2,S").write_text(LETTER % {
            "who": "=eve" if number == 0 else "eve", "number": number, "hour": number % 24,
            "domain": "evil.example" if evil else "shop.example",
            "to": "ann@our.example" if number % 4 < 2 else "bob@our.example",
            "subject": f"Invoice {number} overdue" if evil else f"Sale {number}",
            "host": "pay.evil.example" if evil else "shop.example"})
    result = run("import", org, data=data)
    assert result.returncode == 0, result.stderr


def post(one, path, **body):
    return one.api("/explorer/" + path, "POST", {**WINDOW, **body})


def evil(**more):
    return {"filter": {"and": [{"field": "Subject", "op": "contains", "value": "voice"},
                               {"not": {"field": "UrlDomain", "op": "equals",
                                        "value": "shop.example"}}]}, **more}


def test_filters_become_kql_that_finds_the_same(run, server, place):
    one = server()
    import_mail(run, place, one.data)
    answer = post(one, "count", **evil())
    assert answer["copies"] == 12
    assert 'Subject contains "voice"' in answer["kql"]
    hunted = one.api("/hunt", "POST", {"query": answer["kql"] + " | count"})
    assert hunted["rows"] == [[12]]
    edited = answer["kql"].replace("voice", "Invoice 2")
    assert one.api("/explorer/count", "POST", {"query": edited})["copies"] == 3  # 2, 20, 22
    nested = {"or": [{"field": "Subject", "op": "equals", "values": ["SALE 1", "sale 3"]},
                     {"and": [{"field": "SenderFromDomain", "op": "equals",
                               "value": "evil.example"},
                              {"field": "Timestamp", "op": "less",
                               "value": "2026-01-09T03:00:00Z"}]}]}
    assert post(one, "count", filter=nested)["copies"] == 4
    wrong = ask(one.socket, "/api/v1/explorer/count", "POST",
                {"filter": {"field": "Sbject", "op": "equals", "value": "x"}})
    assert wrong.status == 400 and "did you mean Subject?" in wrong.json()["detail"]


def test_charts_and_lists_add_up(run, server, place):
    one = server()
    import_mail(run, place, one.data)
    chart = post(one, "chart", pivot="SenderFromDomain")
    assert {each["value"]: each["copies"] for each in chart["series"]} == {
        "evil.example": 12, "shop.example": 12}
    assert sum(copies for each in chart["series"] for _, copies in each["points"]) == 24
    top = post(one, "top", field="RecipientEmailAddress")
    assert {item["Value"]: item["Copies"] for item in top["items"]} == {
        "ann@our.example": 12, "bob@our.example": 12}
    hosts = post(one, "top", field="UrlDomain", **evil())
    assert [(item["Value"], item["Links"]) for item in hosts["items"]] == [("pay.evil.example", 12)]
    facets = post(one, "facets", fields=["DeliveryLocation", "EmailDirection"])["facets"]
    assert [each["field"] for each in facets] == ["DeliveryLocation", "EmailDirection"]
    assert sum(item["Copies"] for item in facets[0]["items"]) == 24
    assert len(one.api("/explorer/fields")["items"]) > 80


def test_pages_are_stable_while_mail_comes(run, server, place):
    one = server()
    import_mail(run, place, one.data)
    seen, cursor = [], None
    while True:
        page = post(one, "copies", limit=5, columns=["Subject", "LatestDeliveryLocation"],
                    **({"cursor": cursor} if cursor else {}))
        seen += [(item["NetworkMessageId"], item["RecipientEmailAddress"])
                 for item in page["items"]]
        assert all(item["LatestDeliveryLocation"] == "Inbox/folder" for item in page["items"])
        cursor = page["next"]
        if len(seen) == 5:  # newer mail comes between the first page and the second
            late = place / "late.eml"
            late.write_text(LETTER % {"who": "late", "domain": "late.example", "hour": 23,
                                      "to": "ann@our.example", "subject": "late", "number": 99,
                                      "host": "late.example"})
            result = run("import", late, "--mailbox", "ann@our.example", data=one.data)
            assert result.returncode == 0, result.stderr
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 24
    refused = ask(one.socket, "/api/v1/explorer/copies", "POST", {"cursor": "1.zz.zz"})
    assert refused.status == 400


def test_exports_every_row_and_neutralises_formulas(run, server, place):
    one = server()
    import_mail(run, place, one.data)
    answer = ask(one.socket, "/api/v1/explorer/export", "POST",
                 {**WINDOW, "columns": ["SenderFromAddress", "EmailSize"]})
    rows = list(csv.reader(io.StringIO(answer.body.decode())))
    assert rows[0] == ["SenderFromAddress", "EmailSize"] and len(rows) == 25
    assert ["'=eve@evil.example"] == [row[0] for row in rows[1:] if "=" in row[0]]
    lines = ask(one.socket, "/api/v1/explorer/export", "POST",
                {**WINDOW, **evil(), "format": "ndjson"}).body.splitlines()
    assert len(lines) == 12 and json.loads(lines[0])["SenderFromDomain"] == "evil.example"
    wrong = ask(one.socket, "/api/v1/hunt/export", "POST", {"query": "EmailEvents | wher 1"})
    assert wrong.status == 400 and wrong.json()["diagnostics"][0]["nearest"] == "where"


def test_exports_more_than_a_hunt_gives(server):
    one = server()
    answer = ask(one.socket, "/api/v1/hunt/export", "POST",
                 {"query": "range x from 1 to 200000 step 1 | extend y = strcat('row ', x)",
                  "format": "csv"}, timeout=120)
    assert answer.status == 200
    lines = answer.body.split(b"\r\n")
    assert len(lines) == 200_002 and lines[1] == b"1,row 1" and lines[-2] == b"200000,row 200000"
    refused = ask(one.socket, "/api/v1/hunt/export", "POST",
                  {"query": "EmailEvents", "format": "xml"})
    assert refused.status == 400


def running(one):
    answer = ask(one.data / "engine.sock", "/", "POST",
                 b"SELECT count() FROM system.processes WHERE query LIKE '%numbers(%' "
                 b"AND query NOT LIKE '%system.processes%'")
    return int(answer.body)


def test_a_client_that_leaves_ends_its_query(server):
    one = server()
    query = ("range a from 1 to 1000000 step 1 | extend k = 1 | join kind=inner "
             "(range b from 1 to 1000000 step 1 | extend k = 1) on k "
             "| summarize count() by hash(strcat(a, b))")
    for path, body in (("/api/v1/hunt", {"query": query}),
                       ("/api/v1/hunt/export", {"query": query})):
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(one.socket))
        text = json.dumps(body).encode()
        client.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                       % (path.encode(), len(text), text))
        wait_for(lambda: running(one) > 0, "the query to run", 30, 0.05)
        client.close()
        begun = time.monotonic()
        wait_for(lambda: running(one) == 0, "the query to end", 30, 0.05)
        assert time.monotonic() - begun < 30


def test_begins_an_investigation_and_proposes_an_action(run, server, place):
    one = server()
    import_mail(run, place, one.data)
    begun = post(one, "investigate", by="ann", messages=2, **evil())
    assert len(begun["items"]) == 2
    assert all(item["investigation_id"] for item in begun["items"]), begun
    listed = one.api("/investigations")["items"]
    assert {item["investigation_id"] for item in begun["items"]} <= {each["id"] for each in listed}

    proposed = post(one, "propose", by="ann", reason="all of it is phish", key="k1", **evil())
    assert proposed["status"] == "Pending" and proposed["blast_radius"]["copies"] == 12
    assert 'Subject contains "voice"' in proposed["target"]["query"]
    again = post(one, "propose", by="ann", reason="all of it is phish", key="k1", **evil())
    assert again["id"] == proposed["id"]
    result = run("approve", proposed["id"], data=one.data)
    assert result.returncode == 0, result.stderr
    moved = {"field": "LatestDeliveryLocation", "op": "not_equals", "value": "Inbox/folder"}
    wait_for(lambda: post(one, "count", filter=moved)["copies"] == 12, "the moves to be known")
    assert run("audit", "verify", data=one.data).returncode == 0
    nothing = ask(one.socket, "/api/v1/explorer/propose", "POST", {**WINDOW, **evil(),
                                                                    "reason": "again"})
    assert nothing.status == 400 and "lies in a mailbox" in nothing.json()["detail"]
