"""Playbooks of others: taken in, run, asked about, answered, and gone on with after a kill."""
import hashlib
import json
import subprocess

from server import wait_for

RUN = "playbook--00000000-0000-4000-8000-000000000101"


def step(kind, number):
    return f"{kind}--00000000-0000-4000-8000-{number:012}"


def action(command, following, **more):
    return {"type": "action", "name": "step", "commands": [command],
            "agent": step("individual", 1), "on_success": following, **more}


def playbook(note):
    """start -> parallel (ask for a count | bash) -> end"""
    return {
        "type": "playbook", "spec_version": "cacao-2.0", "id": RUN, "name": "Ask and note",
        "created_by": step("identity", 1), "created": "2026-01-31T12:00:00.000Z",
        "modified": "2026-01-31T12:00:00.000Z",
        "playbook_variables": {"__count__": {"type": "integer", "value": "0"}},
        "workflow_start": step("start", 1),
        "workflow": {
            step("start", 1): {"type": "start", "on_completion": step("parallel", 2)},
            step("parallel", 2): {"type": "parallel", "on_completion": step("end", 7),
                                  "next_steps": [step("action", 3), step("action", 5)]},
            step("action", 3): action({"type": "manual", "command": "How many called?"},
                                      step("end", 4), out_args=["__count__"]),
            step("end", 4): {"type": "end"},
            step("action", 5): action({"type": "bash", "command": note}, step("end", 6)),
            step("end", 6): {"type": "end"}, step("end", 7): {"type": "end"}},
        "agent_definitions": {step("individual", 1): {"type": "individual", "name": "Anna"}},
        "x_kept": {"as": ["it", 1.50, 12345678901234567890]}}


def start(run, place, server, note, settings):
    org = place / "org"
    assert run("sample", org, data=place / "data").returncode == 0
    config = place / "backstamp.toml"
    config.write_text(settings)
    one = server(place / "data", arguments=("--config", config))
    assert run("import", org, data=one.data).returncode == 0
    made = playbook(note)
    del made["x_kept"]  # no property of the standard: it would be refused
    file = place / "ask.json"
    file.write_text(json.dumps(made, indent=3))
    return one, file, config


def investigate(one, run, place):
    plan = json.loads((place / "org/attack.json").read_text())
    raised = one.api(f"/reports?by={plan['report']['by']}&as=phish", "POST",
                     (place / "org" / plan["report"]["file"]).read_bytes())
    root = one.api(f"/investigations/{raised['investigation_id']}")
    message = next(one_evidence["entity"]["value"] for one_evidence in wait_for(
        lambda: one.api(f"/investigations/{root['id']}")["evidence"], "evidence", 60)
        if one_evidence["entity"]["kind"] == "message")
    begun = run("investigate", "message", message, "--playbook", RUN, data=one.data)
    assert begun.returncode == 0, begun.stderr
    return begun.stdout.strip()


def journal_of(one, investigation):
    return one.api(f"/investigations/{investigation}")["journal"]


def test_a_step_waits_over_a_kill_and_is_answered(server, run, place):
    noted = place / "noted"
    note = f"echo once >> {noted}"
    one, file, config = start(run, place, server, note,
                              f"[playbooks]\ncommands = [{json.dumps('bash ' + note)}]\n")
    taken = run("playbook", "import", file, data=one.data)
    assert taken.returncode == 0, taken.stderr
    assert run("playbook", "export", RUN, data=one.data).stdout == file.read_text()
    assert "manual: How many called?" in run("playbook", "show", RUN, data=one.data).stdout
    assert "digraph" in run("playbook", "show", RUN, "--graph", data=one.data).stdout

    investigation = investigate(one, run, place)
    questions = f"/investigations/{investigation}/questions"
    asked = wait_for(lambda: one.api(questions)["items"], "the question")
    assert asked[0]["question"]["values"] == [{"name": "__count__", "type": "integer"}]
    wait_for(noted.exists, "the bash command beside it")
    # A command cut off before its end is on record is asked about; here it has ended.
    wait_for(lambda: "step_finished" in [entry["kind"] for entry in journal_of(one, investigation)],
             "the record of its end")
    one.kill()

    one = server(place / "data", arguments=("--config", config))
    asked = wait_for(lambda: one.api(questions)["items"], "the question")
    unfit = run("playbook", "reply", investigation, "succeeded", asked[0]["invocation"],
                "--value", "__count__=many", data=one.data)
    assert unfit.returncode != 0 and "no value of type integer" in unfit.stderr
    said = run("playbook", "reply", investigation, "succeeded", asked[0]["invocation"],
               "--value", "__count__=12", data=one.data)
    assert said.returncode == 0, said.stderr
    journal = wait_for(lambda: (lambda now: now if now[-1]["kind"] == "run_finished" else None)(
        journal_of(one, investigation)), "the end of the run")
    assert journal[-1]["detail"]["variables"]["__count__"] == "12"
    assert noted.read_text() == "once\n"
    assert run("audit", "verify", data=one.data).returncode == 0


