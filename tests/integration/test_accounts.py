"""Accounts: events come in once; one taken over is found and taken back, clean ones are not."""
import json
import stat

from account_data import (investigate_user, lines, parameters, real_log, reasons_of, record,
                          settled)
from conftest import SHARED_DATA
from server import ask, wait_for

ANNA = "anna@org.example"


def counts(done):
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["records"] == told["added"] + told["known"] + told["refused"], told
    return told


def test_each_record_is_taken_in_once_and_every_one_is_accounted_for(server, run, place):
    one = server()
    events = [record(n, "Send", ANNA, f"2026-06-15T10:00:{n:02}") for n in range(30)]
    broken = [{"Operation": "Send"}, "text", {**events[0], "Id": "x", "CreationTime": "yesterday"}]
    path = place / "events.jsonl"
    path.write_bytes(lines(events + broken + events[:5]))
    told = counts(run("events", path, "--json", data=one.data))
    assert (told["records"], told["added"], told["known"], told["refused"]) == (38, 30, 5, 3)
    assert told["rows"] == {"CloudAppEvents": 30}
    assert told["reasons"] == {"no CreationTime": 1, "no whole JSON object": 1,
                               "unreadable CreationTime": 1}
    array = place / "events.json"
    array.write_text(json.dumps(events + [record(77, "Send", ANNA, "2026-06-15T11:00:00")]))
    told = counts(run("events", array, "--json", data=one.data))
    assert (told["added"], told["known"]) == (1, 30)
    rows = one.api("/hunt", "POST", {"query": "CloudAppEvents | summarize Rows = count(), "
                                              "Events = dcount(ReportId)"})["rows"]
    assert rows == [[31, 31]]


def test_what_was_told_as_taken_in_survives_a_kill(server, run, place):
    one = server()
    events = [record(n, "Send", ANNA, f"2026-06-15T10:00:{n:02}") for n in range(20)]
    assert one.api("/events?format=office365", "POST", lines(events))["added"] == 20
    one.kill()
    two = server(one.data)
    assert two.api("/events?format=office365", "POST", lines(events))["known"] == 20
    rows = two.api("/hunt", "POST", {"query": "CloudAppEvents | count"})["rows"]
    assert rows == [[20]]


def test_wrong_calls_are_refused(server):
    one = server()
    for path, body, status in (("/api/v1/events?format=nonsense", b"{}", 400),
                               ("/api/v1/events", b"no events at all", 400),
                               ("/api/v1/investigations", {"user": "nobody"}, 400),
                               ("/api/v1/investigations", {"user": ANNA, "at": "noon"}, 400)):
        assert ask(one.socket, path, "POST", body).status == status, path


def test_real_records_of_many_services_come_in(server, run):
    folder = SHARED_DATA / "audit"
    if not folder.exists():
        import pytest
        pytest.skip(f"no {folder}: this test ran on nothing")
    one = server()
    office = [folder / "elastic-o365-samples", folder / "sekoia-intake-formats/o365",
              folder / "azure-sentinel-samples/office_activity.csv"]
    for source in office:
        told = counts(run("events", source, "--json", data=one.data))
        print(source.name, told)
        assert told["added"] > 0
        unreadable = {"no Operation", "no UserId", "no CreationTime", "no whole JSON object"}
        assert set(told["reasons"]) <= unreadable, told
        again = counts(run("events", source, "--json", data=one.data))
        assert again["added"] == 0 and again["refused"] == told["refused"]


# What the log's own description names: forwarding of one mailbox and two rules of another.
RULES = ("inbox rule 'Financial Reporting' forwards to korstiaan@financial-technology.com",
         "inbox rule '' deletes what it catches")
FORWARDING = "the mailbox forwards all mail to ex@exdigy.net"
CLEAN = ("AdeleV", "AlexW", "DiegoS", "HenriettaM", "IsaiahL", "JoniS", "LidiaH", "LynneR",
         "MiriamG", "NestorW", "PattiF", "PradeepG", "A.Thulile")


