"""Saved and scheduled hunts: what they find is one alert, whatever happens to the server."""
import json

from server import ask, wait_for
from test_explorer import import_mail

FINDS = 'EmailEvents | where SenderFromDomain == "evil.example"'


def hunt(one, name):
    return one.api(f"/hunts/{name}")


def scheduled_alerts(one):
    return [alert for alert in one.api("/alerts")["items"] if alert["policy"] == "scheduled-hunt"]


def test_a_finding_alerts_once(run, server, place):
    one = server()
    import_mail(run, place, one.data, letters=4)
    saved = run("hunts", "save", "from evil", FINDS, "--every", "60", "--alert", "Medium",
                "--about", "mail of evil.example", data=one.data)
    assert saved.returncode == 0, saved.stderr
    wait_for(lambda: hunt(one, "from%20evil")["last_status"] == "Done", "the first run")
    alerts = scheduled_alerts(one)
    assert [(alert["title"], alert["severity"]) for alert in alerts] == [("from evil", "Medium")]
    assert len(alerts[0]["entities"]) == 2
    again = run("hunts", "run", "from evil", "--json", data=one.data)
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert (told["rows"], told["fresh"], told["alert_id"]) == (2, 0, None)
    assert len(scheduled_alerts(one)) == 1

    more = place / "more"
    more.mkdir()
    import_mail(run, more, one.data, letters=6)
    third = json.loads(run("hunts", "run", "from evil", "--json", data=one.data).stdout)
    assert (third["rows"], third["fresh"]) == (3, 1) and third["alert_id"]
    assert len(scheduled_alerts(one)) == 2
    runs = one.api("/hunts/from%20evil/runs")["items"]
    assert [each["cause"] == "schedule" for each in runs] == [False, False, True]
    assert run("audit", "verify", data=one.data).returncode == 0


def test_a_hunt_missed_while_down_runs_once(run, server, place):
    one = server()
    import_mail(run, place, one.data, letters=4)
    one.api("/hunts", "POST", {"name": "h", "query": FINDS, "every_minutes": 5, "alert": "Low"})
    wait_for(lambda: hunt(one, "h")["last_status"] == "Done", "the first run")
    one.kill()
    # Three intervals pass while nothing runs.
    import sqlite3  # pylint: disable=import-outside-toplevel
    with sqlite3.connect(one.data / "cases.db") as cases:
        cases.execute("update saved_hunts set next_run = next_run - 1200000")
    one.start()
    wait_for(lambda: len(one.api("/hunts/h/runs")["items"]) == 2, "the missed run")
    back = hunt(one, "h")
    assert back["next_run"] > back["last_run"]
    assert len(one.api("/hunts/h/runs")["items"]) == 2
    assert len(scheduled_alerts(one)) == 1


def test_failed_hunts_are_seen(run, server):
    one = server()
    refused = ask(one.socket, "/api/v1/hunts", "POST", {"name": "h", "query": "EmailEvents | wher"})
    assert refused.status == 400 and refused.json()["diagnostics"][0]["nearest"] == "where"
    # More memory than a hunt may take.
    large = "range x from 1 to 1000000 step 1 | summarize make_list(strcat(x, strrep('x', 100000)))"
    assert run("hunts", "save", "slow", large, data=one.data).returncode == 0
    assert run("hunts", "run", "slow", data=one.data).returncode == 1
    listed = hunt(one, "slow")
    assert (listed["last_status"], listed["failures"]) == ("Failed", 1)
    assert "memory" in listed["last_why"]
    assert ask(one.socket, "/api/v1/hunts", "POST",
               {"name": "SLOW", "query": "EmailEvents"}).status == 409
    assert ask(one.socket, "/api/v1/hunts", "POST",
               {"name": "x", "query": "EmailEvents", "every_minutes": 1}).status == 400
    assert run("hunts", "remove", "slow", data=one.data).returncode == 0
    assert one.api("/hunts")["items"] == []
