"""SIGKILL to serve or to its engine at random moments of import, investigation, removal and undo.

Afterwards everything finishes, nothing acknowledged is lost, no step and no move happens twice.
"""
import collections
import contextlib
import json
import os
import random
import subprocess
import time
import urllib.parse

from server import ask, wait_for
from tree import tree_difference, tree_entries

KILLS = 52
USERS = [f"user{number}" for number in range(12)]
WORDS = ("ledger anchor blossom cabin desert ember forest glacier hollow inlet jungle kernel "
         "lagoon meadow nectar orchard pebble quartz ravine summit thicket upland valley").split()


def letter(wave, user, dice):
    """One copy of an attack: each wave has its own text, each copy its own sender and link."""
    # Numbers alone would not tell words apart.
    mark = chr(97 + wave // 26) + 3 * chr(97 + wave % 26)
    body = " ".join(word + mark for word in WORDS) + " must be confirmed before tonight"
    domain = f"wave{wave}x{dice.randrange(10**4)}.invalid"
    return (f"From: Desk <desk{dice.randrange(10**6)}@{domain}>\n"
            f"To: {user}@kill.example\nSubject: Notice {wave}\n"
            f"Date: Tue, 10 Nov 2026 10:{wave % 60:02}:00 +0000\n"
            f"Message-ID: <{wave}.{user}.{dice.randrange(10**9)}@x.invalid>\n\n"
            f"Hello {user},\n\n{body}: https://h{dice.randrange(10**6)}.invalid/{wave}\n").encode()


class Rounds:
    """A server that gets killed, and the bookkeeping of what was killed when."""

    def __init__(self, server, run, backstamp, place, dice):
        self.run, self.backstamp, self.dice = run, backstamp, dice
        self.org, self.one, self.kills = place / "org", server(place / "data"), 0

    def command(self, *arguments):
        return subprocess.Popen([self.backstamp, *map(str, arguments), "--data", self.one.data],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def during(self, work, seconds_max):
        """Kills something at a random moment of `work`, a process; then makes all whole again."""
        time.sleep(self.dice.random() * seconds_max)
        if self.dice.random() < 0.5:
            for engine in self.one.children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(engine, 9)
        else:
            self.one.kill()
        self.kills += 1
        with contextlib.suppress(subprocess.TimeoutExpired):
            work.wait(90)
        work.kill()
        if self.one.process.poll() is not None:
            self.one.start()
        wait_for(self.one.ready, "serve to be ready again", 60)

    def ask_engine(self, sql):
        answer = ask(self.one.data / "engine.sock",
                     "/?" + urllib.parse.urlencode({"query": sql + " FORMAT JSONCompact"}))
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    def action(self, investigation):
        return self.one.api(f"/investigations/{investigation}")["actions"][0]

    def settle(self, investigation, status):
        return wait_for(lambda: self.action(investigation)["status"] == status or None,
                        f"the action to be {status}: {self.action(investigation)}", 60)


def deliver(rounds, wave):
    paths = []
    for number, user in enumerate(USERS):
        maildir = rounds.org / "kill.example" / user / "Maildir"
        for area in ("cur", "new", "tmp"):
            (maildir / area).mkdir(parents=True, exist_ok=True)
        path = maildir / "cur" / f"{1_794_300_000 + wave}.M{number}P{wave}.mx:2,S"
        path.write_bytes(letter(wave, user, rounds.dice))
        paths.append(path)
    return paths


OLD_LETTERS = 20  # history_copies of content/policies/investigation.json


def deliver_old_letters(rounds):
    """Without earlier mail nobody could be called a stranger."""
    folder = rounds.org / "kill.example" / USERS[0] / "Maildir" / "cur"
    folder.mkdir(parents=True)
    for number in range(OLD_LETTERS):
        (folder / f"1791500000.M{number}P0.mx:2,S").write_bytes(
            b"From: Ann <ann@old.example>\nTo: user0@kill.example\nSubject: Keys\n"
            b"Date: Fri, 09 Oct 2026 10:00:00 +0000\n"
            b"Message-ID: <old%d@old.example>\n\nSee you.\n" % number)


def import_all(rounds, files):
    rounds.during(rounds.command("import", rounds.org), 0.6)
    done = json.loads(rounds.run("import", rounds.org, "--json", data=rounds.one.data).stdout)
    assert done["files"] == done["files_imported"] == files, done
    (count, unique), = rounds.ask_engine(
        "SELECT toUInt32(count()), toUInt32(uniqExact(NetworkMessageId, RecipientEmailAddress)) "
        "FROM EmailEvents")
    assert count == unique == files, (count, unique, files)


def report(rounds, path):
    user = path.parents[2].name
    rounds.during(rounds.command("report", path, "--by", f"{user}@kill.example"), 0.8)
    again = rounds.run("report", path, "--by", f"{user}@kill.example", "--json",
                       data=rounds.one.data)
    assert again.returncode == 0, again.stderr
    investigation = json.loads(again.stdout)["investigation_id"]

    def at_rest():
        now = rounds.one.api(f"/investigations/{investigation}")
        return now if now["status"] not in ("Starting", "Running") else None

    found = wait_for(at_rest, "the investigation to come to rest", 60)
    assert found["status"] == "PendingAction", found["result"]
    return investigation


def check_journal(rounds, investigation):
    journal = rounds.one.api(f"/investigations/{investigation}")["journal"]
    kinds = collections.Counter((entry["invocation"], entry["kind"]) for entry in journal)
    for (invocation, kind), times in kinds.items():
        if kind in ("step_started", "step_finished", "run_started", "run_finished"):
            assert times == 1, (invocation, kind, times)


def check_events(rounds, wave_paths, moves):
    """One event a copy and move, whatever was repeated: they come, and none comes twice."""
    users = {f"{path.parents[2].name}@kill.example" for path in wave_paths}

    def counted():
        rows = rounds.ask_engine(
            "SELECT RecipientEmailAddress, Action, toUInt32(count()) FROM EmailPostDeliveryEvents "
            "GROUP BY 1, 2")
        assert all(times <= moves for _, _, times in rows), rows
        return len(rows) == 2 * len(users) and {times for _, _, times in rows} == {moves}

    wait_for(counted, f"{moves} moves there and back of each copy", 30)


def test_nothing_is_lost_or_done_twice(server, run, backstamp, place):
    rounds = Rounds(server, run, backstamp, place, random.Random(52))
    deliver_old_letters(rounds)
    wave = 0
    while rounds.kills < KILLS:
        paths = deliver(rounds, wave)
        import_all(rounds, files=OLD_LETTERS + (wave + 1) * len(USERS))
        before = tree_entries(rounds.org)
        investigation = report(rounds, rounds.dice.choice(paths))
        action = rounds.action(investigation)["id"]
        rounds.during(rounds.command("approve", action), 0.5)
        run("approve", action, data=rounds.one.data)  # where the first one was not acknowledged
        rounds.settle(investigation, "Done")
        gone, come, changed = tree_difference(before, tree_entries(rounds.org))
        removed = sorted(str(path.relative_to(rounds.org)) for path in paths)
        assert (gone, come, changed) == (removed, [], [])
        rounds.during(rounds.command("undo", action), 0.5)
        run("undo", action, data=rounds.one.data)
        rounds.settle(investigation, "Undone")
        assert tree_difference(before, tree_entries(rounds.org)) == ([], [], [])
        check_journal(rounds, investigation)
        wave += 1
        check_events(rounds, paths, wave)
    assert run("audit", "verify", data=rounds.one.data).returncode == 0
    print(f"{rounds.kills} kills over {wave} waves")
