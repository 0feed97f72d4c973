"""Private clamd and rspamd of one test: own signatures and rules, no network, ended with it."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess

from server import ask, wait_for

# In two pieces, so that no scanner takes this file for it.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PHISH_MARK, SPAM_SUBJECT = "bait-7261-for-the-test", "cheap pills"
START_SECONDS_MAX = 90


class EngineServer:
    """A process in a session of its own, in a folder of its own."""

    def __init__(self, folder, account):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.account = account if os.geteuid() == 0 else None
        self.process = None

    def launch(self, command):
        if self.account:
            self.folder.parent.chmod(0o755)
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, self.account, self.account)
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True)
        wait_for(self.ready, f"{command[0]} to answer", START_SECONDS_MAX, 0.05)
        return self

    def ready(self):
        log = self.folder.with_suffix(".log")
        assert self.process.poll() is None, f"it ended at its start:\n{log.read_text()}"
        with contextlib.suppress(OSError):
            return self.answers()
        return False

    def freeze(self):
        """It goes on listening, and says nothing more."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.thaw()
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Clamd(EngineServer):
    """clamd with three signatures: EICAR, a phish, and what ClamAV itself can tell."""

    def __init__(self, place):
        super().__init__(place / "clamd", "clamav")
        self.socket = self.folder / "ctl"
        self.address = f"unix:{self.socket}"

    def start(self):
        signatures = self.folder / "db"
        signatures.mkdir(exist_ok=True)
        (signatures / "t.hdb").write_text(
            "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n")
        (signatures / "t.ndb").write_text(
            f"Email.Phishing.Bait:0:*:{PHISH_MARK.encode().hex()}\n")
        (self.folder / "clamd.conf").write_text(
            f"DatabaseDirectory {signatures}\nLocalSocket {self.socket}\nLocalSocketMode 666\n"
            f"TemporaryDirectory {self.folder}\nForeground yes\nSelfCheck 0\nBytecode no\n"
            "StreamMaxLength 1M\n" + (f"User {self.account}\n" if self.account else ""))
        # The profile that Debian ships for /usr/sbin/clamd keeps it out of temporary folders.
        program = self.folder / "clamd"
        shutil.copy("/usr/sbin/clamd", program)
        return self.launch([program, "--config-file", self.folder / "clamd.conf"])

    def answers(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"zPING\0")
            return connection.recv(10) == b"PONG\0"


class Rspamd(EngineServer):
    """A normal worker with two rules on the subject; none of the rules that come with Rspamd."""

    def __init__(self, place):
        super().__init__(place / "rspamd", "_rspamd")
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"

    def start(self):
        (self.folder / "hs").mkdir(exist_ok=True)
        (self.folder / "tld.dat").write_text("com\norg\nexample\n")
        (self.folder / "rspamd.conf").write_text(f"""
options {{
  filters = "regexp"; url_tld = "{self.folder}/tld.dat"; disable_monitoring = true;
  dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.05s; retransmits = 1; sockets = 1; }}
  task_timeout = 5s; tempdir = "{self.folder}"; pidfile = "{self.folder}/pid";
  control_socket = "{self.folder}/control mode=0600"; cache_file = "{self.folder}/cache";
  hs_cache_dir = "{self.folder}/hs"; stats_file = "{self.folder}/stats";
}}
logging {{ type = "console"; level = "info"; }}
worker "normal" {{ bind_socket = "{self.address}"; count = 1; }}
actions {{ reject = 15; add_header = 6; greylist = 4; }}
regexp {{
  TEST_SPAM {{ re = "Subject=/{SPAM_SUBJECT}/i"; score = 20; }}
  TEST_PROBABLE_SPAM {{ re = "Subject=/lottery/i"; score = 7; }}
}}
""")
        account = ["-u", self.account, "-g", self.account] if self.account else []
        return self.launch(["rspamd", "-f", *account, "-c", self.folder / "rspamd.conf"])

    def answers(self):
        with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
            connection.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
            return b"pong" in connection.makefile("rb").read()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def engine_states(server):
    """{"ClamAV": ("up", "ClamAV 1.4.6"), ...} as a running server tells."""
    answer = ask(server.socket, "/api/v1/engines", timeout=60)
    assert answer.status == 200, answer.body
    return {one["engine"]: (one["state"], one["detail"]) for one in answer.json()["items"]}
