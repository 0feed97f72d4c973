"""Fixtures of the whole-program tests: the program, running servers, shared data."""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from mail_servers import MailServers, why_not
from server import Server, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED_DATA = pathlib.Path(os.environ.get("BACKSTAMP_SHARED_DATA", ROOT.parent / "shared/data"))


@pytest.fixture(scope="session")
def backstamp():
    """The program under test: $BACKSTAMP_BIN, or that of the dev build."""
    program = pathlib.Path(os.environ.get("BACKSTAMP_BIN", ROOT / "build/dev/backstamp"))
    if not os.access(program, os.X_OK):
        pytest.fail(f"no program at {program}: run scripts/build dev, or set BACKSTAMP_BIN")
    return program.resolve()


@pytest.fixture
def run(backstamp):
    """run("import", FOLDER, data=DIR) -> CompletedProcess with text output; never raises."""

    def call(*arguments, data=None, stdin="", seconds_max=120):
        place = ["--data", str(data)] if data else []
        return subprocess.run([backstamp, *map(str, arguments), *place], input=stdin, text=True,
                              errors="replace", capture_output=True, timeout=seconds_max,
                              check=False)

    return call


@pytest.hookimpl(tryfirst=True, hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Keeps each phase's report with the test, so that fixtures know how it went."""
    outcome = yield
    setattr(item, "report_" + outcome.get_result().when, outcome.get_result())


@pytest.fixture
def place():
    """A folder of the test with a short path: names of Unix sockets have room for 107 bytes."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bs-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(backstamp, place, request):
    """server(data=DIR) starts one and returns it ready; all end with the test.

    Each listens on a free port. When the test failed, its logs are part of the report.
    """
    servers = []

    def start(data=None, arguments=("--listen", "127.0.0.1:0")):
        servers.append(Server(backstamp, data or place / "data", arguments))
        return servers[-1].start()

    yield start
    report = getattr(request.node, "report_call", None)
    for one in servers:
        one.sweep()
        if report is None or report.failed:
            print(f"--- log of serve on {one.data}:\n{one.log(200)}")


@pytest.fixture(scope="session")
def shared_mail(shared_data):
    """The folder of real mail."""
    return shared_data / "mail"


@pytest.fixture(scope="session")
def shared_data():
    """Real data laid out as files, once; skips where the packed data is not beside the checkout."""
    unpack = SHARED_DATA / "unpack"
    if not unpack.exists():
        pytest.skip(f"no real data at {SHARED_DATA}: this test ran on nothing")
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    cache = pathlib.Path(home) / "backstamp"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "test-data.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([unpack, cache / "test-data"], check=True, timeout=600)
    return cache / "test-data"


@pytest.fixture
def postgresql(place):
    """The URL of a database in a PostgreSQL of this test's own, ended with it."""
    binaries = pathlib.Path("/usr/lib/postgresql/15/bin")
    if not (binaries / "initdb").exists():
        pytest.skip("no PostgreSQL 15 is installed")
    home = place / "pg"
    home.mkdir()
    place.chmod(0o755)
    as_owner = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, "postgres", "postgres")
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*as_owner, binaries / "initdb", "-D", home / "data", "-A", "trust", "-U", "bs",
                    "-E", "UTF8", "--locale=C", "--no-sync"], check=True, capture_output=True)
    with open(place / "pg.log", "wb") as log:
        process = subprocess.Popen(
            [*as_owner, binaries / "postgres", "-D", home / "data", "-k", home, "-p", "5432",
             "-c", "listen_addresses="], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    command = [binaries / "createdb", "-h", home, "-U", "bs", "backstamp"]
    wait_for(lambda: subprocess.run(command, capture_output=True, check=False).returncode == 0,
             "PostgreSQL to take a new database", 60, 0.2)
    yield f"postgresql://bs@/backstamp?host={home}"
    process.send_signal(signal.SIGINT)  # fast: does not wait for its clients
    process.wait(30)


@pytest.fixture
def mail_servers(place, request):
    """mail_servers(count=50) starts a private Postfix and Dovecot; they end with the test.

    Skips where they cannot run, saying why. When the test failed, their logs are in the report.
    """
    if why_not():
        pytest.skip(why_not())
    started = []

    def start(**settings):
        started.append(MailServers(place, **settings))
        return started[-1].start()

    yield start
    report = getattr(request.node, "report_call", None)
    for one in started:
        one.stop()
        if report is None or report.failed:
            print(f"--- Postfix:\n{one.postfix.log()}\n--- Dovecot:\n{one.dovecot.log()}")
