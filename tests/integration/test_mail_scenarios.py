"""The main jobs through real mail servers: mail by SMTP, reports by mail, purge over IMAP."""
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email import message_from_bytes

import pytest

from imap_organisation import all_mail, hunt, letter, settings_for, wait_until_live
from mail_servers import messages_in
from server import wait_for
from test_attack import SETTLED


def forwarded(letter_bytes, by):
    """A user's forward as attachment."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = by, "phish@example.test", "Is this real?"
    mail.set_content("Please look at this.")
    mail.add_attachment(message_from_bytes(letter_bytes))
    return mail.as_bytes()


def abuse_report(letter_bytes, by):
    """RFC 5965."""
    mail = MIMEMultipart("report", **{"report-type": "feedback-report"})
    mail["From"], mail["To"], mail["Subject"] = by, "phish@example.test", "Report"
    mail.attach(MIMEText("This is an abuse report."))
    fields = MIMEApplication(b"Feedback-Type: fraud\r\nUser-Agent: Test/1\r\nVersion: 1\r\n",
                             "octet-stream")
    fields.replace_header("Content-Type", "message/feedback-report")
    del fields["Content-Transfer-Encoding"]
    fields.set_payload("Feedback-Type: fraud\nUser-Agent: Test/1\nVersion: 1\n")
    mail.attach(fields)
    mail.attach(MIMEMessage(message_from_bytes(letter_bytes)))
    return mail.as_bytes()


def start(server, place, servers, more=""):
    one = server(arguments=("--config", settings_for(place, servers.dovecot, more)))
    wait_until_live(one, servers.users)
    return one


def settled(one):
    found = [row for row in one.api("/investigations")["items"] if row["status"] in SETTLED]
    return one.api(f"/investigations/{found[0]['id']}") if found else None


@pytest.mark.parametrize("report", [forwarded, abuse_report])
def test_a_forwarded_report_leads_to_removal_everywhere(server, run, place, mail_servers, report):
    servers = mail_servers(count=12)
    box, victims = servers.users[0], servers.users[1:]
    one = start(server, place, servers, f'report_mailboxes = ["{box}"]\n')
    for number, user in enumerate(victims):  # each gets a variation of its own
        servers.send(letter(7, extra=f"X-Number: {number}\r\n"), [user])
    servers.wait_until_delivered()
    wait_for(lambda: len(hunt(one, "EmailEvents")) == len(victims), "the attack to be known")
    [(_, _, _, reported)] = messages_in(servers.dovecot.imap(victims[0]), "INBOX")
    servers.send(report(reported, victims[0]), [box], sender=victims[0])
    found = wait_for(lambda: settled(one), "the investigation to come to rest", 90)
    assert found["status"] == "PendingAction", found["result"]
    assert found["actions"][0]["blast_radius"]["copies"] >= len(victims)
    before = {user: all_mail(servers.dovecot, user) for user in victims}
    action = found["actions"][0]["id"]
    done = run("approve", action, data=one.data)
    assert done.returncode == 0, done.stderr
    for user in victims:
        assert all_mail(servers.dovecot, user) == {}, user
    done = run("undo", action, data=one.data)
    assert done.returncode == 0, done.stderr
    assert {user: all_mail(servers.dovecot, user) for user in victims} == before


def test_reports_by_strangers_do_not_count(server, place, mail_servers):
    servers = mail_servers(count=2)
    box, user = servers.users
    one = start(server, place, servers, f'report_mailboxes = ["{box}"]\n')
    servers.send(forwarded(letter(1), "eve@outside.test"), [box])
    servers.send(letter(2), [box])
    servers.send(forwarded(letter(3), user), [box], sender=user)
    wait_for(lambda: one.api("/alerts")["items"], "the user's own report to be taken")
    assert {alert["raised_by"] for alert in one.api("/alerts")["items"]} == {user}


def test_what_is_found_bad_later_is_purged_and_put_back(server, place, mail_servers):
    servers = mail_servers(count=10)
    one = start(server, place, servers)
    servers.send(letter(7), servers.users)
    servers.send(letter(8, link="http://harmless.invalid/"), servers.users[:3])
    servers.wait_until_delivered()
    wait_for(lambda: len(hunt(one, "EmailEvents")) == 13, "the mail to be known")
    before = {user: all_mail(servers.dovecot, user) for user in servers.users}

    def left():
        return sum(b"<7.one@" in mail for user in servers.users
                   for _, _, _, mail in messages_in(servers.dovecot.imap(user), "INBOX"))

    one.api("/indicators", "POST", {"kind": "domain", "value": "parcel-fee.invalid",
                                    "verdict": "block", "by": "anna"})
    wait_for(lambda: left() == 0, "the bad copies to be gone", 90, 0.5)
    for user in servers.users[:3]:
        assert len(messages_in(servers.dovecot.imap(user), "INBOX")) == 1
    one.api("/indicators/domain/parcel-fee.invalid", "DELETE")
    wait_for(lambda: left() == 10, "the copies to be back", 90, 0.5)
    after = {user: all_mail(servers.dovecot, user) for user in servers.users}
    for user in servers.users:
        assert sorted(after[user]["INBOX"]) == sorted(before[user]["INBOX"])
