"""Accounts in the tests: audit records made up, and the real log where it is there."""
import json
import lzma

import pytest

from conftest import SHARED_DATA
from server import wait_for

SETTLED = {"PendingAction", "NoThreatsFound", "Remediated", "PartiallyInvestigated", "Failed",
           "PartiallyRemediated", "TerminatedBySystem"}
REAL_LOG = SHARED_DATA / "audit/invictus-o365/auditdata.jsonl.xz"


def real_log(place):
    """The unpacked audit log of a tenant under attack; skips where it is not there."""
    if not REAL_LOG.exists():
        pytest.skip(f"no {REAL_LOG}: this test ran on nothing")
    path = place / "auditdata.jsonl"
    path.write_bytes(lzma.decompress(REAL_LOG.read_bytes()))
    return path


def record(number, operation, user, time, **more):
    """One audit record of the Management Activity API."""
    return {"Id": f"00000000-0000-4000-8000-{number:012}", "RecordType": 1, "UserType": 0,
            "CreationTime": time, "Operation": operation, "Workload": "Exchange",
            "OrganizationName": "org.example", "UserId": user, "UserKey": user, **more}


def parameters(**values):
    return [{"Name": name, "Value": value} for name, value in values.items()]


def lines(records):
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def settled(one, investigation):
    path = f"/investigations/{investigation}"
    return wait_for(lambda: (lambda now: now if now["status"] in SETTLED else None)(one.api(path)),
                    f"investigation {investigation} to come to rest", 120)


def investigate_user(one, user, **more):
    raised = one.api("/investigations", "POST", {"user": user, "by": "tester", **more})
    return settled(one, raised["investigation_id"])


def reasons_of(investigation):
    """{rule: [detail, ...]} of all evidence about accounts."""
    reasons = {}
    for evidence in investigation["evidence"]:
        for reason in evidence["reasons"]:
            reasons.setdefault(reason["rule"], []).append(reason["detail"])
    return reasons
