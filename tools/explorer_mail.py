"""Makes the mail of an organisation inside the hunting store, as SQL over numbers(), seeded.

Every column that hunts, the Explorer and the investigation read is written as an import would
write it; the same seed gives the same mail. What is drawn how (n is the number of a copy, in the
order of time; 20 copies in a row are a block):

    time        30 days up to the given end; of each day 15 % until 8 h, 70 % from 8 h to 18 h
    blocks      30 % newsletter: one message in 20 mailboxes; 15 % thread: 20 messages, one
                subject; 5 % attack; 50 % mail of its own
    senders     400 000, Zipf (the k-th writes about 1/k as much as the first); the s-th belongs
                to domain s^0.8, so that domains are Zipf too; each sends from one to four
                addresses
    direction   70 % inbound, 20 % inside, 10 % outbound, by block
    recipients  10 000 mailboxes, the busy quarter gets half of the mail
    subjects    3 to 9 words, Zipf, out of the 1 700 of content/words/en.tsv; a thread's with "Re: "
    attacks     in every 8 000 copies 16 campaigns, Zipf, of some 10 to 200 copies; a copy has
                its own sender, its body shares 85 % of the campaign's sketch and 60 % of its
                keys, one in three the fingerprint, one in two the exact subject, one in three
                the link
    verdicts    attacks: 60 % Malicious, 20 % Suspicious; of mail from outside 3 % Suspicious (spam)
    locations   Malicious: half Quarantine, a fifth Junk folder, else Inbox/folder; Suspicious:
                two thirds Junk folder; of delivered Malicious copies three in four are moved to
                quarantine later
    links       0 to 5 a message, most on the sender's own domain, some on one of 2 000 common hosts
    files       one with 12 % of the copies; one in ten of them is one of 5 000 that travel
"""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPIES_A_BATCH = 250_000
DAYS = 30
CONTENT = ("if(kind = 1, cityHash64({s}, 'campaign', campaign), "
           "if(kind = 0, cityHash64({s}, 'block', block), cityHash64({s}, 'own', n)))")


def words():
    """The words of the English table, commonest first."""
    found = []
    for line in (ROOT / "content/words/en.tsv").read_text().splitlines():
        head, _, rest = line.partition("\t")
        if head.isdigit():
            found += [word for word in rest.split() if word.isalpha()]
    return list(dict.fromkeys(found))


