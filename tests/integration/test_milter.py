"""The tap in a real Postfix: tells of every message, changes nothing, stops nothing."""
import smtplib
import subprocess
import threading
import time

import pytest

from imap_organisation import (hunt, letter, locations, mailboxes, settings_for,
                               wait_until_live)
from mail_servers import DOMAIN, messages_in
from server import wait_for
from tap_servers import Milter, milter_settings
from test_rules import put_script


@pytest.fixture
def tapped(backstamp, place, mail_servers):
    """tapped(SETTINGS) starts Postfix, Dovecot and the tap between them."""
    taps = []

    def start(more="", count=3, **how):
        path = place / "tap.sock"
        servers = mail_servers(count=count, postfix_settings=milter_settings(path, **how))
        config = place / "tap.toml"
        config.write_text(f'accepted_domains = ["{DOMAIN}"]\n[milter]\nsocket = "unix:{path}"\n'
                          f"{more}\n")
        taps.append(Milter(backstamp, place / "data", config, path).start())
        return servers, taps[-1], config

    yield start
    for tap in taps:
        tap.kill()


def arrivals(place):
    folder = place / "data/arrivals"
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.exists() else []


def delivered(servers, user):
    return [mail for _, _, _, mail in messages_in(servers.dovecot.imap(user), "INBOX")]


def without_trace(mail):
    """The message without what the mail servers put on its top."""
    return mail[mail.index(b"From: Parcel"):]


def test_every_message_is_told_with_its_envelope_and_none_is_changed(tapped, place, server):
    servers, tap, config = tapped()
    users = servers.users
    servers.send(letter(1), users[:2], sender="bounce@outside.test")
    with_parts = letter(2).replace(b"text/plain", b"text/plain;\r\n\tformat=fixed")
    servers.send(with_parts, [users[2]])
    servers.send(letter(3, extra="X-Long: " + "y" * 900 + "\r\n"), users)
    servers.wait_until_delivered()
    for user, sent in ((users[2], with_parts), (users[0], letter(1))):
        assert sent in [without_trace(mail) for mail in delivered(servers, user)]
    assert len(arrivals(place)) == 3  # they wait for serve
    one = server(arguments=("--config", config))
    wait_for(lambda: not arrivals(place), "serve to take what the tap left")
    rows = hunt(one, "EmailEvents | project RecipientEmailAddress, InternetMessageId, "
                     "SenderMailFromAddress, EmailDirection, DeliveryLocation")
    assert {(row["RecipientEmailAddress"], row["InternetMessageId"][0]) for row in rows} == \
        {(users[0], "1"), (users[1], "1"), (users[2], "2"), *((user, "3") for user in users)}
    assert {row["SenderMailFromAddress"] for row in rows if row["InternetMessageId"][0] == "1"} == \
        {"bounce@outside.test"}
    assert {row["EmailDirection"] for row in rows} == {"Inbound"}
    one.stop()
    # The mailboxes hold the same messages: nothing is added twice.
    again = server(arguments=("--config", settings_for(place, servers.dovecot)))
    wait_until_live(again, users)
    assert len(hunt(again, "EmailEvents")) == 6
    assert sum(box["messages"] for box in mailboxes(again).values()) == 6


def test_outbound_and_local_mail_is_told_too(tapped, place, server):
    servers, _, config = tapped()
    servers.send(letter(1), ["friend@outside.test"], sender=servers.users[0])
    local = subprocess.run(["/usr/sbin/sendmail", "-C", servers.postfix.etc, "-f",
                            servers.users[0], servers.users[1]], input=letter(2),
                           env={"MAIL_CONFIG": str(servers.postfix.etc), "PATH": "/usr/bin"},
                           capture_output=True, check=False)
    assert local.returncode == 0, local.stderr
    wait_for(lambda: len(arrivals(place)) == 2, "both to be told")
    one = server(arguments=("--config", config))
    wait_for(lambda: not arrivals(place), "serve to take them")
    rows = {row["RecipientEmailAddress"]: row["DeliveryLocation"]
            for row in hunt(one, "EmailEvents")}
    assert rows == {"friend@outside.test": "On-premises/external", servers.users[1]: "Inbox/folder"}


