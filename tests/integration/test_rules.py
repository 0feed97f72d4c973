"""Sieve scripts and rights of others on a real Dovecot: seen, switched off, restored."""
import os
import subprocess
import time

from imap_organisation import letter, settings_for, wait_until_live
from mail_servers import MAIL_ID, messages_in
from server import wait_for

FORWARD = '''require ["fileinto", "vacation"];
# moved by me
redirect "collector@outside.test";
if header :contains "subject" ["invoice", "Rechnung"] {
  fileinto "RSS Feeds";
}
'''
ORDINARY = 'require "fileinto";\nif header :is "List-Id" "<dev.test>" { fileinto "Lists"; }\n'


def put_script(dovecot, user, name, text):
    """Lays the script into the user's home and makes it the active one."""
    home = dovecot.folder / "mail" / user
    (home / "sieve").mkdir(parents=True)
    (home / "sieve" / f"{name}.sieve").write_text(text)
    (home / ".dovecot.sieve").symlink_to(f"sieve/{name}.sieve")
    subprocess.run(["chown", "-hR", f"{MAIL_ID}:{MAIL_ID}", home], check=True)
    return home


def rights(dovecot, user):
    client = dovecot.imap(user)
    try:
        return client.getacl("INBOX")[1][0].decode()
    finally:
        client.logout()


def suspicious(one):
    return {(rule["mailbox"], rule["kind"]): rule
            for rule in one.api("/rules?suspicious=true")["items"]}


def test_forwarding_and_a_delegate_are_found_switched_off_and_restored(
        server, run, place, mail_servers):
    servers = mail_servers(count=4)
    dovecot, (victim, shared, delegate, quiet) = servers.dovecot, servers.users
    home = put_script(dovecot, victim, "main", FORWARD)
    put_script(dovecot, quiet, "lists", ORDINARY)
    client = dovecot.imap(shared)
    client.setacl("INBOX", delegate, "lrswipkxtea")
    client.logout()
    before = rights(dovecot, shared)
    assert delegate in before
    one = server(arguments=("--config", settings_for(place, dovecot)))
    wait_until_live(one, servers.users)
    found = wait_for(lambda: (lambda now: now if len(now) == 2 else None)(suspicious(one)),
                     "both to be found")
    script, right = found[victim, "sieve"], found[shared, "acl"]
    assert {one["kind"] for one in script["findings"]} == {"forwards_outside", "hides_mail"}
    assert script["findings"][0]["target"] == "collector@outside.test"
    assert script["content"] == FORWARD
    assert delegate in right["findings"][0]["detail"]
    wait_for(lambda: {rule["mailbox"] for rule in one.api("/rules")["items"]} ==
             {victim, shared, quiet}, "all rules to be seen")

    actions = []
    for mailbox in (victim, shared):
        done = run("rules", "disable", mailbox, "--reason", "test", "--json", data=one.data)
        assert done.returncode == 0, done.stderr
        actions.append(one.api("/actions?filter=pending")["items"][0]["id"])
    # Nothing happens before a person decides.
    assert (home / ".dovecot.sieve").is_symlink() and rights(dovecot, shared) == before
    for action in actions:
        done = run("approve", action, data=one.data)
        assert done.returncode == 0, done.stderr
        assert one.api(f"/actions/{action}")["status"] == "Done"
    assert not os.path.lexists(home / ".dovecot.sieve")
    assert (home / "sieve/main.sieve").read_text() == FORWARD
    assert delegate not in rights(dovecot, shared)
    servers.send(letter(1), [victim])
    servers.wait_until_delivered()
    assert len(messages_in(dovecot.imap(victim), "INBOX")) == 1

    for action in actions:
        done = run("undo", action, data=one.data)
        assert done.returncode == 0, done.stderr
    assert (home / ".dovecot.sieve").read_text() == FORWARD
    assert rights(dovecot, shared) == before
    assert run("audit", "verify", data=one.data).returncode == 0


def test_changes_are_history(server, place, mail_servers):
    servers = mail_servers(count=1)
    [user] = servers.users
    home = put_script(servers.dovecot, user, "main", ORDINARY)
    one = server(arguments=("--config", settings_for(place, servers.dovecot)))
    wait_for(lambda: one.api("/rules")["items"], "the script to be seen")
    assert suspicious(one) == {}
    time.sleep(1.1)  # Dovecot sees changes by the second
    (home / "sieve/main.sieve").write_text(FORWARD)
    one.api("/rules/look", "POST", {"mailbox": user})
    assert (user, "sieve") in suspicious(one)
    history = one.api("/rules?history=true")["items"]
    assert [rule["content"] for rule in history] == [ORDINARY, FORWARD]
    assert [rule["until"] is None for rule in history] == [False, True]
