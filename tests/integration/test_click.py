"""Guarded links from a real Postfix to the gateway, and what a click becomes."""
import http.client
import random
import re
import time

from imap_organisation import hunt, letter
from server import wait_for
from tap_servers import Click, Milter, milter_settings
from test_milter import DOMAIN, delivered

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
           "Accept-Language": "de-DE,de;q=0.9", "X-Forwarded-For": "203.0.113.9"}
HTML = (b"From: Karl <karl@garden.example>\r\nTo: you@example.test\r\nSubject: Offer\r\n"
        b"Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <html@garden.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        b'<p>Hello Anna, the plan of the garden that we spoke about on Sunday is '
        b'<a href="https://garden.example/a?b=1&amp;c=2">here</a>, and the '
        b'<a href="https://garden.example/list">list</a>, too.</p>\r\n')
SIGNED = (b"From: Bank <b@bank.invalid>\r\nTo: you@example.test\r\nSubject: Signed\r\n"
          b"Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
          b"Message-ID: <signed@bank.invalid>\r\nMIME-Version: 1.0\r\n"
          b"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; "
          b"boundary=s\r\n\r\n--s\r\nContent-Type: text/plain\r\n\r\n"
          b"See https://bank.invalid/\r\n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\n"
          b"MAA=\r\n--s--\r\n")


def ask(port, path, method="GET", fields=BROWSER):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers=fields)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def links_in(mail):
    return [path.decode() for path in re.findall(rb"https://links\.test(/c/[\w-]+)", mail)]


def test_links_lead_through_the_gateway(backstamp, place, mail_servers, server, run):
    path = place / "tap.sock"
    servers = mail_servers(count=3, postfix_settings=milter_settings(path))
    config = place / "backstamp.toml"
    config.write_text(f'accepted_domains = ["{DOMAIN}"]\n[milter]\nsocket = "unix:{path}"\n'
                      'wait_ms = 20000\n[click]\naddress = "https://links.test/"\n'
                      'listen = "127.0.0.1:0"\norganisation = "Example GmbH"\n')
    tap = Milter(backstamp, place / "data", config, path)
    gateway = Click(backstamp, place / "data", config)
    try:
        tap.start()
        gateway.start()
        check(servers, gateway, server, run, config)
    finally:
        tap.kill()
        gateway.kill()


def check(servers, gateway, server, run, config):
    user = servers.users[0]
    for mail, recipients in ((HTML, [user]), (SIGNED, [user]), (letter(1), servers.users)):
        servers.send(mail, recipients)
    servers.wait_until_delivered()
    found = {re.search(rb"Subject: (\w+)", mail).group(1): mail
             for mail in delivered(servers, user)}
    assert found[b"Signed"][found[b"Signed"].index(b"From: Bank"):] == SIGNED
    html = links_in(found[b"Offer"])
    text = links_in(found[b"Your"])
    assert len(html) == 2 and len(text) == 1
    assert b"garden.example/" not in found[b"Offer"]

    # While serve is away: links work, clicks wait.
    answer, _ = ask(gateway.port, html[0])
    assert (answer.status, answer.headers["Location"]) == (302, "https://garden.example/a?b=1&c=2")
    # The message was suspicious: people are warned, and may go on.
    answer, body = ask(gateway.port, text[0], fields={"User-Agent": "Slackbot 1.0"})
    assert answer.status == 200 and b"Think before you go on" in body
    answer, _ = ask(gateway.port, text[0], "POST")
    assert (answer.status, answer.headers["Location"]) == \
        (303, "http://parcel-fee.invalid/pay?n=1")
    assert ask(gateway.port, html[1])[0].status == 302
    gateway.kill()  # an answered click is kept already
    gateway.start()

    one = server(arguments=("--config", config))
    wait_for(lambda: len(hunt(one, "UrlClickEvents")) == 4, "the clicks to be known")
    clicks = {row["Url"]: row for row in hunt(one, "UrlClickEvents | where not(IsClickedThrough)")}
    [through] = hunt(one, "UrlClickEvents | where IsClickedThrough")
    assert (through["ActionType"], through["VisitorKind"]) == ("ClickAllowed", "Person")
    first = clicks["https://garden.example/a?b=1&c=2"]
    assert (first["ActionType"], first["AccountUpn"], first["IPAddress"], first["VisitorKind"]) == \
        ("ClickAllowed", user, "203.0.113.9", "Person")
    second = clicks["http://parcel-fee.invalid/pay?n=1"]
    assert (second["VisitorKind"], second["AccountUpn"]) == ("Preview", "")
    # The click names its message, and the message its original links.
    for row, internet_id in ((first, "html@garden.example"), (second, "1.one@parcel.invalid")):
        message = f"NetworkMessageId == '{row['NetworkMessageId']}'"
        assert {event["InternetMessageId"] for event in hunt(one, f"EmailEvents | where {message}")
                } == {internet_id}
        urls = {url["Url"] for url in hunt(one, f"EmailUrlInfo | where {message}")}
        assert row["Url"] in urls and not any("links.test" in url for url in urls)

    # Found bad later: the same link is blocked from then on.
    one.api("/indicators", "POST", {"kind": "domain", "value": "parcel-fee.invalid",
                                    "verdict": "block", "by": "anna"})
    wait_for(lambda: ask(gateway.port, text[0])[0].status == 403, "the gateway to know")
    answer, body = ask(gateway.port, text[0])
    assert answer.headers["Location"] is None
    assert "Dieser Link ist gesperrt" in body.decode() and "Example GmbH" in body.decode()
    assert "This link is blocked" in ask(gateway.port, text[0], fields={
        **BROWSER, "Accept-Language": "en"})[1].decode()
    wait_for(lambda: any(row["ActionType"] == "ClickBlocked"
                         for row in hunt(one, "UrlClickEvents")), "the refusal to be known")
    forged_links_lead_nowhere(gateway.port, html + text)

    # Keys rotate: old links go on to work, new ones are signed anew.
    assert run("click", "--new-key", data=one.data).returncode == 0
    time.sleep(1.2)  # the gateway looks at the keys once a second
    assert ask(gateway.port, html[1])[0].status == 302


def forged_links_lead_nowhere(port, links):
    """1,000 altered or made-up addresses: none redirects."""
    dice = random.Random(20261124)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    forged = set()
    while len(forged) < 1_000:
        link = dice.choice(links)
        at = dice.randrange(3, len(link))
        change = dice.randrange(4)
        if change == 0:
            made = link[:at] + dice.choice(letters) + link[at + 1:]
        elif change == 1:
            made = link[:at]
        elif change == 2:
            made = link[:at] + dice.choice(links)[at:] + "A"
        else:
            made = "/c/" + "".join(dice.choice(letters) for _ in range(dice.randrange(300)))
        if made not in links:
            forged.add(made)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for made in sorted(forged):
        connection.request("GET", made, headers=BROWSER)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 404 and answer.headers["Location"] is None, made
    connection.close()
    for open_door in ("/c/https://evil.test/", "//evil.test/", "/?u=https://evil.test/"):
        assert ask(port, open_door)[0].headers["Location"] is None
