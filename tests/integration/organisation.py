"""An organisation of a few mailboxes on disk, and a server that knows them."""
import json

from server import ask, wait_for

USERS = [f"user{number}" for number in range(6)]
FILE = b"quarterly figures, all of them"


def letter(number, user, link=None, sender="desk@partner.example", ip="203.0.113.7", file=None):
    """One copy; equal but for the recipient's trace where `number` is equal."""
    head = (f"Delivered-To: {user}@org.example\n"
            f"Received: from mail.partner.example (mail.partner.example [{ip}])\n"
            f"\tby mx.org.example with ESMTPS; Tue, 10 Nov 2026 10:00:00 +0000\n"
            f"From: Desk <{sender}>\nTo: all@org.example\nSubject: Figures {number}\n"
            f"Date: Tue, 10 Nov 2026 10:00:00 +0000\nMessage-ID: <{number}@partner.example>\n")
    text = f"Good morning,\n\nthe figures of week {number} are ready"
    text += f": {link}\n" if link else ".\n"
    if file is None:
        return (head + "\n" + text).encode()
    return (head + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n' +
            text + "--b\nContent-Type: application/octet-stream\n"
            'Content-Disposition: attachment; filename="figures.bin"\n\n').encode() + \
        file + b"\n--b--\n"


class Organisation:
    """Mailboxes on disk, and a server that knows them."""

    def __init__(self, place, server, run):
        self.root, self.run, self.count = place / "org", run, 0
        self.data, self.server = place / "data", server
        for user in USERS:
            for area in ("cur", "new", "tmp"):
                (self.maildir(user) / area).mkdir(parents=True)

    def maildir(self, user):
        return self.root / "org.example" / user / "Maildir"

    def deliver(self, user, content):
        self.count += 1
        path = self.maildir(user) / "cur" / f"17{self.count:08}.M{self.count}.host:2,S"
        path.write_bytes(content)
        return str(path.relative_to(self.root))

    def bring_up(self):
        self.one = self.server(self.data)
        done = self.run("import", self.root, "--json", data=self.data)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["copies_added"] == self.count
        return self.one

    def indicators(self, *arguments):
        done = self.run("indicators", *arguments, "--json", data=self.data)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def action(self, job):
        return self.one.api(f"/actions/{job['purge_action_id']}")

    def wait_for_action(self, job, status):
        return wait_for(lambda: self.action(job)["status"] == status and self.action(job),
                        f"the purge to be {status}")

    def hunt(self, sql):
        """Rows of the hunting store, once all that waits in the spool is in."""
        wait_for(lambda: not list((self.data / "spool").glob("*.batch")), "the spool to be empty")
        answer = ask(self.data / "engine.sock", "/", "POST", f"{sql} FORMAT JSONEachRow".encode())
        assert answer.status == 200, answer.body
        return [json.loads(line) for line in answer.body.splitlines()]