def test_the_real_log_names_the_accounts_that_were_taken_over_and_no_other(server, run, place):
    one = server(arguments=())
    told = counts(run("events", real_log(place), "--json", data=one.data))
    print(told)
    assert told["records"] == 5482 and told["added"] == 2995 and told["known"] == 2487
    domain = "@dutchmasterz.onmicrosoft.com"
    joey = investigate_user(one, "joey" + domain)
    found = reasons_of(joey)
    print("joey", joey["status"], json.dumps(found, indent=1))
    details = [detail for many in found.values() for detail in many]
    for rule in RULES:
        assert rule in details
    assert "rule_watches_words" in found and "rule_without_name" in found
    user = next(e for e in joey["evidence"] if e["entity"]["kind"] == "user")
    assert user["verdict"] == "Malicious", user
    assert joey["status"] == "PendingAction"
    subjects = {action["title"] for action in joey["actions"]}
    print(subjects)
    assert any("Financial Reporting" in title for title in subjects)
    grady = investigate_user(one, "GradyA" + domain)
    found = reasons_of(grady)
    print("grady", grady["status"], json.dumps(found, indent=1))
    assert any(detail.startswith(FORWARDING + "; lifted 2021-06-15T09:59:37")
               for detail in found["forwards_outside"])
    assert not any("inbox rule" in action["title"] for action in grady["actions"])
    for name in CLEAN:
        clean = investigate_user(one, name + domain)
        told = {rule: details for rule, details in reasons_of(clean).items()
                if rule != "account_verdict"}
        assert clean["status"] == "NoThreatsFound", (name, clean["result"], told)
        assert not clean["actions"] and clean["ended"], name
        assert not told, (name, told)


DIRECTORY = """#!/usr/bin/python3
# A directory of accounts in a JSON file: what an administrator's own program does.
import json, pathlib, sys
verb, change, account, subject, *before = sys.argv[1:]
path = pathlib.Path(__file__).with_suffix(".json")
state = json.loads(path.read_text()) if path.exists() else {}
key = "/".join((change, account, subject))
if account.startswith("nobody@"):
    print("no account " + account)
    sys.exit(4)
if verb == "look":
    print(json.dumps({"in_effect": key in state, "before": {"was": "on"}}))
elif verb == "make":
    state[key] = True
elif verb == "take-back":
    assert json.loads(before[0]) == {"was": "on"}
    del state[key]
path.write_text(json.dumps(state))
"""


def directory(place):
    """The program, its state, and a settings file that names it."""
    program = place / "directory.py"
    program.write_text(DIRECTORY)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    config = place / "backstamp.toml"
    config.write_text(f'accounts.command = "{program}"\n')
    return program.with_suffix(".json"), config


def attack_records():
    """A month of calm, then a sprayed password that fits, and what is done with it."""
    calm = [record(100 + day, "UserLoggedIn", ANNA, f"2026-05-{day:02}T08:00:00",
                   ClientIP="193.0.6.1", Workload="AzureActiveDirectory")
            for day in range(1, 31)]
    spray = [record(200 + n, "UserLoginFailed", user, f"2026-06-15T03:00:{n:02}",
                    ClientIP="203.0.113.9", Workload="AzureActiveDirectory",
                    LogonError="InvalidUserNameOrPassword")
             for n, user in enumerate([f"user{n}@org.example" for n in range(6)] + [ANNA])]
    entry = [record(300, "UserLoggedIn", ANNA, "2026-06-15T03:10:00", ClientIP="203.0.113.9",
                    Workload="AzureActiveDirectory"),
             record(301, "New-InboxRule", ANNA, "2026-06-15T03:12:00", ObjectId="anna\\.",
                    Parameters=parameters(Name=".", SubjectOrBodyContainsWords="invoice",
                                          ForwardTo="x@evil.example", DeleteMessage="True")),
             record(302, "Add-MailboxPermission", ANNA, "2026-06-15T03:14:00", ObjectId="anna",
                    Parameters=parameters(Identity="anna", User="mallory",
                                          AccessRights="FullAccess"))]
    return calm + spray + entry


