"""An entry added, lifted, expired: every copy judged again, purged, and put back."""
import contextlib
import hashlib
import json
import os
import random
import sqlite3
import time

import pytest

from organisation import FILE, USERS, Organisation, letter
from server import wait_for
from tree import tree_difference, tree_entries


@pytest.fixture
def organisation(place, server, run):
    return Organisation(place, server, run)


KINDS = {"url": ("https://evil.example/login?a=1", {"link": "https://evil.example/login?a=1"}),
         "domain": ("evil.example", {"link": "http://deep.below.evil.example/"}),
         "sender": ("mallory@partner.example", {"sender": "Mallory@partner.example"}),
         "ip": ("198.51.100.9", {"ip": "198.51.100.9"}),
         "file": (hashlib.sha256(FILE).hexdigest(), {"file": FILE})}


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_takes_its_copies_out_and_its_end_puts_them_back(organisation, kind):
    value, marks = KINDS[kind]
    touched = [organisation.deliver(user, letter(number, user, **marks))
               for number in range(2) for user in USERS]
    for user in USERS:  # and mail that is none of this
        organisation.deliver(user, letter(100, user, link="https://fine.example/evil.example"))
    organisation.bring_up()
    before = tree_entries(organisation.root)

    job = organisation.indicators("add", kind, value, "--comment", "seen in the wild")
    assert job["worse"] == {"messages": 2, "copies": 12}, job
    assert job["better"] == {"messages": 0, "copies": 0}
    action = organisation.wait_for_action(job, "Done")
    assert action["origin"] == "zero_hour_purge"
    assert action["outcomes"]["done"] == 12
    gone, come, changed = tree_difference(before, tree_entries(organisation.root))
    assert gone == sorted(touched) and not come and not changed
    events = organisation.hunt("SELECT Verdict, PreviousVerdict, ThreatTypes, Reason, Copies FROM "
                               "VerdictEvents WHERE EntityType = 'MailMessage'")
    assert [(e["PreviousVerdict"], e["Verdict"], e["Copies"]) for e in events] == \
        2 * [("NoThreatsFound", "Malicious", 6)]
    assert all("seen in the wild" in e["Reason"] for e in events)
    purged = organisation.hunt("SELECT ActionType, ActionTrigger, ActionResult, count() AS Rows "
                               "FROM EmailPostDeliveryEvents GROUP BY ALL")
    assert purged == [{"ActionType": "Phish ZAP", "ActionTrigger": "SpecialAction",
                       "ActionResult": "Success", "Rows": 12}]

    job = organisation.indicators("remove", kind, value)
    assert job["better"] == {"messages": 2, "copies": 12}, job
    assert job["purges_undone"] == 1
    undone = wait_for(lambda: [a for a in organisation.one.api("/actions")["items"]
                               if a["status"] == "Undone"], "the purge to be undone")
    assert len(undone) == 1
    assert tree_difference(before, tree_entries(organisation.root)) == ([], [], [])
    assert organisation.hunt("SELECT argMax(Verdict, (Timestamp, IngestedAt)) AS Last FROM "
                             "VerdictEvents WHERE EntityType = 'MailMessage' "
                             "GROUP BY NetworkMessageId") == 2 * [{"Last": "NoThreatsFound"}]
    assert [e["Verdict"] for e in organisation.hunt(
        "SELECT Verdict FROM VerdictEvents WHERE EntityType != 'MailMessage' "
        "ORDER BY Timestamp")] == ["Malicious", "Unknown"]
    assert organisation.run("audit", "verify", data=organisation.data).returncode == 0


def test_mail_that_comes_later_is_judged_on_arrival(organisation):
    organisation.deliver(USERS[0], letter(1, USERS[0]))
    organisation.bring_up()
    job = organisation.indicators("add", "domain", "evil.example")
    assert job["messages"] == 0 and job["purge_action_id"] is None
    organisation.deliver(USERS[1], letter(2, USERS[1], link="https://evil.example/"))
    assert organisation.run("import", organisation.root, data=organisation.data).returncode == 0
    verdicts = organisation.hunt("SELECT Verdict, ThreatTypes FROM EmailEvents ORDER BY Subject")
    assert verdicts == [{"Verdict": "NoThreatsFound", "ThreatTypes": ""},
                        {"Verdict": "Malicious", "ThreatTypes": "HighConfPhish"}]
    job = organisation.indicators("remove", "domain", "evil.example")
    assert job["better"] == {"messages": 1, "copies": 1}


def test_bad_for_another_reason_it_stays_out(organisation):
    user = USERS[0]
    organisation.deliver(user, letter(1, user, link="https://evil.example/"))
    organisation.bring_up()
    before = tree_entries(organisation.root)
    first = organisation.indicators("add", "url", "https://evil.example/")
    organisation.wait_for_action(first, "Done")
    second = organisation.indicators("add", "domain", "evil.example")
    assert second["worse"]["messages"] == 0 and second["purge_action_id"] is None
    # Bad for another reason still: the purge stands.
    lifted = organisation.indicators("remove", "url", "https://evil.example/")
    assert lifted["better"]["messages"] == 0 and lifted["purges_undone"] == 0
    assert organisation.action(first)["status"] == "Done"
    organisation.indicators("remove", "domain", "evil.example")
    assert tree_difference(before, tree_entries(organisation.root))[0], \
        "the domain's end takes back the domain's purges alone"


