"""`backstamp milter` and `backstamp click` of one test: started, killed, ended by process id."""
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess

from server import wait_for


class Process:
    """One process of the program in a session of its own, its log kept."""

    def __init__(self, program, name, data, config):
        self.command = [program, name, "--data", data, "--config", config]
        self.log_path = pathlib.Path(data).parent / f"{pathlib.Path(data).name}.{name}.log"
        self.process = None

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True)
        wait_for(self.is_up, f"{self.command[1]} to listen", 30, 0.05)
        return self

    def is_up(self):
        assert self.process.poll() is None, f"it ended at its start:\n{self.log()}"
        return self.listens()

    def kill(self):
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def freeze(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


class Milter(Process):
    """The tap on a Unix socket that Postfix's processes can reach."""

    def __init__(self, program, data, config, path):
        super().__init__(program, "milter", data, config)
        self.path = path

    def listens(self):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as one:
            one.connect(str(self.path))
            return True
        return False


class Click(Process):
    """The gateway on a free port."""

    def __init__(self, program, data, config):
        super().__init__(program, "click", data, config)

    @property
    def port(self):
        return int(re.findall(r'"address":"127\.0\.0\.1:(\d+)"', self.log())[-1])

    def listens(self):
        with contextlib.suppress(OSError, IndexError):
            socket.create_connection(("127.0.0.1", self.port), 2).close()
            return True
        return False


def milter_settings(path, action="accept", timeout="3s"):
    """Lines of main.cf that send every message, of smtpd and of the sendmail command, to it."""
    return (f"smtpd_milters = unix:{path}\nnon_smtpd_milters = unix:{path}\n"
            f"milter_default_action = {action}\nmilter_protocol = 6\n"
            f"milter_connect_timeout = 2s\nmilter_command_timeout = {timeout}\n"
            f"milter_content_timeout = {timeout}\n")