def test_an_account_taken_over_from_its_records_to_verified_changes(server, run, place):
    state, config = directory(place)
    one = server(place / "data", arguments=("--config", config))
    assert one.api("/events", "POST", lines(attack_records()))["refused"] == 0
    # The policies begin it by themselves; all alerts about the account are one investigation.
    alerts = wait_for(lambda: (lambda all: all if len(all) >= 3 else None)(
        [alert for alert in one.api("/alerts")["items"]
         if any(entity["value"] == ANNA for entity in alert["entities"])]), "the alerts", 60)
    print(sorted(alert["policy"] for alert in alerts))
    assert {"forwarding-set-up", "rule-hides-mail", "mailbox-access-given"} <= \
        {alert["policy"] for alert in alerts}
    investigations = {alert["investigation_id"] for alert in alerts}
    assert len(investigations) == 1
    found = settled(one, investigations.pop())
    reasons = reasons_of(found)
    print(found["status"], found["result"], json.dumps(reasons, indent=1))
    assert {"forwards_outside", "rule_deletes", "rule_without_name", "rule_watches_words",
            "full_access_given", "spray_succeeded"} <= set(reasons)
    assert found["status"] == "PendingAction"
    queries = [reason for evidence in found["evidence"] for reason in evidence["reasons"]
               if reason["rule"] == "full_access_given"]
    again = one.api("/hunt", "POST", {"query": queries[0]["query"] + " | project ActionType"})
    assert again["rows"] == [["Add-MailboxPermission"]]

    types = sorted(action["type"] for action in found["actions"])
    assert types == ["account_disabled", "delegate_removed", "forwarding_off", "password_reset",
                     "sessions_revoked"]
    for action in found["actions"]:
        done = run("approve", action["id"], data=one.data)
        assert done.returncode == 0, done.stderr
    now = wait_for(lambda: (lambda i: i if i["status"] == "Remediated" else None)(
        one.api(f"/investigations/{found['id']}")), "the investigation to close")
    assert now["ended"] and now["result"] == "5 changes of accounts made and verified"
    assert all(action["outcomes"]["done"] == 1 for action in now["actions"])
    assert len(json.loads(state.read_text())) == 5
    assert {alert["status"] for alert in one.api("/alerts")["items"]} == {"Resolved"}

    rule = next(action for action in now["actions"] if action["type"] == "forwarding_off")
    assert run("undo", rule["id"], data=one.data).returncode == 0
    wait_for(lambda: one.api(f"/actions/{rule['id']}")["status"] == "Undone", "the undo")
    assert len(json.loads(state.read_text())) == 4
    reset = next(action for action in now["actions"] if action["type"] == "password_reset")
    assert not reset["reversible"] and run("undo", reset["id"], data=one.data).returncode == 2
    assert run("audit", "verify", data=one.data).returncode == 0


def test_an_account_with_nothing_wrong_closes_itself(server):
    one = server()
    calm = [record(n, "UserLoggedIn", ANNA, f"2026-06-{n:02}T08:00:00", ClientIP="193.0.6.1",
                   Workload="AzureActiveDirectory") for n in range(1, 30)]
    rule = record(90, "New-InboxRule", ANNA, "2026-06-20T09:00:00", ObjectId="anna\\News",
                  Parameters=parameters(Name="News", From="news@shop.example", MoveToFolder="News"))
    inside = record(91, "New-InboxRule", ANNA, "2026-06-21T09:00:00", ObjectId="anna\\Bob",
                    Parameters=parameters(Name="Bob", RedirectTo="bob@org.example"))
    one.api("/events", "POST", lines(calm + [rule, inside]))
    alert = wait_for(lambda: (one.api("/alerts")["items"] or [None])[0], "the alert", 60)
    assert alert["policy"] == "forwarding-set-up"
    found = settled(one, alert["investigation_id"])
    assert found["status"] == "NoThreatsFound" and found["ended"], found["result"]
    assert not found["actions"]
    wait_for(lambda: one.api("/alerts")["items"][0]["status"] == "Resolved", "the alert's end")


def test_without_a_program_an_approved_change_fails_and_says_so(server, run):
    one = server()
    one.api("/events", "POST", lines(attack_records()))
    found = investigate_user(one, ANNA)
    action = next(action for action in found["actions"] if action["type"] == "forwarding_off")
    run("approve", action["id"], data=one.data)
    failed = wait_for(lambda: (lambda a: a if a["status"] == "Failed" else None)(
        one.api(f"/actions/{action['id']}")), "the action to fail")
    outcomes = one.api(f"/actions/{failed['id']}/outcomes")["items"]
    assert "accounts.command" in outcomes[0]["detail"]