def test_an_entry_that_expires_is_lifted_by_itself(organisation):
    for user in USERS:
        organisation.deliver(user, letter(1, user, link="https://evil.example/x"))
    organisation.bring_up()
    before = tree_entries(organisation.root)
    ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
    job = organisation.indicators("add", "url", "https://evil.example/*", "--expires", ends)
    assert job["worse"]["copies"] == len(USERS)
    organisation.wait_for_action(job, "Done")
    wait_for(lambda: tree_difference(before, tree_entries(organisation.root)) == ([], [], []),
             "the copies to come back", 40)
    causes = [job["cause"] for job in organisation.one.api("/rejudgings")["items"]]
    assert causes == ["expired", "added"]


def test_more_copies_than_the_policy_allows_wait_for_a_person(organisation):
    for number in range(501):
        organisation.deliver(USERS[0], letter(number, USERS[0], link="https://evil.example/"))
    organisation.bring_up()
    before = tree_entries(organisation.root)
    job = organisation.indicators("add", "url", "https://evil.example/")
    assert job["worse"] == {"messages": 501, "copies": 501}
    assert "wait for approval" in job["why"]
    assert organisation.action(job)["status"] == "Pending"
    assert tree_difference(before, tree_entries(organisation.root)) == ([], [], [])
    lifted = organisation.indicators("remove", "url", "https://evil.example/")
    assert lifted["purges_undone"] == 1
    assert organisation.action(job)["status"] == "Rejected"


def test_a_copy_that_is_gone_already_has_a_row_that_says_so(organisation):
    org = organisation.root.parent / "sample"
    assert organisation.run("sample", org, data=organisation.data).returncode == 0
    plan = json.loads((org / "attack.json").read_text())
    one = organisation.one = organisation.server(organisation.data)
    assert organisation.run("import", org, data=organisation.data).returncode == 0
    raised = one.api(f"/reports?by={plan['report']['by']}&as=phish", "POST",
                     (org / plan["report"]["file"]).read_bytes())
    path = f"/investigations/{raised['investigation_id']}"
    found = wait_for(lambda: one.api(path)["status"] == "PendingAction" and one.api(path),
                     "the investigation", 60)
    assert organisation.run("approve", found["actions"][0]["id"],
                            data=organisation.data).returncode == 0
    link = next(e["entity"]["value"] for e in found["evidence"] if e["entity"]["kind"] == "url")
    job = organisation.indicators("add", "url", link)
    assert job["worse"]["messages"] == 1 and job["purge_action_id"] is None
    left = organisation.hunt("SELECT Action, ActionType, ActionResult FROM EmailPostDeliveryEvents "
                             f"WHERE ReportId = '{job['id']}'")
    assert len(left) == job["worse"]["copies"]
    assert left[0]["Action"] == "None" and left[0]["ActionType"] == "Phish ZAP"
    assert left[0]["ActionResult"] == "Left alone: it is not in a mailbox, but in Deleted items"


def test_killed_at_any_moment_it_ends_with_every_copy_judged_once(organisation):
    dice = random.Random(20261124)
    for number in range(300):
        organisation.deliver(USERS[number % 6],
                             letter(number, USERS[number % 6], link="https://evil.example/"))
    one = organisation.bring_up()
    before = tree_entries(organisation.root)
    for _ in range(6):
        begun = one.api("/indicators", "POST",
                        {"kind": "url", "value": "https://evil.example/", "by": "ann@org.example"})
        time.sleep(dice.random() * 0.5)
        if dice.random() < 0.5:
            one.kill()
            one.start()
        else:
            for engine in one.children():
                os.kill(engine, 9)
        path = f"/rejudgings/{begun['rejudging_id']}"
        job = wait_for(lambda: one.api(path)["status"] == "Done" and one.api(path),
                       "the job to end", 90)
        assert job["worse"] == {"messages": 300, "copies": 300}, job
        action = organisation.wait_for_action(job, "Done")
        assert action["outcomes"]["done"] == 300
        assert not [p for p in organisation.root.rglob("*") if p.is_file()]
        lifted = organisation.indicators("remove", "url", "https://evil.example/")
        assert lifted["better"] == {"messages": 300, "copies": 300}
        wait_for(lambda: organisation.action(job)["status"] == "Undone", "all to be put back", 60)
        assert tree_difference(before, tree_entries(organisation.root)) == ([], [], [])
    rows = organisation.hunt("SELECT count() AS Rows, uniqExact(NetworkMessageId, CauseId) AS "
                             "Changes FROM VerdictEvents WHERE EntityType = 'MailMessage'")
    assert int(rows[0]["Rows"]) == int(rows[0]["Changes"]) == 6 * 2 * 300


