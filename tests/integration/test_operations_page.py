"""docs/operations/postfix-dovecot.md says what is true: its own settings, in private servers."""
import re
import subprocess

from conftest import ROOT
from imap_organisation import hunt, letter, wait_until_live
from mail_servers import DOMAIN, MASTER_PASSWORD
from server import wait_for
from tap_servers import Click, Milter

PAGE = (ROOT / "docs/operations/postfix-dovecot.md").read_text()


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.S)


def postfix_lines(path):
    """The parameters that the page gives to postconf, with the socket where the test has it."""
    [command] = [line for block in blocks("sh") for line in block.splitlines()
                 if line.startswith("postconf 'smtpd_milters")]
    return "\n".join(re.findall(r"'([^']+)'", command)).replace("backstamp/milter.sock", str(path))


def test_its_settings_end_in_a_working_system(backstamp, place, mail_servers, server):
    path = place / "tap.sock"
    [dovecot_settings] = blocks("conf")
    masters = place / "masters"
    hashed = subprocess.run(["doveadm", "pw", "-s", "SHA512-CRYPT", "-p", MASTER_PASSWORD],
                            capture_output=True, text=True, check=True).stdout
    masters.write_text(f"backstamp:{hashed}")
    servers = mail_servers(
        count=4, postfix_settings=postfix_lines(path),
        master=dovecot_settings.replace("/etc/dovecot/backstamp.masters", str(masters)))
    (place / "master.secret").write_text(MASTER_PASSWORD + "\n")
    (place / "mailboxes").write_text(servers.dovecot.doveadm("user", "*"))
    settings, links = blocks("toml")
    config = place / "backstamp.toml"
    config.write_text((links + 'click.listen = "127.0.0.1:0"\n' + settings)
                      .replace("example.test", DOMAIN)
                      .replace("127.0.0.1:143", f"127.0.0.1:{servers.dovecot.imap_port}")
                      .replace("127.0.0.1:4190", f"127.0.0.1:{servers.dovecot.sieve_port}")
                      .replace("/etc/backstamp", str(place))
                      .replace("/var/spool/postfix/backstamp/milter.sock", str(path)))
    tap = Milter(backstamp, place / "data", config, path)
    gateway = Click(backstamp, place / "data", config)
    try:
        tap.start()
        gateway.start()
        one = server(arguments=("--config", config))
        wait_until_live(one, servers.users)
        servers.send(letter(1), servers.users)
        servers.wait_until_delivered()
        wait_for(lambda: len(hunt(one, "EmailEvents")) == 4, "the copies to be known")
        assert "milter" not in servers.postfix.log()
        mail = servers.dovecot.imap(servers.users[0])
        mail.select("INBOX")
        text = mail.fetch("1", "(BODY.PEEK[])")[1][0][1]
        assert b"https://links.example.test/c/" in text
    finally:
        tap.kill()
        gateway.kill()


def test_it_names_only_files_and_settings_that_are_there(run):
    manual = run("settings").stdout
    for name in re.findall(r"`((?:imap|milter|click)\.[a-z_]+)`", PAGE):
        assert f"`{name}`" in manual, name
    for unit in re.findall(r"(backstamp(?:-\w+)?)(?:\.service)?", " ".join(
            line for block in blocks("sh") for line in block.splitlines()
            if line.startswith("systemctl enable"))):
        assert (ROOT / f"packaging/systemd/{unit}.service").exists(), unit
    commands = set(re.findall(r"ExecStart=/usr/local/bin/backstamp (\w+)", "".join(
        path.read_text() for path in (ROOT / "packaging/systemd").glob("*.service"))))
    assert commands == {"serve", "milter", "click"}


def test_its_commands_are_shell():
    for block in blocks("sh"):
        done = subprocess.run(["sh", "-n"], input=block, text=True, capture_output=True,
                              check=False)
        assert done.returncode == 0, (block, done.stderr)
