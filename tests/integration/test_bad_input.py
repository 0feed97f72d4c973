"""What goes wrong in real life: one clear line each, and nothing lost."""
import json
import os
import signal
import subprocess
import time

import pytest

LETTER = ("From: Ann <ann@example.org>\nTo: bob@example.net\nSubject: {0}\n"
          "Message-ID: <{0}@x>\n\n{0}\n")


def make_folder(place, count):
    folder = place / "mail"
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number}.eml").write_text(LETTER.format(f"letter {number} " + "words " * 300))
    return folder


def last_line(result):
    return result.stderr.strip().splitlines()[-1]


def test_a_huge_and_a_damaged_message_are_refused_and_the_rest_comes_in(place, run):
    folder = make_folder(place, 3)
    with open(folder / "huge.eml", "wb") as file:
        file.write(b"From: a@b.example\nSubject: huge\n\n")
        file.truncate(200 * 2**20)
    (folder / "damaged.eml").write_bytes(os.urandom(5_000))
    done = run("import", folder, "--json", data=place / "data")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["files"], counts["files_imported"], counts["files_refused"]) == (5, 3, 2)
    assert counts["copies_added"] == 3
    assert any("larger than" in reason for reason in counts["refused"]), counts["refused"]


def test_a_data_folder_of_a_newer_version_is_left_alone(place, run):
    data = place / "data"
    data.mkdir()
    (data / "version").write_text("99\n")
    result = run("serve", data=data)
    assert result.returncode == 2
    assert "newer" in last_line(result) and str(data) in last_line(result), result.stderr
    assert sorted(os.listdir(data)) == ["backstamp.lock", "version"]


def test_what_is_no_message_cannot_be_reported(place, server, run):
    one = server()
    (place / "x.eml").write_bytes(b"\x00\x01\x02")
    for arguments in (("report", place / "x.eml", "--by", "a@b.example"),
                      ("report", place / "none.eml", "--by", "a@b.example"),
                      ("investigation", "zzzzzz")):
        result = run(*arguments, data=one.data)
        assert result.returncode in (1, 2)
        assert last_line(result).startswith("backstamp: "), result.stderr


def test_import_waits_for_an_engine_that_is_stopped(place, server, backstamp):
    one = server()
    engine, = one.children()
    os.kill(engine, signal.SIGSTOP)
    command = [backstamp, "import", make_folder(place, 50), "--json", "--data", one.data]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importing:
        time.sleep(2)
        assert importing.poll() is None
        os.kill(engine, signal.SIGCONT)
        counts = json.loads(importing.communicate(timeout=90)[0])
    assert counts["copies_added"] == 50


def test_a_full_disk_is_one_line_and_loses_nothing(place, run):
    disk = place / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], check=False,
                             capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("cannot mount a small disk here")
    try:
        folder = make_folder(place, 6_000)
        full = run("import", folder, data=disk / "data", seconds_max=180)
        assert full.returncode == 2, full.stdout
        assert last_line(full).startswith("backstamp: "), full.stderr
        subprocess.run(["mount", "-o", "remount,size=1g", disk], check=True)
        again = run("import", folder, "--json", data=disk / "data", seconds_max=180)
        assert again.returncode == 0, again.stderr
        counts = json.loads(again.stdout)
        assert counts["copies_added"] + counts["copies_known"] == 6_000
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
