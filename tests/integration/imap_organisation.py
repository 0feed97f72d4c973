"""`serve` watching a private Dovecot: its settings, and what the tests ask of both."""
import email.utils

from mail_servers import MASTER, MASTER_PASSWORD, messages_in
from server import wait_for


def settings_for(place, dovecot, more="", poll_seconds=2):
    """A settings file that names Dovecot's IMAP server and its mailboxes."""
    (place / "master.secret").write_text(MASTER_PASSWORD + "\n")
    path = place / "backstamp.toml"
    path.write_text(f'''
[imap]
server = "127.0.0.1:{dovecot.imap_port}"
master_user = "{MASTER}"
master_password_file = "{place / "master.secret"}"
mailboxes_file = "{dovecot.folder / "users"}"
poll_seconds = {poll_seconds}
sieve_server = "127.0.0.1:{dovecot.sieve_port}"
timeout_seconds = 10
{more}''')
    return path


def letter(number, subject="Your parcel", link="http://parcel-fee.invalid/pay", extra=""):
    """A plain phish; equal numbers give equal messages."""
    date = email.utils.formatdate(1_795_000_000 + number)
    return (f"From: Parcel Service <notice@parcel-{number}.invalid>\r\nTo: you@example.test\r\n"
            f"Subject: {subject} {number}\r\nDate: {date}\r\n"
            f"Message-ID: <{number}.one@parcel.invalid>\r\n{extra}"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n"
            f"Your parcel number {number} waits. Pay the fee within a day or it goes back:\r\n"
            f"{link}?n={number}\r\n\r\nThe parcel service\r\n").encode()


def mailboxes(one):
    return {box["address"]: box for box in one.api("/mailboxes")["items"]}


def wait_until_live(one, users, seconds_max=60):
    wait_for(lambda: all(mailboxes(one).get(user, {}).get("state") == "live" for user in users),
             "all mailboxes to be live", seconds_max, 0.1)


def hunt(one, kql):
    answer = one.api("/hunt", "POST", {"query": kql})
    names = [column["name"] for column in answer["columns"]]
    return [dict(zip(names, row)) for row in answer["rows"]]


def locations(one):
    """{recipient: latest location} as the hunting store has it, of copies that moved."""
    rows = hunt(one, "EmailPostDeliveryEvents | where ActionResult == 'Success' "
                     "| summarize arg_max(Timestamp, DeliveryLocation) by RecipientEmailAddress")
    return {row["RecipientEmailAddress"]: row["DeliveryLocation"] for row in rows}


def all_mail(dovecot, user, folders=("INBOX", "Junk", "Trash", "Archive")):
    """{folder: [(flags, internal date, bytes)]} as a plain IMAP client sees it."""
    client = dovecot.imap(user)
    found = {folder: [one[1:] for one in messages_in(client, folder)] for folder in folders}
    client.logout()
    return {folder: mail for folder, mail in found.items() if mail}