class Mail:
    """`ask(sql)` runs a statement; `end` is the time of the last copy, as SQL."""

    def __init__(self, ask, copies, seed=1, end="toDateTime64('2026-11-24 00:00:00', 3, 'UTC')"):
        self.ask, self.copies, self.seed, self.end = ask, copies, seed, end
        self.words = words()
        self.counts_messages = False  # the store has EmailEvents.FirstCopy

    def fill(self, progress=lambda done: None):
        self.counts_messages = self.ask(
            "SELECT count() FROM system.columns WHERE database = currentDatabase() "
            "AND table = 'EmailEvents' AND name = 'FirstCopy'").strip() == "1"
        for begin in range(0, self.copies, COPIES_A_BATCH):
            count = min(COPIES_A_BATCH, self.copies - begin)
            for statement in self.batch(begin, count):
                self.ask(statement)
            if begin == 0:
                # A store that makes the keys from EmailEvents by itself has some by now.
                needed = self.ask("SELECT count() FROM EmailBodyKeys").strip() == "0"
            if needed:
                self.ask(self.body_keys(begin, count))
            progress(begin + count)

    def batch(self, begin, count):
        return [self.events(begin, count), self.urls(begin, count), self.files(begin, count),
                self.moves(begin, count)]

    def share(self, *salt):
        """A number from 0 to 1 that hangs on the salt."""
        return f"(cityHash64({self.seed}, {', '.join(salt)}) % 1000003 / 1000003)"

    def word(self, *salt):
        count = len(self.words)
        return f"words[toUInt32(floor(pow({count}, {self.share(*salt)})))]"

    def copies_from(self, begin, count):
        """Each copy with what the tables have in common."""
        s = self.seed
        list_of_words = "['" + "', '".join(self.words) + "']"
        content = CONTENT.format(s=s)
        return f"""
WITH {list_of_words} AS words
SELECT words, number + {begin} AS n, intDiv(n, 20) AS block,
  cityHash64({s}, 'kind', block) % 100 AS draw,
  multiIf(draw < 30, 0, draw < 35, 1, draw < 50, 2, 3) AS kind,
  intDiv(n, 8000) * 16 + toUInt32(floor(pow(16, {self.share("'c'", 'block')}))) AS campaign,
  {content} AS content,
  multiIf(kind = 1, 0, cityHash64({s}, 'way', block) % 10 < 7, 0,
          cityHash64({s}, 'way', block) % 10 < 9, 1, 2) AS way,
  toUInt32(floor(pow(400000,
    {self.share("'sender'", 'if(kind = 3 OR kind = 1, n, block)')}))) AS sender,
  toUInt32(floor(pow(sender, 0.8))) AS d,
  concat({self.word("'a'", 'd')}, {self.word("'b'", 'd')}, toString(d), '.example') AS outside,
  concat({self.word("'name'", 'sender')}, '.', {self.word("'family'", 'sender')},
    toString(sender % 7)) AS who,
  toUInt32(floor(10000 * pow({self.share("'to'", 'n')}, 2))) AS user,
  concat('user', toString(user), '@org.example') AS mailbox,
  if(way = 0, concat(who, '@', outside),
    concat('user', toString(sender % 10000), '@org.example')) AS from,
  if(way = 0, outside, 'org.example') AS from_domain,
  if(way = 2, concat(who, '@', outside), mailbox) AS recipient,
  toString(reinterpretAsUUID(sipHash128({s}, 'message', if(kind = 0, block, n), kind = 0))) AS id,
  {self.end} - toIntervalDay({DAYS}) + toIntervalMillisecond(toInt64(
    86400000 * (floor(n * {DAYS} / {self.copies}) + multiIf(
      day < 0.15, day / 0.15 * 8 / 24, day < 0.85, (8 + (day - 0.15) / 0.7 * 10) / 24,
      (18 + (day - 0.85) / 0.15 * 6) / 24)))) AS at,
  n * {DAYS} / {self.copies} - floor(n * {DAYS} / {self.copies}) AS day,
  multiIf(kind = 1, cityHash64({s}, 'campaign subject', campaign),
          kind = 3, cityHash64({s}, 'subject', n), cityHash64({s}, 'subject', block)) AS topic,
  concat(if(kind = 2, 'Re: ', ''), arrayStringConcat(arrayMap(i -> {self.word('topic', 'i')},
    range(3 + topic % 7)), ' '), if(kind = 1 AND cityHash64({s}, 'exact', n) % 2 = 0,
    concat(' ', toString(cityHash64({s}, 'reference', n) % 900000 + 100000)), '')) AS subject,
  cityHash64({s}, 'verdict', n) % 100 AS luck,
  multiIf(kind = 1, multiIf(luck < 60, 2, luck < 80, 1, 0), way = 0 AND luck < 3, 1, 0) AS bad,
  multiIf(bad = 2, multiIf(luck < 30, 'Quarantine', luck < 42, 'Junk folder', 'Inbox/folder'),
          bad = 1 AND luck % 3 < 2, 'Junk folder', way = 2, 'On-premises/external',
          'Inbox/folder') AS location,
  if(kind = 0, n % 20 = 0, 1) AS first_copy,
  if(cityHash64({s}, 'has file', content) % 100 < 12, 1, 0) AS files,
  if(kind = 1, 1, toUInt32(cityHash64({s}, 'links', content) % 6)) AS links
FROM numbers({count})"""

    def events(self, begin, count):
        s = self.seed
        column, value = (", FirstCopy", ", first_copy") if self.counts_messages else ("", "")
        return f"""
INSERT INTO EmailEvents (Timestamp, NetworkMessageId, InternetMessageId, SenderMailFromAddress,
  SenderFromAddress, SenderDisplayName, SenderMailFromDomain, SenderFromDomain, SenderIPv4,
  RecipientEmailAddress, RecipientDomain, Subject, EmailDirection, DeliveryAction, DeliveryLocation,
  ThreatTypes, OriginalThreatTypes, DetectionMethods, OriginalDetectionMethods, ConfidenceLevel,
  OriginalConfidenceLevel, AuthenticationDetails, AttachmentCount, UrlCount, EmailLanguage,
  ReportId, To, EmailSize, MailboxFolder, MailboxName, BodyFingerprint, HtmlFingerprint,
  BodySketch, BodyKeys,
  BodySketchVersion, BodyWordCount, MarkHash, UrlShapeHash, Verdict, VerdictReasons{column})
SELECT at, id, concat('<', lower(hex(cityHash64({s}, 'mid', id))), '@', from_domain, '>'),
  from, from,
  if(way = 0, concat({self.word("'name'", 'sender')}, ' ', {self.word("'family'", 'sender')}),
    splitByChar('@', from)[1]),
  from_domain, from_domain,
  if(way = 0, concat(toString(1 + d % 223), '.', toString(intDiv(d, 223) % 256), '.',
    toString(d % 251), '.', toString(1 + cityHash64({s}, 'ip', n) % (1 + d % 4))), '10.0.0.7'),
  recipient, splitByChar('@', recipient)[2], subject,
  ['Inbound', 'Intra-org', 'Outbound'][way + 1],
  multiIf(location = 'Quarantine', 'Blocked', location = 'Junk folder', 'Junked', 'Delivered'),
  location,
  multiIf(bad = 0, '', kind != 1, 'Spam', campaign % 4 = 0, 'Malware', 'Phish') AS threat, threat,
  if(bad = 0, '', concat('{{"', threat, '":["Fingerprint matching"]}}')) AS methods, methods,
  if(bad = 0, '', concat('{{"', threat, '":"', if(bad = 2, 'High', 'Normal'), '"}}')) AS sure, sure,
  concat('{{"SPF":"', if(d % 9 = 0, 'softfail', 'pass'),
    '","DKIM":"', if(d % 5 = 0, 'none', 'pass'),
    '","DMARC":"', multiIf(kind = 1, 'fail', d % 7 = 0, 'none', 'pass'), '"}}'),
  files, links, 'en', toString(reinterpretAsUUID(sipHash128({s}, 'report', n))), recipient,
  toInt64(exp(8 + 3 * {self.share("'size'", 'content')})) + 100000 * files,
  if(location = 'Junk folder', 'Junk', 'INBOX'),
  concat(toString(toUnixTimestamp(at)), '.M', toString(n), '.bench'),
  lower(hex(if(kind = 1 AND cityHash64({s}, 'print', n) % 3 > 0, cityHash64({s}, 'print of', n),
    cityHash64({s}, 'print of', content)))),
  lower(hex(cityHash64({s}, 'html', if(kind = 1, campaign, sender % 50000)))),
  arrayStringConcat(arrayMap(i -> lower(hex(if(
    cityHash64({s}, 'near', n, i) % 100 < 85 OR kind != 1,
    cityHash64({s}, 'sketch', content, i), cityHash64({s}, 'sketch', n, i)))), range(16))),
  {self.keys()},
  1, 20 + content % 400, cityHash64({s}, 'marks', if(kind = 1, campaign, sender % 50000)),
  cityHash64({s}, 'shapes', if(kind = 1, campaign, sender % 50000)),
  ['NoThreatsFound', 'Suspicious', 'Malicious'][bad + 1],
  concat('[{{"rule":"', if(bad > 0, 'link_to_sign_in', 'known_sender'), '","detail":"', outside,
    ' had written ', toString(content % 97), ' times before.","entity":"', from, '","points":',
    toString(bad * 20), '}}]'){value}
FROM ({self.copies_from(begin, count)})"""

    def keys(self):
        s = self.seed
        return f"""arrayMap(i -> toUInt32(1 + if(kind = 0
    OR (kind = 1 AND cityHash64({s}, 'key', n, i) % 100 < 60),
    cityHash64({s}, 'key of', content, i),
    if(i = 0 AND n % 50 = 0, 7, cityHash64({s}, 'key of', n, i))) % 4294967290), range(16))"""

    def body_keys(self, begin, count):
        return f"""
INSERT INTO EmailBodyKeys (Key, Timestamp, NetworkMessageId, BodySketchVersion)
SELECT arrayJoin({self.keys()}), at, id, 1
FROM ({self.copies_from(begin, count)}) WHERE first_copy"""

    def urls(self, begin, count):
        s = self.seed
        travels = self.share("'cdn'", "content", "k")
        host = (f"multiIf(kind = 1, concat('login', toString(if(cityHash64({s}, 'link', n) % 3 = 0,"
                "campaign, cityHash64(campaign, n % 9))), '.evil.example'), "
                f"cityHash64({s}, 'host', content, k) % 4 = 0, concat('cdn', "
                f"toString(toUInt32(floor(pow(2000, {travels})))), '.common.example'), "
                "from_domain)")
        return f"""
INSERT INTO EmailUrlInfo (Timestamp, NetworkMessageId, Url, UrlDomain, UrlLocation, ReportId)
SELECT at, id, concat('https://', {host} AS host, '/',
  if(kind = 1 AND cityHash64({s}, 'link', n) % 3 = 0, 'signin',
    lower(hex(cityHash64({s}, 'path', content, k))))),
  host, 'Body', toString(reinterpretAsUUID(sipHash128({s}, 'url', n, k)))
FROM ({self.copies_from(begin, count)}) ARRAY JOIN range(links) AS k WHERE first_copy"""

    def files(self, begin, count):
        s = self.seed
        file = "if(content % 10 = 0, content % 5000, content)"
        return f"""
INSERT INTO EmailAttachmentInfo (Timestamp, NetworkMessageId, SenderFromAddress,
  RecipientEmailAddress, FileName, FileType, FileExtension, SHA256, FileSize, ReportId)
SELECT at, id, from, recipient,
  concat({self.word("'file'", file)}, '-', toString(toYear(at)), '.pdf'), 'pdf', 'pdf',
  lower(hex(SHA256(toString({file})))), 1000 + content % 1000000,
  toString(reinterpretAsUUID(sipHash128({s}, 'file row', n)))
FROM ({self.copies_from(begin, count)}) WHERE files > 0"""

    def moves(self, begin, count):
        s = self.seed
        return f"""
INSERT INTO EmailPostDeliveryEvents (Timestamp, NetworkMessageId, Action, ActionType, ActionTrigger,
  ActionResult, RecipientEmailAddress, DeliveryLocation, ThreatTypes, ReportId, SenderFromAddress,
  EmailDirection, SourceLocation)
SELECT at + toIntervalMinute(30), id, 'Moved to quarantine', 'Automated remediation',
  'Automation', 'Success',
  recipient, 'Quarantine', 'Phish', toString(reinterpretAsUUID(sipHash128({s}, 'move', n))), from,
  'Inbound', location
FROM ({self.copies_from(begin, count)})
WHERE bad = 2 AND location = 'Inbox/folder' AND luck % 4 < 3"""
