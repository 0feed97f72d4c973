"""A dry run tells what a playbook would do about a past message, and changes nothing at all."""
import hashlib
import json
import os
import sqlite3

from server import ask, wait_for
from test_playbook import RUN, start


def digest_of_tree(folder):
    """Names, times and bytes of all files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        digest.update(f"{path} {status.st_mode} {status.st_mtime_ns}\n".encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def digest_of_cases(file):
    """All rows of all tables of the case store."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        tables = [name for name, in database.execute(
            "select name from sqlite_master where type = 'table' order by name")]
        rows = {name: sorted(map(repr, database.execute(f"select * from {name}")))
                for name in tables}
    assert rows["journal"] is not None and "schema_version" in rows
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def digest_of_hunting(one):
    """Count and checksum of each hunting table."""
    def sql(text):
        return ask(one.data / "engine.sock", "/", "POST", text.encode(), timeout=60).body.decode()
    tables = sql("SELECT name FROM system.tables WHERE database = 'default' ORDER BY name").split()
    assert "EmailEvents" in tables
    return {name: sql(f"SELECT count(), sum(cityHash64(*)) FROM {name}") for name in tables}


def everything(one, place):
    return {"mail": digest_of_tree(place / "org"), "letters": digest_of_tree(one.data / "letters"),
            "cases": digest_of_cases(one.data / "cases.db"), "hunting": digest_of_hunting(one)}


def message_of_attack(run, place):
    plan = json.loads((place / "org/attack.json").read_text())
    file = place / "org" / plan["report"]["file"]
    return json.loads(run("parse", file, "--json").stdout)["network_message_id"]


def test_what_it_tells_is_what_a_real_run_then_does(server, run, place):
    one, _, _ = start(run, place, server, "true", "")
    message = message_of_attack(run, place)
    built_in = next(each["id"] for each in one.api("/playbooks")["items"]
                    if "reported" in each["name"].lower())
    wait_for(lambda: digest_of_hunting(one) == digest_of_hunting(one), "the spool to be delivered")
    before = everything(one, place)
    tried = run("playbook", "run", built_in, "--on", message, "--dry-run", "--json", data=one.data)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert everything(one, place) == before
    told = json.loads(tried.stdout)
    assert {step["status"] for step in told["steps"]} == {"succeeded"}, told["steps"]
    assert told["recommendations"], told

    begun = run("playbook", "run", built_in, "--on", message, data=one.data)
    assert begun.returncode == 0, begun.stderr
    done = wait_for(lambda: (lambda now: now if now["status"] == "PendingAction" else None)(
        one.api(f"/investigations/{begun.stdout.strip()}")), "the real run", 60)
    assert ([each["title"] for each in told["recommendations"]] ==
            [each["title"] for each in done["actions"]])
    assert ({(each["cluster_by"], each["verdict"]) for each in told["clusters"]} ==
            {(each["cluster_by"], each["verdict"]) for each in done["clusters"]})


def test_what_would_act_or_ask_is_only_told(server, run, place):
    noted = place / "noted"
    note = f"echo once >> {noted}"
    one, file, _ = start(run, place, server, note,
                         f"[playbooks]\ncommands = [{json.dumps('bash ' + note)}]\n")
    assert run("playbook", "import", file, data=one.data).returncode == 0
    message = message_of_attack(run, place)
    before = everything(one, place)
    tried = run("playbook", "run", RUN, "--on", message, "--dry-run", data=one.data)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "would ask a person" in tried.stdout and "would run bash" in tried.stdout, tried.stdout
    assert everything(one, place) == before
    assert not os.path.exists(noted)
    unknown = run("playbook", "run", RUN, "--on", "00000000-0000-4000-8000-000000000000",
                  "--dry-run", data=one.data)
    assert unknown.returncode != 0 and "no copy of message" in unknown.stderr