def test_a_run_is_paused_over_a_kill_and_goes_on(server, run, place):
    noted = place / "noted"
    one, file, config = start(run, place, server, f"echo once >> {noted}", "")
    made = json.loads(file.read_text())
    after = step("action", 8)
    made["workflow"][step("parallel", 2)]["on_completion"] = after
    made["workflow"][after] = {**action({"type": "manual", "command": "And then?"}, step("end", 7))}
    made["workflow"][step("action", 5)]["commands"] = [{"type": "manual", "command": "Who?"}]
    file.write_text(json.dumps(made))
    assert run("playbook", "import", file, data=one.data).returncode == 0
    investigation = investigate(one, run, place)
    questions = f"/investigations/{investigation}/questions"
    asked = wait_for(lambda: (lambda now: now if len(now) == 2 else None)(
        one.api(questions)["items"]), "both questions")
    paused = run("playbook", "pause", investigation, "--comment", "wait", data=one.data)
    assert paused.returncode == 0, paused.stderr
    twice = run("playbook", "pause", investigation, data=one.data)
    assert twice.returncode != 0 and "is paused" in twice.stderr
    for question in asked:
        said = run("playbook", "reply", investigation, "succeeded", question["invocation"],
                   data=one.data)
        assert said.returncode == 0, said.stderr
    kinds = wait_for(lambda: (lambda now: now if now.count("step_finished") == 2 else None)(
        [entry["kind"] for entry in journal_of(one, investigation)]), "both replies")
    assert kinds.count("run_paused") == 1
    one.kill()

    one = server(place / "data", arguments=("--config", config))
    assert one.api(questions)["items"] == []
    resumed = run("playbook", "resume", investigation, data=one.data)
    assert resumed.returncode == 0, resumed.stderr
    asked = wait_for(lambda: one.api(questions)["items"], "the step after the pause")
    assert asked[0]["question"]["text"] == "And then?"
    assert run("playbook", "cancel", investigation, data=one.data).returncode == 0
    journal = wait_for(lambda: (lambda now: now if now[-1]["kind"] == "run_finished" else None)(
        journal_of(one, investigation)), "the end of the run")
    assert journal[-1]["detail"]["status"] == "cancelled"
    assert run("audit", "verify", data=one.data).returncode == 0


def test_another_node_on_the_same_postgresql_goes_on(server, run, place, postgresql):
    noted = place / "noted"
    note = f"echo once >> {noted}"
    one, file, config = start(
        run, place, server, note, f'case_store = {json.dumps(postgresql)}\n'
        f"[playbooks]\ncommands = [{json.dumps('bash ' + note)}]\n")
    other = server(place / "other", arguments=("--config", config))
    assert run("playbook", "import", file, data=one.data).returncode == 0
    investigation = investigate(one, run, place)
    questions = f"/investigations/{investigation}/questions"
    asked = wait_for(lambda: one.api(questions)["items"], "the question")
    wait_for(lambda: "step_finished" in [entry["kind"] for entry in journal_of(one, investigation)],
             "the record of the bash command's end")
    one.kill()
    said = run("playbook", "reply", investigation, "succeeded", asked[0]["invocation"],
               "--value", "__count__=7", data=other.data)
    assert said.returncode == 0, said.stderr
    journal = wait_for(lambda: (lambda now: now if now[-1]["kind"] == "run_finished" else None)(
        journal_of(other, investigation)), "the end of the run at the other node", 60)
    assert journal[-1]["detail"]["status"] == "finished", journal[-1]
    assert journal[-1]["detail"]["variables"]["__count__"] == "7"
    assert noted.read_text() == "once\n"
    assert run("audit", "verify", data=other.data).returncode == 0


def test_what_is_not_allowed_is_refused_before_any_step(server, run, place):
    one, file, _ = start(run, place, server, f"touch {place}/hurt", "")
    assert run("playbook", "import", file, data=one.data).returncode == 0
    investigation = investigate(one, run, place)
    journal = wait_for(lambda: (lambda now: now if now and now[-1]["kind"] == "run_finished"
                                else None)(journal_of(one, investigation)), "the end of the run")
    assert [entry["kind"] for entry in journal] == ["run_started", "run_finished"]
    assert "not allowed here" in journal[-1]["detail"]["why"]
    assert not (place / "hurt").exists()


def test_a_playbook_with_problems_is_not_taken_in(server, run, place):
    one = server(place / "data")
    file = place / "bad.json"
    file.write_text(json.dumps(playbook("true")))
    refused = run("playbook", "import", file, data=one.data)
    assert refused.returncode == 1 and "/x_kept" in refused.stderr, refused.stderr


def test_a_signature_may_be_demanded(server, run, place):
    key, file, signed = place / "key.pem", place / "ask.json", place / "signed.json"
    openssl = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", key]
    subprocess.run(openssl, check=True, capture_output=True)
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"],
                            check=True, capture_output=True).stdout
    made = playbook("true")
    del made["x_kept"]
    file.write_text(json.dumps(made))
    result = run("playbook", "sign", file, "--key", key, "--signee", "Us", "--created-by",
                 step("identity", 1))
    assert result.returncode == 0, result.stderr
    signed.write_text(result.stdout)

    config = place / "backstamp.toml"
    config.write_text(f'[playbooks]\nsigners = ["{hashlib.sha256(public).hexdigest()}"]\n')
    one = server(place / "data", arguments=("--config", config))
    refused = run("playbook", "import", file, data=one.data)
    assert refused.returncode != 0 and "demands a signature" in refused.stderr, refused.stderr
    changed = place / "changed.json"
    changed.write_text(result.stdout.replace("How many called?", "Who called?"))
    refused = run("playbook", "import", changed, data=one.data)
    assert refused.returncode != 0 and "was changed" in refused.stderr, refused.stderr
    taken = run("playbook", "import", signed, data=one.data)
    assert taken.returncode == 0, taken.stderr
