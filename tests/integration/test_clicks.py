"""A link is clicked; forty hours later a feed lists it."""
import datetime
import json

from account_data import lines, reasons_of, settled
from server import wait_for
from test_rejudging import COLUMNS, URLHAUS, USERS, bring, letter, organisation  # noqa: F401

LINK = "https://kit.example/login?a=1"


def moment(hours_ago):
    now = datetime.datetime.now(datetime.timezone.utc)
    return now - datetime.timedelta(hours=hours_ago)


def iso(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def recent(content, time):
    """The letter with its times moved."""
    then = "Tue, 10 Nov 2026 10:00:00 +0000"
    assert then.encode() in content
    return content.replace(then.encode(), time.strftime("%a, %d %b %Y %H:%M:%S +0000").encode())


def click(time, user, message, **more):
    return {"Table": "UrlClickEvents", "Timestamp": iso(time), "Url": LINK,
            "ActionType": "ClickAllowed", "AccountUpn": f"{user}@org.example", "Workload": "Email",
            "NetworkMessageId": message,
            "UserAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130", **more}


def test_a_click_is_looked_into_when_a_feed_lists_its_link(organisation):
    delivered = moment(41)
    for user in USERS:
        organisation.deliver(user, recent(letter(1, user, link=LINK), delivered))
    for user in USERS[:3]:  # the same link in other mail
        organisation.deliver(user, recent(letter(2, user, link=LINK), delivered))
    for user in USERS:
        organisation.deliver(user, recent(letter(9, user, link="https://fine.example/"), delivered))
    one = organisation.bring_up()
    messages = {row["Subject"]: row["NetworkMessageId"] for row in organisation.hunt(
        "SELECT DISTINCT Subject, NetworkMessageId FROM EmailEvents")}
    first = messages["Figures 1"]
    events = [click(moment(40), "user1", first, IPAddress="192.0.2.11"),
              click(moment(39), "user2", first, IPAddress="192.0.2.12"),
              click(delivered + datetime.timedelta(seconds=3), "user3", first),
              click(moment(38), "user4", first, UserAgent="BingPreview/1.0b"),
              click(moment(37), "user0", messages["Figures 9"], Url="https://fine.example/"),
              {"Table": "DeviceNetworkEvents", "Timestamp": iso(moment(40)), "DeviceId": "d1",
               "DeviceName": "pc1.org.example", "ActionType": "ConnectionSuccess",
               "RemoteUrl": "kit.example", "InitiatingProcessFileName": "chrome.exe",
               "InitiatingProcessAccountUpn": "user1@org.example"}]
    counts = one.api("/events?format=hunting", "POST", lines(events))
    assert counts["added"] == 6, counts
    assert not one.api("/alerts")["items"]

    job = bring(organisation, "urlhaus", [COLUMNS, URLHAUS.format(number=1, url=LINK)],
                "--format", "urlhaus")
    assert job["worse"] == {"messages": 2, "copies": 9}, job
    alerts = wait_for(lambda: one.api("/alerts")["items"], "the alert", 60)
    assert {alert["policy"] for alert in alerts} == {"click-on-changed-url"}
    assert {alert["severity"] for alert in alerts} == {"High"}
    investigations = {alert["investigation_id"] for alert in alerts}
    assert len(investigations) == 1
    found = settled(one, investigations.pop())
    print(found["status"], found["result"], json.dumps(reasons_of(found), indent=1))
    assert found["playbook"]["name"] == "URL verdict change and click"

    users = {evidence["entity"]["value"].split("@")[0]: evidence for evidence in found["evidence"]
             if evidence["entity"]["kind"] == "user"}
    people = {user for user, evidence in users.items() if evidence["verdict"] == "Suspicious"}
    assert people == {"user1", "user2"}
    assert set(users) == {"user1", "user2", "user3", "user4"}
    assert "3 s after the message was delivered" in json.dumps(users["user3"]["reasons"])
    assert "scans links" in json.dumps(users["user4"]["reasons"])
    cluster = next(cluster for cluster in found["clusters"] if cluster["cluster_by"] == "Url")
    assert cluster["copies"] == 9 and cluster["verdict"] == "Malicious"
    assert any(evidence["entity"] == {"kind": "device", "value": "pc1.org.example"}
               for evidence in found["evidence"])

    assert found["status"] == "PendingAction"
    changes = {(action["type"], action["title"].split(": ")[1]) for action in found["actions"]
               if action["target"]["kind"] == "account"}
    assert changes == {(change, f"{user}@org.example") for change in
                       ("sessions_revoked", "password_reset") for user in ("user1", "user2")}


def test_a_click_on_a_link_that_stays_clean_raises_nothing(organisation):
    for user in USERS:
        organisation.deliver(user, recent(letter(1, user, link=LINK), moment(41)))
    one = organisation.bring_up()
    message = organisation.hunt("SELECT DISTINCT NetworkMessageId FROM EmailEvents")[0]
    one.api("/events?format=hunting", "POST",
            lines([click(moment(40), "user1", message["NetworkMessageId"])]))
    job = bring(organisation, "urlhaus",
                [COLUMNS, URLHAUS.format(number=1, url="https://other.example/")],
                "--format", "urlhaus")
    assert job["messages"] == 0
    one.api("/events?format=hunting", "POST", lines([
        {"Table": "UrlClickEvents", "Timestamp": iso(moment(1)), "Url": "https://warned.example/",
         "ActionType": "ClickBlocked", "AccountUpn": "user2@org.example",
         "IsClickedThrough": True}]))
    # The second policy is what tells that all was looked at: its link is on no list.
    alerts = wait_for(lambda: one.api("/alerts")["items"], "the alert", 60)
    assert {alert["policy"] for alert in alerts} == {"clicked-through"}
    found = settled(one, alerts[0]["investigation_id"])
    assert found["status"] == "NoThreatsFound" and found["ended"] and not found["actions"]
