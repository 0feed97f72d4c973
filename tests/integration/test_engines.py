"""Real clamd, real Rspamd and YARA rules: each one's opinion arrives; without one, the verdict
comes all the same and says whose opinion is missing."""
import base64
import email.message
import json
import shutil

import pytest

from conftest import ROOT
from engine_servers import EICAR, PHISH_MARK, SPAM_SUBJECT, Clamd, Rspamd, engine_states
from server import wait_for

# A busy machine may take its time; only an engine that is to be missed is given little.
PATIENT_MS, IMPATIENT_MS = 30_000, 1_000
RULE = """
rule Macro_Dropper {{
  meta:
    severity = "{severity}"
  strings:
    $a = "run this macro now"
  condition:
    $a
}}
"""
SLOW_RULE = "rule Slow { condition: for all i in (1..2000000000) : (i > 0) }\n"
ALL = {"ClamAV", "Rspamd", "YARA"}


@pytest.fixture
def engines(place):
    """engines("ClamAV") -> its running server; each one asked for ends with the test."""
    if not (shutil.which("clamd", path="/usr/sbin:/usr/bin") and shutil.which("rspamd")):
        pytest.skip("clamd or rspamd is not installed: run scripts/setup")
    servers = {"ClamAV": Clamd(place), "Rspamd": Rspamd(place)}
    yield lambda name: servers[name].start()
    for server in servers.values():
        server.stop()


class Setup:
    """All three engines, running, and a settings file that names them."""

    def __init__(self, place, engines):
        self.servers = {name: engines(name) for name in ("ClamAV", "Rspamd")}
        self.rules = place / "rules"
        self.rules.mkdir()
        (self.rules / "office.yar").write_text(RULE.format(severity="medium"))
        self.config = place / "backstamp.toml"
        self.write_config()

    def write_config(self, impatient=None):
        """`impatient` names the engine that is given little time."""
        places = {"ClamAV": ("clamav", "socket", self.servers["ClamAV"].address),
                  "Rspamd": ("rspamd", "address", self.servers["Rspamd"].address),
                  "YARA": ("yara", "rules", self.rules)}
        lines = []
        for engine, (table, key, value) in places.items():
            limit = IMPATIENT_MS if engine == impatient else PATIENT_MS
            lines.append(f"[engines.{table}]\n{key} = \"{value}\"\ntimeout_ms = {limit}\n")
        self.config.write_text("".join(lines))


@pytest.fixture
def setup(place, engines):
    return Setup(place, engines)


