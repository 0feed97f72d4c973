"""Private Postfix and Dovecot of one test: own folders, free ports, virtual users, no network.

Both come from Debian's packages and are started as children of the test, each in a session of its
own. They change user by themselves, so only root can start them.
"""
import contextlib
import imaplib
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import subprocess

from engine_servers import free_port
from server import wait_for

DOMAIN = "example.test"
PASSWORD, MASTER, MASTER_PASSWORD = "user-secret", "backstamp", "master-secret"
MAIL_ID = 4321  # of all mailboxes' files; needs no account
START_SECONDS_MAX = 60
POSTFIX_QUEUES = ("active bounce corrupt defer deferred flush hold incoming private saved "
                  "trace").split()

DOVECOT = """
base_dir = {run}
state_dir = {run}
instance_name = backstamp-test
log_path = {folder}/dovecot.log
protocols = imap lmtp sieve
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_master_user_separator = *
mail_uid = {mail_id}
mail_gid = {mail_id}
first_valid_uid = 1
mail_home = {folder}/mail/%u
mail_location = maildir:~/Maildir
mail_fsync = {fsync}
mail_max_userip_connections = 3000
default_client_limit = 4000
doveadm_api_key = doveadm-secret
mail_plugins = acl
{master}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  default_fields = uid={mail_id} gid={mail_id} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service anvil {{
  client_limit = 8000
}}
service auth {{
  client_limit = 8000
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
service imap-login {{
  service_count = 0
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service imap {{
  service_count = 1000
  process_min_avail = 2
  process_limit = 3000
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service managesieve-login {{
  chroot =
  inet_listener sieve {{
    port = {sieve_port}
  }}
}}
service doveadm {{
  service_count = 0
  process_min_avail = 1
  inet_listener http {{
    address = 127.0.0.1
    port = {doveadm_port}
  }}
}}
protocol imap {{
  mail_plugins = $mail_plugins imap_acl
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
  postmaster_address = postmaster@{domain}
}}
plugin {{
  acl = vfile
  sieve = file:~/sieve;active=~/.dovecot.sieve
}}
"""

# What lets the master user in; a test may bring its own.
MASTER_SETTINGS = """
passdb {{
  driver = passwd-file
  args = {folder}/masters
  master = yes
  result_success = return-ok
}}
plugin {{
  acl_user = %u
}}
"""

POSTFIX = """
compatibility_level = 3.6
config_directory = {etc}
queue_directory = {queue}
data_directory = {data}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
sendmail_path = /usr/sbin/sendmail
newaliases_path = /usr/bin/newaliases
mailq_path = /usr/bin/mailq
myhostname = mx.{domain}
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
relayhost = [127.0.0.1]:{nowhere_port}
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
virtual_alias_maps = {aliases}
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
{more}
"""

POSTFIX_SERVICES = """
127.0.0.1:{smtp_port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not():
    """The reason why these servers cannot run here, or None."""
    if os.geteuid() != 0:
        return "Postfix and Dovecot change user by themselves: this test needs root"
    for program in ("/usr/sbin/dovecot", "/usr/lib/postfix/sbin/master",
                    "/usr/lib/dovecot/managesieve", "/usr/lib/dovecot/lmtp"):
        if not pathlib.Path(program).exists():
            return f"no {program}: run scripts/setup"
    return None


class Child:
    """A server as a child of the test, in a session of its own."""

    def __init__(self):
        self.process = None

    def launch(self, command, environment=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, **(environment or {})})

    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """SIGTERM to the master, and to whatever of its session stays after ten seconds."""
        if self.process is None:
            return
        if self.running():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()

    def kill(self):
        """SIGKILL to the master and all its children at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def freeze(self):
        """It goes on listening, and says nothing more."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)


def banner(port):
    """The first bytes that a server on `port` says, or b''."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as one:
        one.settimeout(5)
        return one.recv(200)
    return b""


