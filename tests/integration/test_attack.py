"""The main job: one report, the whole attack found, removed, and put back to the byte."""
import json
import random
import time

import pytest

from attack_mail import bases, make_organisation
from server import wait_for
from tree import tree_difference, tree_entries

SETTLED = {"PendingAction", "NoThreatsFound", "Remediated", "PartiallyInvestigated", "Failed",
           "PartiallyRemediated"}


def investigate(one, file, reporter):
    """Reports and waits until the investigation has come to rest: (investigation, seconds)."""
    begun = time.monotonic()
    raised = one.api(f"/reports?by={reporter}&as=phish", "POST", file.read_bytes())
    path = f"/investigations/{raised['investigation_id']}"
    found = wait_for(lambda: (lambda now: now if now["status"] in SETTLED else None)(one.api(path)),
                     "the investigation to come to rest", 60)
    return found, time.monotonic() - begun


def copies_of(one, investigation):
    copies = set()
    for cluster in investigation["clusters"]:
        if cluster["verdict"] in ("Malicious", "Suspicious"):
            listed = one.api(
                f"/investigations/{investigation['id']}/clusters/{cluster['id']}/copies")
            copies |= {(copy["network_message_id"], copy["recipient"]) for copy in listed["items"]}
    return copies


def remove_and_undo(one, run, root, investigation, attack_paths):
    """Approval removes exactly these; undo restores the tree byte for byte."""
    before = tree_entries(root)
    action = investigation["actions"][0]
    approved = run("approve", action["id"], "--comment", "test", data=one.data)
    assert approved.returncode == 0, approved.stderr
    gone, come, changed = tree_difference(before, tree_entries(root))
    assert gone == sorted(str(path.relative_to(root)) for path in attack_paths)
    assert not come and not changed
    now = one.api(f"/investigations/{investigation['id']}")
    assert now["status"] == "Remediated", now["result"]
    assert now["actions"][0]["outcomes"]["done"] == len(attack_paths)
    undone = run("undo", action["id"], data=one.data)
    assert undone.returncode == 0, undone.stderr
    assert tree_difference(before, tree_entries(root)) == ([], [], [])
    assert run("audit", "verify", data=one.data).returncode == 0


def test_the_sample_attack_is_found_removed_and_put_back(server, run, place):
    org = place / "org"
    made = run("sample", org, "--json", data=place / "data")
    assert made.returncode == 0, made.stderr
    plan = json.loads((org / "attack.json").read_text())
    one = server(place / "data")
    assert run("import", org, data=one.data).returncode == 0
    found, seconds = investigate(one, org / plan["report"]["file"], plan["report"]["by"])
    print(f"sample: {found['status']} after {seconds:.2f} s")
    assert found["status"] == "PendingAction", found["result"]
    assert len(copies_of(one, found)) == len(plan["copies"])
    remove_and_undo(one, run, org, found, [org / copy for copy in plan["copies"]])


def test_the_same_with_cases_in_postgresql(server, run, place, postgresql):
    org = place / "org"
    assert run("sample", org, data=place / "data").returncode == 0
    plan = json.loads((org / "attack.json").read_text())
    config = place / "backstamp.toml"
    config.write_text(f'case_store = "{postgresql}"\n')
    one = server(place / "data", arguments=("--config", config))
    assert run("import", org, data=one.data).returncode == 0
    found, _ = investigate(one, org / plan["report"]["file"], plan["report"]["by"])
    assert found["status"] == "PendingAction", found["result"]
    remove_and_undo(one, run, org, found, [org / copy for copy in plan["copies"]])
    assert not (one.data / "cases.db").exists()


def test_ordinary_messages_give_no_action(server, run, place):
    org = place / "org"
    assert run("sample", org, data=place / "data").returncode == 0
    one = server(place / "data")
    assert run("import", org, data=one.data).returncode == 0
    attack = set(json.loads((org / "attack.json").read_text())["copies"])
    # Colleagues, customers, newsletters; not the spam that is in the sample, too.
    ordinary = [path for path in sorted(org.glob("*/*/Maildir/cur/*"))
                if str(path.relative_to(org)) not in attack and b"dmarc=pass" in path.read_bytes()]
    for letter in random.Random(20261124).sample(ordinary, 12):
        domain, user = letter.relative_to(org).parts[:2]
        found, _ = investigate(one, letter, f"{user}@{domain}")
        assert found["status"] == "NoThreatsFound", [c["arithmetic"] for c in found["clusters"]]
        assert found["actions"] == []


@pytest.mark.parametrize("which", range(3))
def test_a_real_attack_among_real_mail(server, run, place, shared_mail, which):
    base = bases(shared_mail, 3, seed=20261124)[which]
    organisation = make_organisation(place / "org", shared_mail, base, seed=which)
    one = server(place / "data")
    done = run("import", organisation.root, "--json", data=one.data)
    assert done.returncode == 0, done.stderr
    reporter, reported = organisation.attack[which]
    found, seconds = investigate(one, reported, reporter)
    print(f"{which}: {found['status']} after {seconds:.2f} s; "
          f"{[(c['cluster_by'], c['copies'], c['verdict']) for c in found['clusters']]}")
    assert found["status"] == "PendingAction", found["result"]
    assert {recipient for _, recipient in copies_of(one, found)} == \
        {recipient for recipient, _ in organisation.attack}
    assert len(copies_of(one, found)) == len(organisation.attack)
    remove_and_undo(one, run, organisation.root, found, [path for _, path in organisation.attack])
