"""Import: every file is accounted for, nothing is added twice, nothing in the source changes."""
import json
import os

import pytest

from tree import tree_hash

LETTER = """From: Ann <ann@example.org>
To: {to}
Subject: {subject}
Date: Mon, 5 Jan 2026 10:00:00 +0000
Message-ID: <{number}@example.org>

The minutes of our meeting about the new warehouse, number {number}.
"""


def letter(number, to="bob@example.net"):
    return LETTER.format(number=number, to=to, subject=f"Minutes {number}")


def deliver(maildir, number, area="cur", folder=None):
    place = maildir / (f".{folder}" if folder else "") / area
    for each in ("cur", "new", "tmp"):
        (place.parent / each).mkdir(parents=True, exist_ok=True)
    name = f"17{number:08}.M{number}.host" + (":2,S" if area == "cur" else "")
    (place / name).write_text(letter(number))


@pytest.fixture
def organisation(place):
    """Two mailboxes: two messages, one in a folder; one of them lies in both. One file is none."""
    org = place / "org"
    bob, eve = (org / "example.net" / user / "Maildir" for user in ("bob", "eve"))
    deliver(bob, 1)
    deliver(bob, 2, folder="Archive")
    deliver(eve, 1, area="new")
    (eve / "cur/1700000009.M9.host:2,").write_bytes(b"\x00\x01 no message at all \xff" * 40)
    return org


def counts(result):
    assert result.returncode == 0, result.stderr
    done = json.loads(result.stdout)
    assert done["files"] == done["files_imported"] + done["files_refused"], done
    assert done["files_refused"] == sum(done["refused"].values()), done
    return done


def test_an_organisation_is_imported_once(organisation, place, run):
    before = tree_hash(organisation)
    first = counts(run("import", organisation, "--json", data=place / "data"))
    assert (first["files"], first["copies_added"]) == (4, first["files_imported"])
    assert first["copies_added"] >= 3
    second = counts(run("import", organisation, "--json", data=place / "data"))
    assert (second["copies_added"], second["copies_known"]) == (0, first["copies_added"])
    assert tree_hash(organisation) == before


def test_import_goes_through_a_running_server(organisation, place, server, run):
    one = server(place / "data")
    first = counts(run("import", organisation, "--json", data=one.data))
    assert first["copies_added"] >= 3
    assert one.stop() == 0
    again = counts(run("import", organisation, "--json", data=one.data))
    assert again["copies_added"] == 0, "what was acknowledged before the stop is known after it"


def test_a_source_that_is_not_there_is_one_line(place, run):
    result = run("import", place / "nowhere", data=place / "data")
    assert result.returncode == 2
    assert str(place / "nowhere") in result.stderr.strip().splitlines()[-1], result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_mailbox_is_refused_with_a_reason(organisation, place, run):
    closed = organisation / "example.net/eve/Maildir/new"
    closed.chmod(0)
    done = run("import", organisation, "--json", data=place / "data")
    closed.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["copies_added"] >= 2


def test_all_real_mail_is_accounted_for(shared_mail, place, run):
    first = counts(run("import", shared_mail, "--json", data=place / "data", seconds_max=1500))
    assert first["files_imported"] > 10_000
    assert first["files"] == sum(not path.is_dir() for path in shared_mail.rglob("*"))
    second = counts(run("import", shared_mail, "--json", data=place / "data", seconds_max=1500))
    assert second["copies_added"] == 0
    assert second["files"] == first["files"]
