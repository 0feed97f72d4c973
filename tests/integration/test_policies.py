"""Alert policies: read, changed at once, replayed on what is there, never silently off."""
import json

import pytest

from account_data import lines, parameters, real_log, record
from conftest import SHARED_DATA
from server import ask, wait_for

ANNA = "anna@org.example"


def forwarding(number, time, user=ANNA):
    return record(number, "New-InboxRule", user, time, ObjectId="x\\a",
                  Parameters=parameters(Name="a", ForwardTo="x@evil.example"))


def replayed(run, data, *arguments):
    done = run("policy", "replay", *arguments, "--json", data=data)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_policy_is_changed_at_once_and_replayed_on_history(server, run, place):
    one = server()
    listed = [json.loads(line) for line in
              run("policy", "list", "--json", data=one.data).stdout.splitlines()]
    assert len(listed) >= 13 and all(policy["source"] for policy in listed)
    assert run("policy", "disable", "forwarding-set-up", data=one.data).returncode == 0
    off = one.api("/policies/forwarding-set-up")
    assert off["enabled"] is False and off["source"] != "built-in"
    one.api("/events", "POST", lines([forwarding(1, "2026-06-15T10:00:00")]))
    # Another policy is what tells that the new rows were looked at.
    draft = {"id": "any-rule", "title": "Any rule", "severity": "Low", "category": "Other",
             "table": "CloudAppEvents", "where": "ActionType == 'New-InboxRule'",
             "entity": "AccountUpn", "trigger": {"mode": "each", "within_minutes": 60}}
    path = place / "any-rule.json"
    path.write_text(json.dumps(draft))
    span = ("--from", "2026-06-01T00:00:00Z", "--to", "2026-07-01T00:00:00Z")
    assert [f["entity"] for f in replayed(run, one.data, "--file", path, *span)] == [ANNA]
    assert run("policy", "set", path, data=one.data).returncode == 0
    one.api("/events", "POST", lines([forwarding(2, "2026-06-16T10:00:00", "bob@org.example")]))
    alerts = wait_for(lambda: one.api("/alerts")["items"], "the alert", 60)
    assert {alert["policy"] for alert in alerts} == {"any-rule"}
    assert [f["policy"] for f in replayed(run, one.data, "forwarding-set-up", *span)] == \
        2 * ["forwarding-set-up"]

    assert run("policy", "reset", "forwarding-set-up", data=one.data).returncode == 0
    assert one.api("/policies/forwarding-set-up")["source"] == "built-in"
    one.kill()
    two = server(one.data)
    assert two.api("/policies/any-rule")["title"] == "Any rule"
    audit = run("audit", "verify", data=two.data)
    assert audit.returncode == 0


def test_events_that_came_before_a_kill_raise_their_alert_after_it(server):
    one = server()
    one.api("/events", "POST", lines([forwarding(1, "2026-06-15T10:00:00")]))
    one.kill()
    two = server(one.data)
    wait_for(lambda: two.api("/alerts")["items"], "the alert", 60)
    two.api("/events", "POST", lines([forwarding(1, "2026-06-15T10:00:00")]))
    two.api("/events", "POST", lines([forwarding(9, "2026-06-15T18:00:00")]))
    wait_for(lambda: len(two.api("/alerts")["items"]) >= 2, "the second alert", 60)
    assert len(two.api("/alerts")["items"]) == 2


def test_wrong_policies_are_refused_with_the_place(server):
    one = server()
    good = one.api("/policies/forwarding-set-up")
    for change, told in (({"where": "ActionTyp == 'x'"}, "ActionTyp"),
                         ({"table": "Nowhere"}, "table"),
                         ({"severity": "Dire"}, "severity"), ({"id": "other"}, "id"),
                         ({"trigger": {"mode": "often"}}, "mode")):
        answer = ask(one.socket, "/api/v1/policies/forwarding-set-up", "PUT", {**good, **change})
        assert answer.status == 400 and told in answer.json()["detail"], answer.body
    assert ask(one.socket, "/api/v1/policies/none", "GET").status == 404
    assert ask(one.socket, "/api/v1/policies/forwarding-set-up", "DELETE").status == 404


def test_the_real_log_replayed(server, run, place):
    one = server()
    assert run("events", real_log(place), data=one.data).returncode == 0
    fired = replayed(run, one.data, "--from", "2021-01-01T00:00:00Z",
                     "--to", "2021-12-31T00:00:00Z")
    by_policy = {}
    for firing in fired:
        by_policy.setdefault(firing["policy"], set()).add(firing["entity"])
    print({policy: sorted(entities) for policy, entities in by_policy.items()})
    domain = "@dutchmasterz.onmicrosoft.com"
    assert by_policy["forwarding-set-up"] == {"joey" + domain, "gradya" + domain}
    assert by_policy["rule-hides-mail"] == {"joey" + domain}
    assert "mailbox-access-given" not in by_policy  # the mail system's own grants are none


RULE = """title: Any Inbox Rule
id: 11111111-2222-4333-8444-555555555555
level: high
logsource: {product: m365, service: audit}
detection:
    rule: {Operation|endswith: '-InboxRule'}
    condition: rule
"""


def test_a_sigma_rule_is_a_policy_and_what_cant_be_used_is_told(server, run, place):
    one = server()
    good, bad = place / "good.yml", place / "bad.yml"
    good.write_text(RULE)
    bad.write_text(RULE.replace("m365", "mainframe"))
    done = run("policy", "sigma", good, bad, data=one.data)
    assert done.returncode == 1 and "Any Inbox Rule" in done.stdout
    assert "no table holds events of product 'mainframe'" in done.stderr
    one.api("/events", "POST", lines([forwarding(1, "2026-06-15T10:00:00")]))
    alerts = wait_for(lambda: [alert for alert in one.api("/alerts")["items"]
                               if alert["policy"].startswith("sigma-11111111")], "the alert", 60)
    assert alerts[0]["severity"] == "High" and alerts[0]["investigation_id"]


def test_the_public_sigma_rules_for_microsoft_365_load_unchanged(server, run, place):
    rules = sorted((SHARED_DATA / "sigma").glob("**/*.yml"))
    if not rules:
        pytest.skip(f"no rules below {SHARED_DATA / 'sigma'}: this test ran on nothing")
    one = server()
    office = [rule for rule in rules if "product: m365" in rule.read_text()]
    done = run("policy", "sigma", *office, data=one.data)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(office) == 15
    others = run("policy", "sigma", *(set(rules) - set(office)), data=one.data)
    refused = others.stderr.splitlines()
    print(f"{len(office)} of {len(office)} for Microsoft 365; of {len(rules)} in all "
          f"{len(rules) - len(refused)}")
    assert all("no table holds events" in line for line in refused)
    assert run("events", real_log(place), data=one.data).returncode == 0
    fired = replayed(run, one.data, "--from", "2021-01-01T00:00:00Z",
                     "--to", "2021-12-31T00:00:00Z")
    told = {(f["title"], f["entity"].split("@")[0]) for f in fired if f["policy"][:6] == "sigma-"}
    print(sorted(told))
    assert {entity for _, entity in told} == {"joey", "gradya"}