def bring(organisation, name, lines, *arguments):
    file = organisation.root.parent / f"{name}.txt"
    file.write_text("".join(line + "\n" for line in lines))
    done = organisation.run("feeds", "import", name, file, "--json", *arguments,
                            data=organisation.data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


COLUMNS = "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter"
URLHAUS = ('"{number}","2026-11-20 10:00:00","{url}","online","2026-11-24 10:00:00",'
           '"malware_download","exe","https://urlhaus.example/{number}/","anonymous"')


def test_a_feed_takes_its_copies_out_and_what_it_drops_comes_back(organisation):
    links = [f"https://host{number}.example/kit" for number in range(3)]
    paths = {link: [organisation.deliver(user, letter(number, user, link=link)) for user in USERS]
             for number, link in enumerate(links)}
    organisation.bring_up()
    before = tree_entries(organisation.root)
    listed = [COLUMNS, URLHAUS.format(number=0, url=links[0])]
    job = bring(organisation, "urlhaus", listed, "--format", "urlhaus")
    assert job["worse"] == {"messages": 1, "copies": 6}, job
    organisation.wait_for_action(job, "Done")
    gone, come, changed = tree_difference(before, tree_entries(organisation.root))
    assert gone == sorted(paths[links[0]]) and not come and not changed
    reasons = organisation.hunt("SELECT Reason FROM VerdictEvents")
    assert "urlhaus: url https://host0.example/kit" in reasons[0]["Reason"]
    assert [feed["entries"] for feed in organisation.one.api("/feeds")["items"]] == [1]

    # The organisation's own word stands above a feed's.
    organisation.indicators("add", "domain", "host1.example", "--allow")
    job = bring(organisation, "more", [COLUMNS, URLHAUS.format(number=7, url=links[1])],
                "--format", "urlhaus")
    assert job["messages"] == 1 and job["worse"]["messages"] == 0

    # The same feed again changes nothing; without the entry its copies come back.
    assert bring(organisation, "urlhaus", listed, "--format", "urlhaus")["messages"] == 0
    other = [COLUMNS, URLHAUS.format(number=9, url="https://x.example/")]
    job = bring(organisation, "urlhaus", other, "--format", "urlhaus")
    assert job["better"] == {"messages": 1, "copies": 6} and job["purges_undone"] == 1
    wait_for(lambda: tree_difference(before, tree_entries(organisation.root)) == ([], [], []),
             "the copies to come back")
    removed = organisation.run("feeds", "remove", "more", "--json", data=organisation.data)
    assert removed.returncode == 0, removed.stderr
    assert organisation.run("feeds", "remove", "more", data=organisation.data).returncode == 1


def test_what_is_no_feed_is_refused_with_one_line(organisation):
    organisation.bring_up()
    file = organisation.root.parent / "feed"
    file.write_bytes(b"\x00\xff{")
    for arguments in (("Bad Name", file), ("fine", file, "--format", "urlhaus"),
                      ("fine", file, "--format", "nonsense"), ("fine", file.parent / "none")):
        done = organisation.run("feeds", "import", *arguments, data=organisation.data)
        assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert organisation.one.api("/feeds")["items"] == []


def test_a_plain_list_finds_mail_by_every_kind_of_value(organisation):
    for number, (kind, (_, marks)) in enumerate(KINDS.items()):
        organisation.deliver(USERS[number % 6], letter(number, kind, **marks))
    organisation.deliver(USERS[0], letter(50, "none"))
    organisation.bring_up()
    values = [value for value, _ in KINDS.values()]
    # A plain list is not sure: Suspicious, and nothing is taken out.
    job = bring(organisation, "shared", values)
    assert job["worse"] == {"messages": 5, "copies": 5} and job["purge_action_id"] is None
    for number, value in enumerate(values):
        job = bring(organisation, "shared", values[:number] + values[number + 1:])
        # The page is on the listed domain, too.
        assert job["better"]["messages"] == (0 if "login" in value else 1), (value, job)
        bring(organisation, "shared", values)


def test_cut_off_between_purge_and_its_record_it_is_the_same_purge(organisation):
    for user in USERS:
        organisation.deliver(user, letter(1, user, link="https://evil.example/"))
    one = organisation.bring_up()
    before = tree_entries(organisation.root)
    job = organisation.indicators("add", "url", "https://evil.example/")
    organisation.wait_for_action(job, "Done")
    one.stop()
    # As a kill leaves it after the approval, before the job knows of its action.
    with contextlib.closing(sqlite3.connect(organisation.data / "cases.db")) as cases, cases:
        cases.execute("update rejudgings set status = 'Running', purge = null, ended = null")
    one.start()
    path = f"/rejudgings/{job['id']}"
    again = wait_for(lambda: one.api(path)["status"] == "Done" and one.api(path), "the job to end")
    assert again["purge_action_id"] == job["purge_action_id"]
    assert again["worse"] == {"messages": 1, "copies": 6}
    assert organisation.hunt("SELECT count() AS Left FROM EmailPostDeliveryEvents WHERE "
                             "Action = 'None'")[0]["Left"] in (0, "0")
    assert organisation.indicators("remove", "url", "https://evil.example/")["purges_undone"] == 1
    wait_for(lambda: tree_difference(before, tree_entries(organisation.root)) == ([], [], []),
             "the copies to come back")
