"""Engines are asked about mail that arrived, and letters are read again when rules change."""
import base64
import shutil

import pytest

from engine_servers import EICAR, Clamd
from organisation import USERS, Organisation, letter
from server import wait_for
from tree import tree_difference, tree_entries

MARK = b"quarterly figures with a macro of ours"
RULE = """
rule Ours {
  meta:
    severity = "high"
    threat_type = "Malware"
  strings:
    $a = "figures with a macro"
  condition:
    $a
}
"""
OTHER_RULE = 'rule Other { strings: $a = "no letter says this" condition: $a }\n'


def letter_with(number, user, content):
    """The letter of that number with an attachment, as mail programs encode one."""
    plain = letter(number, user, file=b"CONTENT")
    encoded = b"Content-Transfer-Encoding: base64\nContent-Type: application/octet-stream"
    return plain.replace(b"Content-Type: application/octet-stream", encoded).replace(
        b"CONTENT", base64.b64encode(content))


@pytest.fixture
def organisation(place, server, run):
    return Organisation(place, server, run)


@pytest.fixture
def clamd(place):
    if not shutil.which("clamd", path="/usr/sbin:/usr/bin"):
        pytest.skip("clamd is not installed: run scripts/setup")
    one = Clamd(place).start()
    yield one
    one.stop()


def bring_up(organisation, config):
    """A server with these settings; the organisation's mail is imported when it is new."""
    known = organisation.data.exists()
    organisation.one = organisation.server(organisation.data, ("--config", config))
    if not known:
        done = organisation.run("import", organisation.root, "--json", data=organisation.data)
        assert done.returncode == 0, done.stderr


def wait_for_job(organisation, what, **marks):
    """The ended re-judging that has these values."""
    def found():
        jobs = [job for job in organisation.one.api("/rejudgings")["items"]
                if job["status"] == "Done" and all(job[key] == value for key, value in
                                                   marks.items())]
        return jobs[0] if jobs else None
    return wait_for(found, what, 90)


def kinds_of(organisation):
    return [job["indicator"]["kind"] for job in organisation.one.api("/rejudgings")["items"]]


@pytest.fixture
def mail(organisation):
    """Two bad letters in three mailboxes each among others that are not. The bad ones' files."""
    def deliver(content):
        bad = [organisation.deliver(user, letter_with(number, user, content))
               for number in range(2) for user in USERS[:3]]
        for user in USERS:
            organisation.deliver(user, letter_with(50, user, b"quarterly figures, all of them"))
        return bad
    return deliver


def test_clamav_is_asked_about_mail_that_arrived(organisation, mail, clamd, place):
    bad = mail(EICAR.encode())
    before = tree_entries(organisation.root)
    config = place / "backstamp.toml"
    config.write_text(f'[engines.clamav]\nsocket = "{clamd.address}"\ntimeout_ms = 30000\n')
    bring_up(organisation, config)
    job = wait_for_job(organisation, "ClamAV to be asked", cause="arrived",
                       worse={"messages": 2, "copies": 6})
    organisation.wait_for_action(job, "Done")
    difference = tree_difference(before, tree_entries(organisation.root))
    assert difference == (sorted(bad), [], [])
    rows = organisation.hunt("SELECT Verdict, ThreatTypes, Reason FROM VerdictEvents")
    assert {(row["Verdict"], row["ThreatTypes"]) for row in rows} == {("Malicious", "Malware")}
    assert all("Eicar-Test-Signature" in row["Reason"] for row in rows) and len(rows) == 2


def test_an_entry_lifted_later_does_not_lift_what_clamav_said(organisation, mail, clamd, place):
    mail(EICAR.encode())
    config = place / "backstamp.toml"
    config.write_text(f'[engines.clamav]\nsocket = "{clamd.address}"\ntimeout_ms = 30000\n')
    bring_up(organisation, config)
    job = wait_for_job(organisation, "ClamAV to be asked", cause="arrived",
                       worse={"messages": 2, "copies": 6})
    organisation.wait_for_action(job, "Done")
    organisation.indicators("add", "sender", "desk@partner.example")
    lifted = organisation.indicators("remove", "sender", "desk@partner.example")
    assert lifted["better"]["messages"] == 1, "the letter without a virus alone"
    verdicts = organisation.hunt(
        "SELECT NetworkMessageId, argMax(Verdict, (Timestamp, IngestedAt)) AS Last "
        "FROM VerdictEvents WHERE EntityType = 'MailMessage' GROUP BY NetworkMessageId")
    assert sorted(row["Last"] for row in verdicts).count("Malicious") == 2


def test_what_clamav_missed_is_asked_when_it_is_back(organisation, mail, clamd, place):
    mail(EICAR.encode())
    config = place / "backstamp.toml"
    config.write_text(f'[engines.clamav]\nsocket = "{clamd.address}"\ntimeout_ms = 2000\n')
    organisation.one = organisation.server(organisation.data, ("--config", config))
    wait_for(lambda: "up" in str(organisation.one.api("/engines")), "ClamAV to be up")
    clamd.stop()
    done = organisation.run("import", organisation.root, "--json", data=organisation.data)
    assert done.returncode == 0, done.stderr
    missed = wait_for_job(organisation, "the job without ClamAV", cause="arrived")
    assert missed["worse"]["messages"] == 0 and "ClamAV was not heard" in missed["why"]
    clamd.start()
    job = wait_for_job(organisation, "ClamAV to be asked again", cause="changed",
                       worse={"messages": 2, "copies": 6})
    organisation.wait_for_action(job, "Done")


def test_a_yara_rule_takes_mail_out_and_its_end_puts_it_back(organisation, mail, place):
    bad = mail(MARK)
    rules, config = place / "rules", place / "backstamp.toml"
    rules.mkdir()
    (rules / "other.yar").write_text(OTHER_RULE)
    config.write_text(f'[engines.yara]\nrules = "{rules}"\n')
    before = tree_entries(organisation.root)
    bring_up(organisation, config)
    wait_for_job(organisation, "YARA to be asked", cause="arrived")
    assert "rules" not in kinds_of(organisation)
    organisation.one.stop()

    (rules / "ours.yar").write_text(RULE)
    bring_up(organisation, config)
    job = wait_for_job(organisation, "letters to be read again", cause="changed",
                       worse={"messages": 2, "copies": 6})
    assert job["indicator"]["kind"] == "rules"
    organisation.wait_for_action(job, "Done")
    difference = tree_difference(before, tree_entries(organisation.root))
    assert difference == (sorted(bad), [], [])
    organisation.one.stop()

    (rules / "ours.yar").unlink()
    bring_up(organisation, config)
    back = wait_for_job(organisation, "letters to be read once more", cause="changed",
                        better={"messages": 2, "copies": 6})
    assert back["purges_undone"] == 1
    organisation.wait_for_action(job, "Undone")
    assert tree_difference(before, tree_entries(organisation.root)) == ([], [], [])