def test_bad_mail_is_marked_and_held_where_that_is_switched_on(tapped, place, server):
    servers, _, config = tapped('verdict_header = "X-Backstamp-Verdict"\nhold = ["Malicious"]\n')
    one = server(arguments=("--config", config))
    assert not arrivals(place)
    one.api("/indicators", "POST", {"kind": "domain", "value": "parcel-fee.invalid",
                                    "verdict": "block", "by": "anna"})
    time.sleep(1.5)  # the tap looks at the entries once a second
    servers.send(letter(1), servers.users)
    servers.send(letter(2, link="http://harmless.invalid/"), servers.users[:1])
    wait_for(lambda: "milter-hold" in servers.postfix.log(), "Postfix to hold the first")
    servers.wait_until_delivered()
    [mail] = delivered(servers, servers.users[0])
    assert b"X-Backstamp-Verdict: " in mail and b"X-Backstamp-Verdict: Malicious" not in mail
    assert len(list((servers.postfix.queue / "hold").rglob("*"))) >= 1
    wait_for(lambda: len(hunt(one, "EmailEvents")) == 4, "both to be known")
    held = hunt(one, "EmailEvents | where DeliveryLocation == 'Quarantine'")
    assert {row["InternetMessageId"] for row in held} == {"1.one@parcel.invalid"}


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_mail_flows_on_without_the_tap(tapped, place, fault):
    servers, tap, _ = tapped()
    servers.send(letter(1), servers.users)
    if fault == "killed":
        tap.kill()
    else:
        tap.freeze()
    servers.send(letter(2), servers.users)
    if fault == "killed":
        tap.start()
    else:
        tap.thaw()
    servers.send(letter(3), servers.users)
    servers.wait_until_delivered()
    for user in servers.users:
        assert len(delivered(servers, user)) == 3
    told = [path.read_bytes() for path in arrivals(place)]
    assert any(b"<1.one@" in item for item in told) and any(b"<3.one@" in item for item in told)


def test_nothing_is_lost_when_serve_is_killed_amid_taking(tapped, place, server):
    servers, _, config = tapped(count=2)
    for number in range(40):
        servers.send(letter(number), servers.users)
    one = server(arguments=("--config", config))
    one.kill()
    again = server(arguments=("--config", config))
    for number in range(40, 50):
        servers.send(letter(number), servers.users)
    wait_for(lambda: not arrivals(place), "serve to take all")
    assert len(hunt(again, "EmailEvents")) == 100


def test_a_full_disk_of_the_tap_stops_no_mail(tapped, place):
    servers, tap, _ = tapped("spool_mib = 1\n")
    large = letter(1) + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 9_000
    for _ in range(3):
        servers.send(large, servers.users[:1])
    servers.wait_until_delivered()
    assert len(delivered(servers, servers.users[0])) == 3
    assert len(arrivals(place)) == 1
    assert "message passed without being told" in tap.log()


def test_postfix_is_killed_amid_intake_and_nothing_it_took_is_lost(tapped, place, server):
    servers, _, config = tapped(count=2)
    taken, again = [], []

    def send_all():
        for number in range(60):
            try:
                servers.send(letter(number), servers.users[:1])
                taken.append(number)
            except (OSError, smtplib.SMTPException):
                again.append(number)
                time.sleep(0.1)

    sender = threading.Thread(target=send_all)
    sender.start()
    wait_for(lambda: len(taken) >= 15, "some to be taken")
    servers.postfix.kill()
    wait_for(lambda: again, "some to be refused")
    servers.postfix.start()
    sender.join()
    assert taken[-1] == 59
    servers.wait_until_delivered()
    subjects = {f"<{number}.one@" for number in taken}
    mail = b"".join(delivered(servers, servers.users[0])).decode()
    assert all(subject in mail for subject in subjects)
    one = server(arguments=("--config", config))
    wait_for(lambda: not arrivals(place), "serve to take what the tap left")
    told = {row["InternetMessageId"] for row in hunt(one, "EmailEvents")}
    assert {f"{number}.one@parcel.invalid" for number in taken} <= told


def test_what_a_script_puts_into_junk_is_known_to_lie_there(tapped, place, server):
    servers, _, _ = tapped(count=2)
    user = servers.users[0]
    put_script(servers.dovecot, user, "junk", 'require "fileinto";\nfileinto "Junk";\n')
    config = settings_for(place, servers.dovecot)
    one = server(arguments=("--config", config))
    wait_until_live(one, servers.users)
    servers.send(letter(1), servers.users)
    servers.wait_until_delivered()
    wait_for(lambda: locations(one) == {user: "Junk folder"}, "the place to be known")
    assert len(hunt(one, "EmailEvents")) == 2
