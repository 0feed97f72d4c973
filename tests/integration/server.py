"""A `backstamp serve` of one test: started, asked, stopped or killed, its log kept."""
import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout=30):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    """Status, fields and body of a response."""

    def __init__(self, response):
        self.status, self.fields, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body)


def ask(socket_path, path, method="GET", body=None, fields=None, timeout=30):
    """One request over the Unix socket; `body` that is no bytes is sent as JSON."""
    fields = dict(fields or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        fields.setdefault("Content-Type", "application/json")
    with contextlib.closing(UnixConnection(socket_path, timeout)) as connection:
        connection.request(method, path, body, fields)
        return Answer(connection.getresponse())


def wait_for(condition, what, seconds_max=30.0, every=0.02):
    """The first true value of condition(), or AssertionError with `what` after the deadline."""
    deadline = time.monotonic() + seconds_max
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds_max} s in vain for {what}"
        time.sleep(every)


class Server:
    """One process `backstamp serve --data DATA`. Made by the fixture `server`."""

    def __init__(self, program, data, arguments=()):
        self.program, self.data = pathlib.Path(program), pathlib.Path(data)
        self.arguments = list(arguments)
        self.socket = self.data / "backstamp.sock"
        self.log_path = self.data.parent / f"{self.data.name}.serve.log"
        self.process = None

    def start(self):
        """Starts and returns once /readyz answers 200."""
        self.data.mkdir(parents=True, exist_ok=True)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--data", self.data, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        wait_for(self.ready, f"{self.socket} to be ready", START_SECONDS_MAX, 0.05)
        return self

    def ready(self):
        assert self.process.poll() is None, f"serve ended at its start:\n{self.log()}"
        try:
            return ask(self.socket, "/readyz", timeout=5).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def api(self, path, method="GET", body=None, **more):
        """Asks /api/v1 + path. Anything but 2xx is an AssertionError that shows the problem."""
        answer = ask(self.socket, "/api/v1" + path, method, body, **more)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.body[:2000]}"
        return answer.json() if answer.body else None

    def stop(self):
        """SIGTERM, and the exit status it leads to."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"serve was still there {STOP_SECONDS_MAX} s after SIGTERM")

    def kill(self):
        """SIGKILL to serve alone: what it started must notice by itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def children(self):
        """Process ids of its children, e.g. the engine."""
        path = f"/proc/{self.process.pid}/task"
        ids = []
        for task in os.listdir(path):
            with contextlib.suppress(FileNotFoundError):
                ids += pathlib.Path(path, task, "children").read_text().split()
        return [int(number) for number in ids]

    def sweep(self):
        """Ends whatever of its process group is still there."""
        self.kill()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def log(self, lines=60):
        text = self.log_path.read_text(errors="replace") if self.log_path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])
