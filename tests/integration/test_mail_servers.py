"""The private mail servers of the other tests, tested: they deliver, refuse, stop and come back."""
import imaplib

import pytest

from mail_servers import DOMAIN, MASTER, MASTER_PASSWORD, messages_in
from server import wait_for

LETTER = (b"From: Eve <eve@outside.test>\r\nTo: all@example.test\r\nSubject: One\r\n"
          b"Message-ID: <one@outside.test>\r\n\r\nHello.\r\n")


def test_mail_for_fifty_mailboxes_arrives(mail_servers):
    servers = mail_servers(count=50)
    servers.send(LETTER, servers.users)
    servers.wait_until_delivered()
    for user in servers.users:
        [(_, flags, _, letter)] = messages_in(servers.dovecot.imap(user), "INBOX")
        assert b"Message-ID: <one@outside.test>" in letter and not flags


def test_the_master_user_enters_each_mailbox_and_nobody_else_does(mail_servers):
    servers = mail_servers(count=2)
    client = servers.dovecot.imap(servers.users[0])
    client.logout()
    master = imaplib.IMAP4("127.0.0.1", servers.dovecot.imap_port, timeout=30)
    master.login(f"{servers.users[1]}*{MASTER}", MASTER_PASSWORD)
    assert master.select("INBOX")[0] == "OK"
    stranger = imaplib.IMAP4("127.0.0.1", servers.dovecot.imap_port, timeout=30)
    with pytest.raises(imaplib.IMAP4.error):
        stranger.login(f"{servers.users[1]}*{MASTER}", "wrong")


def test_mail_sent_while_dovecot_is_away_arrives_when_it_is_back(mail_servers):
    servers = mail_servers(count=3)
    servers.dovecot.kill()
    servers.send(LETTER, servers.users)
    wait_for(lambda: "Connection refused" in servers.postfix.log(), "Postfix to try in vain")
    servers.dovecot.start()
    servers.wait_until_delivered()
    for user in servers.users:
        assert len(messages_in(servers.dovecot.imap(user), "INBOX")) == 1


def test_mail_for_an_unknown_user_is_refused_by_dovecot(mail_servers):
    servers = mail_servers(count=1)
    servers.send(LETTER, [f"nobody@{DOMAIN}"])
    wait_for(lambda: "550 5.1.1" in servers.postfix.log(), "Dovecot to refuse the recipient")
