"""Mailboxes on a real Dovecot: scanned, followed, cleaned and restored over IMAP."""
import imaplib
import time

from imap_organisation import (all_mail, hunt, letter, locations, mailboxes, settings_for,
                               wait_until_live)
from mail_servers import messages_in
from server import ask, wait_for
from test_attack import SETTLED


def start(server, place, servers, more=""):
    one = server(arguments=("--config", settings_for(place, servers.dovecot, more)))
    wait_until_live(one, servers.users)
    return one


def copies(one):
    return {(row["RecipientEmailAddress"], row["MailboxFolder"])
            for row in hunt(one, "EmailEvents | project RecipientEmailAddress, MailboxFolder")}


def investigated(one, bytes_of, reporter):
    raised = one.api(f"/reports?by={reporter}&as=phish", "POST", bytes_of)
    path = f"/investigations/{raised['investigation_id']}"
    return wait_for(lambda: (lambda now: now if now["status"] in SETTLED else None)(one.api(path)),
                    "the investigation to come to rest", 60)


def test_what_is_there_and_what_arrives_is_known(server, place, mail_servers):
    servers = mail_servers(count=4)
    users = servers.users
    servers.send(letter(1), users[:2])
    servers.wait_until_delivered()
    one = start(server, place, servers)
    assert copies(one) == {(users[0], "INBOX"), (users[1], "INBOX")}
    servers.send(letter(2), users[2:3])
    wait_for(lambda: (users[2], "INBOX") in copies(one), "the new message to be known")
    [event] = hunt(one, "EmailEvents | where RecipientEmailAddress == '" + users[2] + "'")
    assert event["InternetMessageId"] == "2.one@parcel.invalid"
    assert event["DeliveryLocation"] == "Inbox/folder"


def test_the_latest_location_is_true(server, place, mail_servers):
    servers = mail_servers(count=4)
    users = servers.users
    servers.send(letter(1), users)
    servers.wait_until_delivered()
    one = start(server, place, servers)
    clients = [servers.dovecot.imap(user) for user in users]
    for client in clients:
        client.select("INBOX")
    clients[0].uid("MOVE", "1", "Junk")
    clients[1].uid("MOVE", "1", "Trash")
    clients[2].uid("STORE", "1", "+FLAGS", "(\\Deleted)")
    clients[2].expunge()
    clients[3].uid("STORE", "1", "+FLAGS", "(\\Seen)")  # reading is no move
    wait_for(lambda: locations(one) == {users[0]: "Junk folder", users[1]: "Deleted items folder",
                                        users[2]: "Deleted"}, "the moves to be known")
    assert len(copies(one)) == 4
    clients[0].select("Junk")
    clients[0].uid("MOVE", "1", "INBOX")
    wait_for(lambda: locations(one)[users[0]] == "Inbox/folder", "the move back to be known")


def test_a_folder_whose_uids_start_anew_is_read_again_and_nothing_is_told_twice(
        server, place, mail_servers):
    servers = mail_servers(count=2)
    servers.send(letter(1), servers.users)
    servers.wait_until_delivered()
    one = start(server, place, servers)
    user = servers.users[0]
    home = servers.dovecot.folder / "mail" / user / "Maildir"
    before = imap_validity(servers.dovecot, user)
    # Dovecot numbers a Maildir anew when it finds none of its own files.
    for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache",
                 "dovecot-uidvalidity"):
        (home / name).unlink(missing_ok=True)
    for path in home.glob("dovecot-uidvalidity.*"):
        path.unlink()
    time.sleep(1.1)  # the new number is the time in seconds
    assert imap_validity(servers.dovecot, user) != before
    synced = mailboxes(one)[user]["synced"]
    one.api(f"/mailboxes/{user}/look", "POST")
    wait_for(lambda: mailboxes(one)[user]["synced"] > synced, "another look")
    assert mailboxes(one)[user]["error"] == ""
    assert len(hunt(one, "EmailEvents")) == 2 and locations(one) == {}
    servers.send(letter(2), [user])
    wait_for(lambda: len(hunt(one, "EmailEvents")) == 3, "the next message to be known")


def imap_validity(dovecot, user):
    client = dovecot.imap(user)
    try:
        return client.status("INBOX", "(UIDVALIDITY)")[1]
    finally:
        client.logout()


def spread(servers, copies_of=letter(7)):
    """One message in all mailboxes, each in another state: folder, flags, keyword, date."""
    servers.send(copies_of, servers.users)
    servers.wait_until_delivered()
    for number, user in enumerate(servers.users):
        client = servers.dovecot.imap(user)
        client.create("Archive")
        client.append("INBOX", "", imaplib.Time2Internaldate(1_790_000_000 + number), letter(999))
        client.select("INBOX")
        if number % 3 == 1:
            client.uid("STORE", "1", "+FLAGS", "(\\Seen \\Flagged $Work)")
        if number % 3 == 2:
            client.uid("STORE", "1", "+FLAGS", "(\\Answered)")
            client.uid("MOVE", "1", "Archive")
        if number % 4 == 3:  # deleted by its owner, not yet expunged: must survive
            client.uid("STORE", "2", "+FLAGS", "(\\Deleted)")
        client.logout()


