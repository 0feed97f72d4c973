"""What an account sent: read for what it gives away, judged, held against its past."""
import json

from account_data import investigate_user, reasons_of
from test_rejudging import organisation  # noqa: F401

ANNA = "user1@org.example"


def sent(number, to, text, attachment=None, day=10):
    head = (f"From: Anna <{ANNA}>\nTo: {to}\nSubject: Letter {number}\n"
            f"Date: Tue, {day} Nov 2026 10:00:00 +0000\nMessage-ID: <s{number}@org.example>\n")
    if attachment is None:
        return (head + "\n" + text + "\n").encode()
    return (head + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n' +
            text + '\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; '
            'filename="list.csv"\n\n' + attachment + "\n--b--\n").encode()


def keep_as_sent(org, content):
    folder = org.maildir("user1") / ".Sent"
    for area in ("cur", "new", "tmp"):
        (folder / area).mkdir(parents=True, exist_ok=True)
    org.count += 1
    (folder / "cur" / f"17{org.count:08}.M{org.count}.host:2,S").write_bytes(content)


def test_sensitive_data_sent_outside_is_found_in_bodies_and_attachments(organisation):
    keep_as_sent(organisation, sent(1, "x@outside.example", "card 4111 1111 1111 1111, thanks"))
    keep_as_sent(organisation, sent(2, "x@outside.example", "the list",
                                    "name,iban\nBob,DE89 3704 0044 0532 0130 00\n"))
    keep_as_sent(organisation, sent(3, "x@outside.example", "order 4111 1111 1111 1112"))
    keep_as_sent(organisation, sent(4, "user2@org.example", "card 5555 5555 5555 4444"))
    one = organisation.bring_up()
    found = investigate_user(one, ANNA)
    told = reasons_of(found)["sensitive_data_sent"]
    print(told)
    assert sorted(told) == [
        "'Letter 1' to x@outside.example holds 1 card number (4111**********11)",
        "'Letter 2' to x@outside.example holds 1 IBAN (DE89****************00)"]
    assert found["status"] == "NoThreatsFound"  # careless, not taken over


def test_malicious_mail_that_an_account_sent_is_a_cluster_and_can_be_removed(organisation):
    organisation.one = organisation.server(organisation.data)
    organisation.indicators("add", "url", "https://evil.example/kit")
    bad = sent(1, "user2@org.example, user3@org.example", "look at https://evil.example/kit now")
    keep_as_sent(organisation, bad)
    for user in ("user2", "user3"):
        organisation.deliver(user, bad)
    keep_as_sent(organisation, sent(2, "user2@org.example", "good morning"))
    done = organisation.run("import", organisation.root, "--json", data=organisation.data)
    assert done.returncode == 0, done.stderr
    found = investigate_user(organisation.one, ANNA)
    reasons = reasons_of(found)
    print(found["status"], json.dumps(reasons, indent=1))
    assert "sent 1 messages judged Malicious" in reasons["sent_malicious"][0]
    clusters = {cluster["value"]: cluster for cluster in found["clusters"]}
    assert clusters[f"{ANNA};Malicious"]["copies"] == 3
    assert clusters[f"{ANNA};NoThreatsFound"]["verdict"] == "NoThreatsFound"
    types = {action["type"] for action in found["actions"]}
    assert {"soft_delete_messages", "sending_held", "sessions_revoked"} <= types
    removal = next(a for a in found["actions"] if a["type"] == "soft_delete_messages")
    assert removal["blast_radius"]["copies"] == 3
