#include "sample/mail.h"

namespace backstamp::sample {
namespace {

constexpr std::size_t copies_max = 30;

constexpr std::string_view sender_names[] = {
    "Mailbox Quota Desk", "Storage Notification", "IT Mail Support", "Webmail Administration",
    "Account Services",   "Messaging Helpdesk",   "Mail Archive",    "Harbourlight Mail Team"};
constexpr std::string_view sender_users[] = {"no-reply", "quota",   "alerts", "postroom",
                                             "support",  "storage", "admin",  "notify"};
constexpr std::string_view sender_domains[] = {
    "mailstore-notice.example",    "quota-service.invalid",   "cloud-postbox.example",
    "secure-inbox-desk.invalid",   "harbour1ight-it.example", "webmail-keeper.example",
    "harbourlight-support.invalid"};
constexpr std::string_view link_hosts[] = {"harbourlight.mail-storage.example",
                                           "harbourlight-webmail.invalid",
                                           "login.harbour1ight.example",
                                           "quota.harbourlight-mail.example",
                                           "harbourlight.keep-mail.invalid",
                                           "mailbox-harbourlight.example",
                                           "harbourliqht.example",
                                           "webmail.harborlight.example",
                                           "harbourlight.quota-review.example",
                                           "my.harbourlight-account.invalid",
                                           "harbour-light.example",
                                           "storage.harbourllght.invalid"};
constexpr std::string_view link_paths[] = {
    "/keep/", "/owa/verify/", "/u/", "/quota?id=", "/session/", "/m/restore/", "/signin?ref="};
constexpr std::string_view subjects[] = {"Action required: mailbox storage almost full",
                                         "{first}, your mailbox has reached {used} %",
                                         "Undelivered messages for {address}",
                                         "Storage limit notice {ticket}",
                                         "Your incoming messages are on hold",
                                         "Final reminder: verify your mailbox",
                                         "[{ticket}] Mailbox quota exceeded"};
constexpr std::string_view greetings[] = {"Dear {first},", "Hello {first} {last},", "Hi {first}",
                                          "Attention {first} {last},", "Dear {address},"};

// The lure: a constant skeleton, with a few wordings that differ from copy to copy.
constexpr std::string_view sentences[] = {
    "Your mailbox {address} has used {used} % of its assigned storage quota and "
    "{held} incoming messages are being held on the mail gateway.",
    "Held messages will be {deleted} permanently within {hours} hours unless the mailbox owner "
    "confirms the account and releases the pending queue.",
    "To avoid interruption of sending and receiving, please sign in with your usual "
    "{credentials} and choose the option to upgrade the quota free of charge.",
    "The verification takes less than a minute and does not affect folders, contacts or calendar "
    "entries stored in the account.",
    "Mailboxes that remain unverified after the deadline will be suspended automatically by the "
    "storage policy, and restoring them can take several business days."};

constexpr std::string_view padding[] = {
    "The heron stood in the reeds until the mist had gone.",
    "Grandmother kept the walnuts in a tin above the stove.",
    "A slow train passed the orchard twice that afternoon.",
    "Nobody had wound the clock in the hall since Easter.",
    "The violin needed a new bridge and two days of rest.",
    "Rain drummed on the greenhouse while the tomatoes ripened.",
    "He sharpened the pencil and drew a map of the pond.",
    "Their tent smelled of pine, wax and last year's blankets.",
    "Across the valley somebody was chopping beech logs.",
    "The recipe asks for nutmeg, quinces and a patient cook.",
    "Swallows gathered along the ridge of the barn.",
    "She read the last chapter aloud to the sleeping dog."};

struct Copy {
  Correspondent from;
  std::string domain, subject, greeting, link, body, filler;
  bool filler_hidden = false;
};

std::string replaced(std::string text, std::string_view slot, std::string_view value) {
  for (auto at = text.find(slot); at != std::string::npos; at = text.find(slot)) {
    text.replace(at, slot.size(), value);
  }
  return text;
}

std::string personal(Random& random, std::string_view pattern, const Person& person) {
  std::string text = replaced(std::string(pattern), "{first}", person.first);
  text = replaced(std::move(text), "{last}", person.last);
  text = replaced(std::move(text), "{address}", person.address);
  text = replaced(std::move(text), "{used}", std::to_string(random.between(91, 99)));
  return replaced(std::move(text), "{ticket}", std::to_string(random.between(100000, 999999)));
}

std::string worded(Random& random, std::string text) {
  static constexpr std::string_view deleted[] = {"deleted", "removed", "erased", "discarded"};
  static constexpr std::string_view secrets[] = {"password", "credentials", "login details"};
  text = replaced(std::move(text), "{held}", std::to_string(random.between(4, 27)));
  text = replaced(std::move(text), "{hours}", std::to_string(random.between(1, 4) * 12));
  text = replaced(std::move(text), "{deleted}", random.pick(deleted));
  return replaced(std::move(text), "{credentials}", random.pick(secrets));
}

std::string lure(Random& random, const Person& person) {
  std::string text;
  for (const std::string_view sentence : sentences) {
    text += worded(random, personal(random, sentence, person));
    text += random.chance(30) ? "\n\n" : " ";
  }
  return text.substr(0, text.find_last_not_of(" \n") + 1);
}

std::size_t words_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

// Unrelated sentences, 5 to 30 per cent of the lure's words.
std::string make_filler(Random& random, std::size_t lure_words) {
  const std::size_t share = static_cast<std::size_t>(random.between(5, 22));
  const std::size_t wanted = std::max<std::size_t>(lure_words * share / 100, 6);
  std::string text;
  while (text.empty() || words_in(text) < wanted) {
    text += (text.empty() ? "" : " ") + std::string(random.pick(padding));
  }
  return text;
}

// `number` walks through hosts and domains, so that they differ however the dice fall.
Copy make_copy(Random& random, const Person& person, std::size_t number) {
  Copy copy;
  copy.domain = sender_domains[number % std::size(sender_domains)];
  copy.from.name = random.pick(sender_names);
  copy.from.address = random.pick(sender_users);
  copy.from.address += random.token(3) + "@" + copy.domain;
  copy.subject = personal(random, subjects[number % std::size(subjects)], person);
  copy.greeting = personal(random, random.pick(greetings), person);
  copy.link = "https://" + std::string(link_hosts[number % std::size(link_hosts)]);
  copy.link += random.pick(link_paths);
  copy.link += random.token(8 + random.below(12));
  copy.body = lure(random, person);
  copy.filler = make_filler(random, words_in(copy.body));
  copy.filler_hidden = random.chance(60);
  return copy;
}

std::string wrapped(std::string_view text) {
  std::string out;
  std::size_t line = 0;
  for (const char letter : text) {
    const bool breaks = letter == '\n' || (letter == ' ' && line > 66);
    out += breaks ? '\n' : letter;
    line = breaks ? 0 : line + 1;
  }
  return out;
}

std::string button_text(Random& random) {
  static constexpr std::string_view texts[] = {"Release my messages", "Verify mailbox",
                                               "Upgrade quota", "Keep my mailbox"};
  return std::string(random.pick(texts));
}

std::string hidden_style(Random& random) {
  static constexpr std::string_view styles[] = {"display:none", "font-size:0;line-height:0",
                                                "color:#ffffff;font-size:1px",
                                                "position:absolute;left:-9999px"};
  return std::string(random.pick(styles));
}

std::string html_of(Random& random, const Copy& copy) {
  const std::string tag =
      copy.filler_hidden ? "div style=\"" + hidden_style(random) + "\"" : std::string("div");
  const std::string filler = "<" + tag + ">" + copy.filler + "</div>\n";
  const bool first = random.chance(30);
  std::string out = "<html><body><div class=\"" + random.token(6) + "\">\n";
  out += (first ? filler : "") + "<p>" + escape_html(copy.greeting) + "</p>\n";
  out += paragraphs(copy.body) + "<p><a href=\"" + copy.link + "\">";
  out += button_text(random) + "</a></p>\n" + (first ? "" : filler);
  return out + "<p>" + escape_html(copy.from.name) + "</p>\n</div></body></html>\n";
}

// What HTML hides, plain text leaves out.
std::string plain_of(const Copy& copy) {
  std::string out = wrapped(copy.greeting + "\n\n" + copy.body) + "\n\n" + copy.link + "\n\n";
  if (!copy.filler_hidden) out += wrapped(copy.filler) + "\n\n";
  return out + copy.from.name + "\n";
}

Origin bad_host(Random& random, const Copy& copy) {
  static constexpr std::string_view networks[] = {"192.0.2.", "198.51.100.", "203.0.113."};
  static constexpr std::string_view results[] = {"fail", "softfail", "none", "neutral"};
  const bool signed_wrong = random.chance(30);
  const std::string network(random.pick(networks));
  return {.host = "host-" + random.token(5) + "." + copy.domain,
          .ip = network + std::to_string(random.between(100, 179)),
          .spf = std::string(random.pick(results)),
          .dkim = signed_wrong ? "fail" : "none",
          .dmarc = random.chance(60) ? "fail" : "none",
          .submitted = false};
}

Letter letter_of(Random& random, const Copy& copy, const Person& person, Time time) {
  return {.from = copy.from,
          .to = {as_correspondent(person)},
          .cc = {},
          .subject = copy.subject,
          .date = time,
          .message_id = random.token(16) + "@" + copy.domain,
          .references = {},
          .plain = plain_of(copy),
          .html = html_of(random, copy),
          .attachments = {},
          .fields = {{"X-Priority", std::to_string(random.between(1, 3))}},
          .origin = bad_host(random, copy)};
}

// Some recipients have filed it, some opened it, most have not come to it.
void treat(Delivery& delivery, std::size_t number) {
  if (number == 7) delivery.folder = Folder::archive;
  if (number == 13 || number == 22) delivery.folder = Folder::junk;
  const bool seen = number % 4 == 3 || delivery.folder != Folder::inbox || number == 0;
  delivery.flags = seen ? "S" : "";
  delivery.fresh = !seen && number % 2 == 0;
}

}  // namespace

Attack make_attack(Random& random, const World& world) {
  using namespace std::chrono;
  Post post(random, world);
  std::vector<std::size_t> seats(world.people.size());
  for (std::size_t i = 0; i < seats.size(); ++i) seats[i] = i;
  random.shuffle(seats);
  for (std::size_t number = 0; number < std::min(copies_max, seats.size()); ++number) {
    const Person& person = world.people[seats[number]];
    const Time time = world.end - seconds(random.between(3600, 46 * 3600));
    const Letter letter = letter_of(random, make_copy(random, person, number), person, time);
    Delivery delivery{.person = seats[number], .time = time + seconds(6), .flags = {}, .bytes = {}};
    treat(delivery, number);
    post.deliver(letter, write_letter(random, letter), std::move(delivery));
  }
  return {.copies = post.take(), .reported = 0};
}

}  // namespace backstamp::sample