@pytest.fixture
def judge(run, setup):
    """judge(letter) -> the verdict with all engines set up."""

    def call(letter):
        done = run("judge", "-", "--json", "--config", setup.config, stdin=letter, seconds_max=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


def letter(subject="Minutes of Tuesday", text="See you.", attachment=None):
    message = email.message.EmailMessage()
    message["From"], message["To"] = "Ann <ann@supplier.example>", "bob@corp.example"
    message["Subject"], message["Message-ID"] = subject, "<1@supplier.example>"
    message.set_content(text)
    if attachment:
        message.add_attachment(attachment, maintype="application", subtype="octet-stream",
                               filename="invoice.bin")
    return message.as_string()


def bad_letter():
    """Each engine finds something in it."""
    return letter(SPAM_SUBJECT, "Please run this macro now.", EICAR.encode())


def rules_of(verdict):
    return {reason["rule"] for reason in verdict["reasons"]}


def missing_of(verdict):
    return {one["engine"]: one["why"] for one in verdict["missing"]}


def test_the_opinion_of_each_engine_arrives(judge):
    verdict = judge(bad_letter())
    assert rules_of(verdict) >= {"clamav_found", "rspamd_spam", "yara_medium"}
    assert verdict["verdict"] == "Malicious" and "Malware" in verdict["threat_types"]
    assert ALL < set(verdict["detection_methods"]) and verdict["missing"] == []
    details = " ".join(reason["detail"] for reason in verdict["reasons"])
    for seen in ("Eicar-Test-Signature", "TEST_SPAM 20.0", "Macro_Dropper (office.yar)"):
        assert seen in details
    assert verdict["points"] == sum(reason["points"] for reason in verdict["reasons"])


def test_engines_that_find_nothing_were_heard(judge):
    verdict = judge(letter())
    assert verdict["verdict"] == "NoThreatsFound"
    assert ALL < set(verdict["detection_methods"]) and verdict["missing"] == []


def test_a_phish_signature_makes_phish_of_high_confidence(judge):
    verdict = judge(letter(text=f"Click {PHISH_MARK}"))
    assert verdict["verdict"] == "Malicious" and verdict["threat_types"] == ["HighConfPhish"]


def test_spam_alone_is_never_malicious(judge):
    verdict = judge(letter(SPAM_SUBJECT))
    assert (verdict["verdict"], verdict["threat_types"]) == ("Suspicious", ["Spam"])


def test_yara_looks_into_attachments(judge):
    verdict = judge(letter(attachment=b"\x01\x02 run this macro now \xff"))
    details = [one["detail"] for one in verdict["reasons"] if one["rule"] == "yara_medium"]
    assert details == ["The YARA rule Macro_Dropper (office.yar) in invoice.bin matches."]


@pytest.mark.parametrize("engine", ["ClamAV", "Rspamd"])
def test_without_a_stopped_engine_the_others_are_heard(judge, setup, engine):
    setup.servers[engine].stop()
    verdict = judge(bad_letter())
    missing = missing_of(verdict)
    assert set(missing) == {engine} and "cannot connect" in missing[engine]
    assert setup.servers[engine].address in missing[engine]
    assert set(verdict["detection_methods"]) & ALL == ALL - {engine}


@pytest.mark.parametrize("engine", ["ClamAV", "Rspamd"])
def test_without_a_hanging_engine_the_verdict_comes_in_time(judge, setup, engine):
    setup.servers[engine].freeze()
    setup.write_config(impatient=engine)
    verdict = judge(bad_letter())
    assert missing_of(verdict) == {engine: f"no answer within {IMPATIENT_MS} ms"}
    assert set(verdict["detection_methods"]) & ALL == ALL - {engine}
    setup.servers[engine].thaw()
    setup.write_config()
    assert missing_of(judge(bad_letter())) == {}


def test_with_all_engines_away_the_rules_decide_alone(judge, setup):
    setup.write_config(impatient="ClamAV")
    setup.servers["ClamAV"].freeze()
    setup.servers["Rspamd"].stop()
    shutil.rmtree(setup.rules)
    verdict = judge(bad_letter())
    assert set(missing_of(verdict)) == ALL and verdict["detection_methods"] == ["Rules"]


def test_rules_that_take_too_long_are_missing(judge, setup):
    (setup.rules / "slow.yar").write_text(SLOW_RULE)
    setup.write_config(impatient="YARA")
    verdict = judge(bad_letter())
    assert missing_of(verdict) == {"YARA": f"no answer within {IMPATIENT_MS} ms"}
    assert rules_of(verdict) >= {"clamav_found", "rspamd_spam"}


def test_a_broken_rule_file_is_named_and_the_others_are_used(judge, setup):
    (setup.rules / "broken.yar").write_text("rule Broken {\n  condition:\n    nonsense\n}\n")
    verdict = judge(bad_letter())
    assert "yara_medium" in rules_of(verdict) and "YARA" in verdict["detection_methods"]
    assert "broken.yar, line 3: " in missing_of(verdict)["YARA"]


def test_a_message_too_large_for_clamd_is_said_so(judge):
    noise = base64.b64encode(bytes(2 * 2**20))
    verdict = judge(letter(attachment=noise))
    assert "StreamMaxLength" in missing_of(verdict)["ClamAV"]


def test_people_read_who_was_heard_and_who_is_missing(run, setup):
    setup.servers["Rspamd"].stop()
    done = run("judge", "-", "--config", setup.config, stdin=bad_letter())
    assert done.returncode == 0, done.stderr
    assert "-: Malicious (Malware), " in done.stdout
    assert "  heard: Rules, ClamAV, YARA\n" in done.stdout
    assert "  missing: Rspamd: " in done.stdout


def test_without_settings_the_rules_are_heard_and_nobody_is_called_new(run, place):
    (place / "one.eml").write_text(letter())
    done = run("judge", place / "one.eml", "-", "--json", stdin=letter("Verify your account"))
    assert done.returncode == 0, done.stderr
    honest, lure = map(json.loads, done.stdout.splitlines())
    assert (honest["verdict"], honest["reasons"]) == ("NoThreatsFound", [])
    assert rules_of(lure) == {"subject_verify"}
    assert lure["detection_methods"] == ["Rules"] and lure["missing"] == []


def test_what_cannot_be_read_is_one_line_and_the_rest_is_judged(run, place):
    (place / "one.eml").write_text(letter())
    done = run("judge", place / "none.eml", place / "one.eml", "--json")
    assert done.returncode == 2 and "none.eml" in done.stderr
    assert json.loads(done.stdout)["verdict"] == "NoThreatsFound"


def test_the_settings_shown_in_docs_are_taken(run, place):
    page = (ROOT / "docs/verdict-engines.md").read_text()
    config = place / "shown.toml"
    config.write_text(page.split("```toml\n")[1].split("```")[0])
    done = run("judge", "-", "--json", "--config", config, stdin=letter())
    assert done.returncode == 0, done.stderr
    verdict = json.loads(done.stdout)
    assert ALL == set(missing_of(verdict)) | set(verdict["detection_methods"]) - {"Rules"}


def test_a_wrong_address_stops_the_start_in_one_line(run, place):
    config = place / "wrong.toml"
    config.write_text("engines.rspamd.address = \"here\"\n")
    for command in (("judge", "/dev/null"), ("serve",)):
        done = run(*command, "--config", config, data=place / "data")
        assert done.returncode == 2
        assert "setting engines.rspamd.address: " in done.stderr.strip().splitlines()[-1]


def investigate(one, text):
    """Reports a letter and waits until its investigation has come to rest."""
    raised = one.api("/reports?by=bob@corp.example&as=phish", "POST", text.encode())
    path = f"/investigations/{raised['investigation_id']}"
    return wait_for(
        lambda: (lambda now: now if now["status"] not in ("Starting", "Running") else None)(
            one.api(path)), "the investigation to come to rest", 60)


def test_an_investigation_hears_the_engines(server, setup):
    one = server(arguments=("--config", setup.config))
    found = investigate(one, bad_letter())
    message, = [entity for entity in found["evidence"] if entity["entity"]["kind"] == "message"]
    assert message["verdict"] == "Malicious"
    rules = {reason["rule"] for reason in message["reasons"]}
    assert rules >= {"clamav_found", "rspamd_spam", "yara_medium"}


def test_an_investigation_goes_on_without_them_and_says_so(server, setup):
    setup.write_config(impatient="ClamAV")
    one = server(arguments=("--config", setup.config))
    setup.servers["ClamAV"].freeze()
    setup.servers["Rspamd"].stop()
    found = investigate(one, bad_letter())
    assert found["status"] != "Failed"
    journal = json.dumps(found["journal"])
    assert f"ClamAV: no answer within {IMPATIENT_MS} ms" in journal
    assert f"Rspamd: {setup.servers['Rspamd'].address}: cannot connect" in journal


def test_a_server_says_how_its_engines_are(server, setup):
    setup.write_config(impatient="ClamAV")
    one = server(arguments=("--config", setup.config))
    states = wait_for(lambda: (lambda now: now if all(state == "up" for state, _ in now.values())
                               else None)(engine_states(one)), "all engines to be up")
    assert set(states) == ALL
    assert "ClamAV" in states["ClamAV"][1] and "rspamd" in states["Rspamd"][1]
    assert states["YARA"][1].startswith("1 rules of 1 files, sum ")
    setup.servers["ClamAV"].freeze()
    setup.servers["Rspamd"].stop()
    states = engine_states(one)
    assert states["ClamAV"] == ("down", f"no answer within {IMPATIENT_MS} ms")
    assert states["Rspamd"][0] == "down" and "start Rspamd" in states["Rspamd"][1]
    setup.servers["ClamAV"].thaw()
    wait_for(lambda: engine_states(one)["ClamAV"][0] == "up", "ClamAV to be up again")


def test_a_server_without_engines_says_how_to_set_them_up(server):
    for name, (state, detail) in engine_states(server()).items():
        assert name in ALL and state == "off" and detail.startswith("not set up; set engines.")
