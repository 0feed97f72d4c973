"""An organisation of real mail with one real phishing message delivered in many varied forms."""
import csv
import email
import email.policy
import os
import pathlib
import random
import re

DOMAIN = "corp.example"
FIRST = ("anna boris carla david elena frank greta henry irina jonas karin louis maria niels olga "
         "paul quinn rosa stefan tanja ulrich vera walter xenia yusuf zoe adam berta chris doris "
         "emil fiona georg hanna ivan julia kurt lena max nora").split()


def phish_index(mail):
    with open(mail / "phishing_pot/INDEX.tsv", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def visible_words(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            html = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
            text = re.sub(r"<(style|script|title).*?</\1>|<[^>]+>", " ", html, flags=re.S | re.I)
            return len(re.findall(r"[^\W\d_]{3,}", text))
    return 0


def bases(mail, count, seed):
    """Real phishing messages that stand alone in the collection, with text and links."""
    rows = phish_index(mail)
    sizes = {}
    for row in rows:
        sizes[row["campaign"]] = sizes.get(row["campaign"], 0) + 1
    alone = [row for row in rows if sizes[row["campaign"]] == 1 and row["html"] == "1"
             and int(row["urls"]) >= 1 and 6_000 < int(row["bytes"]) < 40_000]
    random.Random(seed).shuffle(alone)
    found = []
    for row in alone:
        path = mail / "phishing_pot" / row["path"]
        if visible_words(path) >= 60:
            found.append(path)
        if len(found) == count:
            break
    return found


def vary_text(html, number, dice):
    """Other names, links and padding, as in real campaigns."""
    name = FIRST[number % len(FIRST)].capitalize()
    host = f"{dice.choice(['secure', 'login', 'portal', 'docs'])}-{dice.randrange(10**6)}.invalid"

    def link(match):
        return f'{match.group(1)}https://{host}/{dice.randrange(10**9):x}?u={number}'

    html = re.sub(r'(href=["\']?)https?://[^"\'\s>]+', link, html, flags=re.I)
    family = dice.choice(["Miller", "Novak", "Berg"])
    greeting = f"<p>{dice.choice(['Hello', 'Dear', 'Good day', 'Hi'])} {name} {family},</p>"
    filler = " ".join(dice.choice(FILLER) for _ in range(dice.randrange(5, 25)))
    hidden = dice.random() < 0.5
    padding = f'<div style="display:none">{filler}</div>' if hidden else f"<p>{filler}</p>"
    body = re.search(r"<body[^>]*>", html, flags=re.I)
    at = body.end() if body else 0
    return html[:at] + greeting + html[at:] + padding


FILLER = ("harvest bridge yellow ticket window garden letter morning silver travel engine copper "
          "winter carpet museum planet basket hammer island violet").split()


def varied(base, number, dice):
    """One copy of the message in `base`: other sender, names, links, padding; its own ids."""
    message = email.message_from_bytes(base.read_bytes(), policy=email.policy.compat32)
    recipient = f"{FIRST[number]}@{DOMAIN}"
    sender_domain = f"mail{dice.randrange(10**5)}.invalid"
    for header in ("From", "To", "Cc", "Message-ID", "Return-Path", "Delivered-To", "Reply-To",
                   "Sender", "Received", "Authentication-Results", "DKIM-Signature", "Date"):
        del message[header]
    message["From"] = f"Service {dice.randrange(100)} <notice{number}@{sender_domain}>"
    message["To"] = recipient
    message["Date"] = f"Tue, 10 Nov 2026 {8 + number % 9:02}:{dice.randrange(60):02}:00 +0000"
    message["Message-ID"] = f"<{dice.randrange(10**12)}@{sender_domain}>"
    for part in message.walk():
        if part.get_content_type() == "text/html":
            charset = part.get_content_charset() or "utf-8"
            try:
                html = (part.get_payload(decode=True) or b"").decode(charset, "replace")
            except LookupError:
                html = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
            del part["Content-Transfer-Encoding"]
            part.set_payload(vary_text(html, number, dice).encode("utf-8", "replace"), "utf-8")
    received = (f"from out.{sender_domain} (out.{sender_domain} [203.0.113.{number % 250 + 1}])\n"
                f"\tby mx.{DOMAIN} with ESMTP id {number}; {message['Date']}\n")
    return recipient, (f"Return-Path: <bounce@{sender_domain}>\nDelivered-To: {recipient}\n"
                       f"Received: {received}").encode() + message.as_bytes()


class Organisation:
    """ORG/DOMAIN/USER/Maildir below `root`."""

    def __init__(self, root):
        self.root, self.attack, self.count = pathlib.Path(root), [], 0

    def maildir(self, user):
        place = self.root / DOMAIN / user / "Maildir"
        for area in ("cur", "new", "tmp"):
            (place / area).mkdir(parents=True, exist_ok=True)
        return place

    def deliver(self, user, letter, dice, folder=""):
        maildir = self.maildir(user)
        place = maildir / f".{folder}" if folder else maildir
        area = dice.choice(["cur", "new"])
        for each in ("cur", "new", "tmp"):
            (place / each).mkdir(parents=True, exist_ok=True)
        self.count += 1
        moment = 1_794_300_000 + self.count * 37
        nanoseconds = moment * 10**9 + self.count * 1_001
        marks = "".join(sorted(dice.sample("FRST", dice.randrange(3))))
        flags = ":2," + marks if area == "cur" else ""
        path = place / area / f"{moment}.M{self.count}P7.mx,S={len(letter)}{flags}"
        path.write_bytes(letter)
        os.utime(path, ns=(nanoseconds, nanoseconds))
        return path


def make_organisation(root, mail, base, seed, ordinary=900, copies=30):
    """Real ham, other real phish, and `copies` varied forms of `base` in as many mailboxes."""
    dice = random.Random(seed)
    organisation = Organisation(root)
    campaign = {row["path"]: row["campaign"] for row in phish_index(mail)}
    here = campaign[str(base.relative_to(mail / "phishing_pot"))]
    ham = sorted((mail / "spamassassin-corpus").rglob("*.eml")) + \
        sorted((mail / "enron-ucb-categories").rglob("*.eml"))
    phish = [path for path in sorted((mail / "phishing_pot").rglob("*.eml"))
             if campaign.get(str(path.relative_to(mail / "phishing_pot"))) != here]
    others = dice.sample(ham, min(ordinary, len(ham))) + dice.sample(phish, min(300, len(phish)))
    for path in others:
        organisation.deliver(dice.choice(FIRST), path.read_bytes(), dice,
                             dice.choice(["", "", "Archive"]))
    for number in range(copies):
        recipient, letter = varied(base, number, dice)
        path = organisation.deliver(recipient.split("@")[0], letter, dice,
                                    "Archive" if number % 11 == 10 else "")
        organisation.attack.append((recipient, path))
    return organisation
