"""The life of one `backstamp serve`: it starts, answers, stops, and comes back after a kill."""
import os
import stat
import subprocess

from conftest import ROOT
from server import ask, wait_for


def test_it_is_healthy_and_ready(server):
    one = server()
    assert ask(one.socket, "/healthz").status == 200
    assert ask(one.socket, "/readyz").status == 200
    assert ask(one.socket, "/metrics").status == 200


def test_only_the_owner_reaches_the_socket(server):
    one = server()
    assert stat.S_IMODE(os.stat(one.socket).st_mode) == 0o600


def test_an_unknown_place_is_a_problem_document(server):
    answer = ask(server().socket, "/api/v1/no-such-thing")
    assert answer.status == 404
    assert answer.fields["Content-Type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


def test_it_stops_on_sigterm_and_takes_its_engine_along(server):
    one = server()
    engines = one.children()
    assert engines, "serve runs no engine"
    assert one.stop() == 0
    assert not any(os.path.exists(f"/proc/{engine}") for engine in engines)


def test_a_second_one_on_the_same_folder_is_refused_in_one_line(server, run):
    one = server()
    second = run("serve", "--listen", "127.0.0.1:0", data=one.data)
    assert second.returncode == 2
    complaint = second.stderr.strip().splitlines()[-1]
    assert str(one.data) in complaint, second.stderr
    assert ask(one.socket, "/readyz").status == 200


def test_it_comes_back_after_sigkill(server):
    one = server()
    engines = one.children()
    one.kill()
    wait_for(lambda: not any(os.path.exists(f"/proc/{engine}") for engine in engines),
             "the engine to end with its serve")
    one.start()
    assert one.stop() == 0


def test_a_killed_engine_is_started_again(server):
    one = server()
    first = set(one.children())
    for engine in first:
        os.kill(engine, 9)
    wait_for(lambda: set(one.children()) - first, "another engine")
    wait_for(one.ready, "serve to be ready again")


def test_settings_are_read_and_wrong_ones_stop_the_start(server, run, place):
    config = place / "backstamp.toml"
    config.write_text("retention_days = 90\naccepted_domains = [\"corp.example\"]\n")
    one = server(arguments=("--config", config))
    assert one.stop() == 0
    config.write_text("retention = 90\n")
    result = run("serve", "--config", config, data=one.data)
    assert result.returncode == 2
    assert "line 1: unknown setting 'retention'; did you mean 'retention_days'?" in result.stderr


def test_the_manual_of_settings_is_the_page_in_docs(run):
    page = (ROOT / "docs/settings.md").read_text()
    assert run("settings").stdout == page, "write it anew: backstamp settings >docs/settings.md"


def test_data_on_standard_input_is_not_taken_for_rows(backstamp, place):
    data = place / "data"
    done = subprocess.run([backstamp, "alerts", "--data", data], input=b"some, rows\n1\n",
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
