"""A stranger under a colleague's name, and the colleague herself."""
import json

from test_attack import investigate

RECEIVED = ("Received: from mail.example (mail.example [203.0.113.9]) by mx.corp.example; "
            "Mon, 23 Nov 2026 {}:00:05 +0000\n")
INSIDE = (RECEIVED.format("08") +
          "From: Paula Berg <paula@corp.example>\nTo: anna@corp.example\nSubject: minutes\n"
          "Message-ID: <1@corp.example>\nDate: Mon, 23 Nov 2026 08:00:00 +0000\n\n"
          "Here are the minutes of Tuesday's meeting about the new office.\n")
STRANGER = (RECEIVED.format("09") +
            "From: Paula Berg <p.berg.office@gmail.com>\nTo: anna@corp.example\nSubject: hello\n"
            "Message-ID: <2@gmail.com>\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\n"
            "Are you at your desk this morning and could you write back to me at once?\n")


def rules_of(investigation):
    text = json.dumps(investigation["evidence"])
    return [rule for rule in ("name_of_an_insider", "first_contact") if rule in text]


def test_a_stranger_under_a_colleagues_name_is_told_from_her(server, run, place):
    folder = place / "org/corp.example/anna/Maildir/cur"
    folder.mkdir(parents=True)
    inside, stranger = folder / "1.a:2,S", folder / "2.b:2,S"
    inside.write_text(INSIDE)
    stranger.write_text(STRANGER)
    config = place / "backstamp.toml"
    config.write_text('accepted_domains = ["corp.example"]\n')
    one = server(place / "data", arguments=("--config", config, "--listen",
                                              "127.0.0.1:0"))
    assert run("import", place / "org", data=one.data).returncode == 0
    found, _ = investigate(one, stranger, "anna@corp.example")
    assert "name_of_an_insider" in rules_of(found), found["evidence"]
    found, _ = investigate(one, inside, "anna@corp.example")
    assert "name_of_an_insider" not in rules_of(found), found["evidence"]
