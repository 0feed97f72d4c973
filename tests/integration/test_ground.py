"""The ground itself: a test that cannot fail because its tools are wrong proves nothing."""
import http.server
import os
import socketserver
import threading

import pytest

from server import ask, wait_for
from tree import tree_difference, tree_entries, tree_hash


def write(path, text, modified_ns=1_700_000_000_123_456_789):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(modified_ns, modified_ns))


@pytest.fixture
def maildir(tmp_path):
    write(tmp_path / "m/cur/1:2,S", "one")
    write(tmp_path / "m/new/2", "two")
    return tmp_path / "m"


@pytest.mark.parametrize("change", [
    lambda m: (m / "new/2").write_text("twO"),
    lambda m: (m / "new/2").unlink(),
    lambda m: (m / "new/2").chmod(0o600 if (m / "new/2").stat().st_mode & 0o77 else 0o644),
    lambda m: (m / "cur/1:2,S").rename(m / "cur/1:2,RS"),
    lambda m: os.utime(m / "new/2", ns=(0, 1_700_000_000_123_456_788)),
    lambda m: (m / "tmp").mkdir(),
    lambda m: (m / "new/3").symlink_to("2"),
], ids=["bytes", "removed", "mode", "name", "nanosecond", "folder", "link"])
def test_tree_hash_sees(maildir, change):
    before = tree_hash(maildir)
    assert tree_hash(maildir) == before
    change(maildir)
    assert tree_hash(maildir) != before


def test_tree_difference_names_the_paths(maildir):
    before = tree_entries(maildir)
    (maildir / "new/2").rename(maildir / "cur/2:2,")
    write(maildir / "cur/1:2,S", "other")
    gone, come, changed = tree_difference(before, tree_entries(maildir))
    assert (gone, come, changed) == (["new/2"], ["cur/2:2,"], ["cur/1:2,S"])


def test_putting_a_file_back_restores_the_hash(maildir):
    before = tree_hash(maildir)
    (maildir / "new/2").unlink()
    write(maildir / "new/2", "two")
    assert tree_hash(maildir) == before


class Echo(http.server.BaseHTTPRequestHandler):
    def address_string(self):
        return "unix"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_ask_speaks_http_over_a_unix_socket(tmp_path):
    path = tmp_path / "s"
    with socketserver.UnixStreamServer(str(path), Echo) as listener:
        thread = threading.Thread(target=listener.handle_request)
        thread.start()
        answer = ask(path, "/x", "POST", {"a": [1]})
        thread.join()
    assert (answer.status, answer.json()) == (201, {"a": [1]})


def test_wait_for_gives_up():
    assert wait_for(lambda: 7, "seven") == 7
    with pytest.raises(AssertionError, match="in vain for nothing"):
        wait_for(lambda: False, "nothing", 0.05)
