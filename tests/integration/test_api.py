"""The API: its description is true, its errors are problem documents, its doors are closed."""
import http.client
import json
import re

from conftest import ROOT
from server import ask, wait_for

NOWHERE = "00000000-0000-4000-8000-000000000000"


def test_the_description_is_one_and_the_server_knows_all_of_it(server):
    import yaml
    described = yaml.safe_load((ROOT / "docs/api/openapi.yaml").read_text())
    one = server()
    assert ask(one.socket, "/api/v1/openapi.json").json() == described, "run scripts/openapi"
    for path, methods in described["paths"].items():
        for method in methods:
            place = re.sub(r"\{\w+\}", NOWHERE, path)
            answer = ask(one.socket, place, method.upper())
            assert answer.status != 405, (method, path)
            if answer.status == 404:
                assert "no such resource" not in answer.json()["detail"], (method, path)


def test_wrong_calls_get_problem_documents(server):
    one = server()
    table = [("GET", "/api/v1/investigations/zzzzzz", None, 400),
             ("GET", "/api/v1/investigations/abcdef", None, 404),
             ("GET", f"/api/v1/imports/{NOWHERE}", None, 404),
             ("GET", "/api/v1/alerts?limit=0", None, 400),
             ("GET", "/api/v1/alerts?cursor=x", None, 400),
             ("POST", "/api/v1/imports", b"no json", 400),
             ("POST", "/api/v1/imports", {"source": "relative"}, 400),
             ("POST", "/api/v1/imports", {"source": "/nowhere/at/all"}, 404),
             ("POST", "/api/v1/reports?by=a@b.example&as=nonsense", b"From: a@b\n\nx\n", 400),
             ("POST", "/api/v1/indicators", {"kind": "nonsense", "value": "x"}, 400),
             ("POST", f"/api/v1/actions/{NOWHERE}/approve", {}, 404),
             ("DELETE", "/api/v1/alerts", None, 405)]
    for method, path, body, status in table:
        answer = ask(one.socket, path, method, body)
        assert answer.status == status, (method, path, answer.body)
        assert answer.fields["Content-Type"].startswith("application/problem+json")
        assert answer.json()["detail"], (method, path)


def test_loopback_wants_the_token(server):
    one = server()
    pattern = r'"address":"127\.0\.0\.1:(\d+)"'
    port = wait_for(lambda: re.search(pattern, one.log()), "the port").group(1)

    def status(path, fields):
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
        connection.request("GET", path, headers=fields)
        return connection.getresponse().status

    token = (one.data / "token").read_text().strip()
    assert (one.data / "token").stat().st_mode & 0o077 == 0
    assert status("/healthz", {}) == 200
    assert status("/api/v1/alerts", {}) == 401
    assert status("/api/v1/alerts", {"Authorization": "Bearer " + token[:-1]}) == 401
    assert status("/api/v1/alerts", {"Authorization": "Bearer " + token}) == 200


def test_it_listens_on_loopback_only(run, place):
    result = run("serve", "--listen", "0.0.0.0:0", data=place / "data")
    assert result.returncode == 2
    assert "loopback" in result.stderr


def test_indicators_come_and_go(run, server):
    one = server()
    added = run("indicators", "add", "url", "HTTPS://Bad.Example/x", data=one.data)
    assert added.returncode == 0, added.stderr
    listed = run("indicators", "list", "--json", data=one.data).stdout
    assert json.loads(listed)["value"] == "https://bad.example/x"
    assert run("indicators", "remove", "url", "https://bad.example/x", data=one.data).returncode == 0
    assert run("indicators", "remove", "url", "https://bad.example/x", data=one.data).returncode == 1
    assert run("indicators", "list", "--json", data=one.data).stdout == ""