class Dovecot(Child):
    """IMAP, LMTP, ManageSieve and doveadm's HTTP for `count` mailboxes, user0@ to userN@."""

    def __init__(self, place, count, fsync="never", master=None):
        super().__init__()
        self.folder = pathlib.Path(place) / "dovecot"
        self.folder.mkdir()
        if master is None:
            master = MASTER_SETTINGS.format(folder=self.folder)
        self.users = [f"user{number}@{DOMAIN}" for number in range(count)]
        ports = {name: free_port() for name in ("imap_port", "lmtp_port", "sieve_port",
                                                "doveadm_port")}
        self.imap_port, self.lmtp_port = ports["imap_port"], ports["lmtp_port"]
        self.sieve_port, self.doveadm_port = ports["sieve_port"], ports["doveadm_port"]
        self.config = self.folder / "dovecot.conf"
        self.config.write_text(DOVECOT.format(
            folder=self.folder, run=self.folder / "run", mail_id=MAIL_ID, domain=DOMAIN,
            fsync=fsync, master=master, **ports))
        (self.folder / "masters").write_text(f"{MASTER}:{{PLAIN}}{MASTER_PASSWORD}\n")
        (self.folder / "users").write_text(
            "".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in self.users))
        (self.folder / "mail").mkdir()
        os.chown(self.folder / "mail", MAIL_ID, MAIL_ID)

    def start(self):
        self.launch(["/usr/sbin/dovecot", "-F", "-c", self.config])
        wait_for(self.ready, "Dovecot to greet", START_SECONDS_MAX, 0.05)
        return self

    def ready(self):
        assert self.running(), f"Dovecot ended at its start:\n{self.log()}"
        return banner(self.imap_port).startswith(b"* OK")

    def imap(self, user):
        """A plain IMAP client, signed in as the user."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=30)
        client.login(user, PASSWORD)
        return client

    def doveadm(self, *arguments):
        """What `doveadm` prints; an AssertionError when it fails."""
        done = subprocess.run(["/usr/bin/doveadm", "-c", self.config, *arguments], text=True,
                              capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, f"doveadm {arguments}: {done.stderr}"
        return done.stdout

    def log(self, lines=60):
        path = self.folder / "dovecot.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class Postfix(Child):
    """An SMTP server that hands all to Dovecot's LMTP. `more` are further lines of main.cf."""

    def __init__(self, place, lmtp_port, more="", aliases=""):
        super().__init__()
        self.folder = pathlib.Path(place) / "postfix"
        self.etc, self.queue = self.folder / "etc", self.folder / "queue"
        self.smtp_port = free_port()
        for path in (self.folder, self.etc, self.queue, self.folder / "data"):
            path.mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        self.make_queue()
        (self.etc / "main.cf").write_text(POSTFIX.format(
            etc=self.etc, queue=self.queue, data=self.folder / "data", folder=self.folder,
            domain=DOMAIN, lmtp_port=lmtp_port, nowhere_port=free_port(), more=more,
            aliases=aliases))
        (self.etc / "master.cf").write_text(POSTFIX_SERVICES.format(smtp_port=self.smtp_port))

    def make_queue(self):
        """What `postfix check` would make, without its seconds."""
        for name in POSTFIX_QUEUES:
            (self.queue / name).mkdir(mode=0o700)
            shutil.chown(self.queue / name, "postfix")
        for name, mode in (("maildrop", 0o1730), ("public", 0o710)):
            (self.queue / name).mkdir()
            shutil.chown(self.queue / name, "postfix", "postdrop")
            (self.queue / name).chmod(mode)
        (self.queue / "pid").mkdir(mode=0o755)

    def start(self):
        self.launch(["/usr/lib/postfix/sbin/master", "-c", self.etc, "-d"],
                    {"MAIL_CONFIG": str(self.etc)})
        wait_for(self.ready, "Postfix to greet", START_SECONDS_MAX, 0.05)
        return self

    def ready(self):
        assert self.running(), f"Postfix ended at its start:\n{self.log()}"
        return banner(self.smtp_port).startswith(b"220")

    def send(self, letter, recipients, sender="sender@outside.test"):
        """Sends one message; raises what smtplib raises when it is refused."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=60) as client:
            return client.sendmail(sender, recipients, letter)

    def waiting(self):
        """Queue files that are neither delivered nor held.

        A file that is not executable was cut off while it was written, so its message was never
        taken; Postfix leaves it lying for a day.
        """
        def is_whole(path):
            try:
                return path.is_file() and path.stat().st_mode & 0o100
            except FileNotFoundError:
                return False
        return [path for name in ("incoming", "active", "deferred", "maildrop")
                for path in (self.queue / name).rglob("*") if is_whole(path)]

    def log(self, lines=60):
        path = self.folder / "mail.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class MailServers:
    """Postfix in front of Dovecot."""

    def __init__(self, place, count=50, postfix_settings="", fsync="never", master=None):
        place = pathlib.Path(place)
        place.chmod(0o755)  # their processes run as users of their own
        self.dovecot = Dovecot(place, count, fsync, master)
        self.postfix = Postfix(place, self.dovecot.lmtp_port, postfix_settings)
        self.users = self.dovecot.users

    def start(self):
        self.dovecot.start()
        self.postfix.start()
        return self

    def stop(self):
        self.postfix.stop()
        self.dovecot.stop()

    def send(self, letter, recipients, **more):
        return self.postfix.send(letter, recipients, **more)

    def wait_until_delivered(self, seconds_max=60):
        wait_for(lambda: not self.postfix.waiting(), "the queue to empty", seconds_max, 0.05)


def messages_in(client, folder):
    """[(uid, flags, internal date, bytes)] of a folder, read without marking anything as read."""
    status, _ = client.select(f'"{folder}"', readonly=True)
    if status != "OK":
        return []
    found = []
    _, [numbers] = client.uid("SEARCH", "ALL")
    for uid in numbers.split():
        _, data = client.uid("FETCH", uid, "(FLAGS INTERNALDATE BODY.PEEK[])")
        if data[0] is None:  # taken out meanwhile
            continue
        head = data[0][0] + (data[1] if isinstance(data[1], bytes) else b"")
        flags = sorted(flag for flag in imaplib.ParseFlags(head) if flag != b"\\Recent")
        found.append((int(uid), flags, imaplib.Internaldate2tuple(head), data[0][1]))
    return found