def without(mail, copy):
    kept = {folder: [one for one in found if copy not in one[2]] for folder, found in mail.items()}
    return {folder: found for folder, found in kept.items() if found}


def test_an_attack_on_fifty_mailboxes_is_removed_and_put_back(server, run, place, mail_servers):
    servers = mail_servers(count=50)
    spread(servers)
    mark = b"<7.one@parcel.invalid>"
    before = {user: all_mail(servers.dovecot, user) for user in servers.users}
    one = start(server, place, servers)
    assert len(hunt(one, "EmailEvents")) == 100
    found = investigated(one, letter(7), servers.users[0])
    assert found["status"] == "PendingAction", found["result"]
    action = found["actions"][0]
    assert action["blast_radius"]["copies"] == 50
    approved = run("approve", action["id"], data=one.data)
    assert approved.returncode == 0, approved.stderr
    now = one.api(f"/investigations/{found['id']}")
    assert now["actions"][0]["outcomes"]["done"] == 50, now["actions"][0]
    assert now["status"] == "Remediated", now["result"]
    for user in servers.users:
        assert all_mail(servers.dovecot, user) == without(before[user], mark), user
    undone = run("undo", action["id"], data=one.data)
    assert undone.returncode == 0, undone.stderr
    after = {user: all_mail(servers.dovecot, user) for user in servers.users}
    for user in servers.users:
        for folder in before[user]:
            assert sorted(after[user][folder]) == sorted(before[user][folder]), (user, folder)
        assert after[user].keys() == before[user].keys()
    assert run("audit", "verify", data=one.data).returncode == 0
    # The latest locations are those of the action, not taken for the owners' doing.
    events = hunt(one, "EmailPostDeliveryEvents | summarize n = count() by Action, ActionType")
    assert {(row["Action"], row["n"]) for row in events} == {("Soft delete", 50),
                                                             ("Moved back", 50)}


def test_one_mailbox_out_of_reach_holds_up_nobody_and_its_copy_goes_when_it_is_back(
        server, run, place, mail_servers):
    servers = mail_servers(count=6)
    servers.send(letter(7), servers.users)
    servers.wait_until_delivered()
    one = start(server, place, servers)
    found = investigated(one, letter(7), servers.users[0])
    assert found["status"] == "PendingAction", found["result"]
    broken, users = servers.users[3], servers.dovecot.folder / "users"
    lines = users.read_text()
    # Its files cannot be reached for a while, as when their disk is away.
    maildir = servers.dovecot.folder / "mail" / broken
    maildir.rename(maildir.with_name("away"))
    maildir.write_text("in the way")
    one.api(f"/actions/{found['actions'][0]['id']}/approve", "POST", {})
    done = lambda: one.api(f"/actions/{found['actions'][0]['id']}")["outcomes"]["done"]
    wait_for(lambda: done() == 5, "the other mailboxes to be done")
    for user in servers.users:
        if user != broken:
            assert not messages_in(servers.dovecot.imap(user), "INBOX"), user
    maildir.unlink()
    maildir.with_name("away").rename(maildir)
    wait_for(lambda: done() == 6, "the last copy to go", 90)
    assert not messages_in(servers.dovecot.imap(broken), "INBOX")
    assert users.read_text() == lines


def test_dovecot_killed_amid_removal_and_undo(server, run, place, mail_servers):
    servers = mail_servers(count=30)
    spread(servers)
    before = {user: all_mail(servers.dovecot, user) for user in servers.users}
    one = start(server, place, servers, "connections = 2\n")
    found = investigated(one, letter(7), servers.users[0])
    action = found["actions"][0]["id"]

    def status():
        return one.api(f"/actions/{action}")["status"]

    for step, (verb, resting) in enumerate((("approve", "Done"), ("undo", "Undone"))):
        one.api(f"/actions/{action}/{verb}", "POST", {})
        time.sleep(0.15)
        servers.dovecot.kill()
        time.sleep(0.5)
        servers.dovecot.start()
        wait_for(lambda: status() == resting, f"{verb} to be finished", 120, 0.1)
        now = {user: all_mail(servers.dovecot, user) for user in servers.users}
        for user in servers.users:
            wanted = without(before[user], b"<7.one@") if step == 0 else before[user]
            assert {f: sorted(m) for f, m in now[user].items()} == \
                {f: sorted(m) for f, m in wanted.items()}, (verb, user)


def test_a_dead_server_is_told_for_each_mailbox(server, place, mail_servers):
    servers = mail_servers(count=3)
    one = start(server, place, servers)
    servers.dovecot.stop()
    wait_for(lambda: all(box["state"] == "failing" for box in mailboxes(one).values()),
             "all mailboxes to be told as failing")
    assert "backstamp_mailboxes_failing 3" in ask(
        one.socket, "/metrics").body.decode()
    servers.dovecot.start()
    wait_until_live(one, servers.users)
