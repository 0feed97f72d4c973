// The collections that the detection benchmark reads. Much public ham is older than the phish and
// was collected elsewhere: the stripped form leaves From, To, Cc, Subject, Date, Message-ID,
// Reply-To, Return-Path, List-* and MIME headers, so that what a provider or collector added can
// decide nothing.
#include "verdict/detection_mail.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/file.h"
#include "base/hash.h"
#include "message/mbox.h"
#include "message/parse.h"
#include "message/sketch_distance.h"

namespace backstamp::verdict {
namespace {

namespace fs = std::filesystem;

struct Collection {
  std::string_view source, folder, prefix;  // prefix: how the files' names begin
  MailKind kind;
};

constexpr Collection collections[] = {
    {"phishing_pot", "phishing_pot/phish", "", MailKind::phish},
    {"easy ham", "spamassassin-corpus/ham", "easy", MailKind::ham},
    {"hard ham", "spamassassin-corpus/ham", "hard", MailKind::ham},
    {"enron", "enron-ucb-categories", "", MailKind::ham},
    {"notmuch lists", "notmuch-corpora", "", MailKind::ham},
    {"r lists", "r-mailing-lists", "", MailKind::ham},
    {"spam", "spamassassin-corpus/spam", "", MailKind::other},
    {"bounces", "sisimai-bounces", "", MailKind::other},
    {"deltachat", "deltachat", "", MailKind::other},
};

bool is_kept(std::string_view header) {
  constexpr std::string_view kept[] = {"from", "to",         "cc",       "subject",
                                       "date", "message-id", "reply-to", "return-path"};
  constexpr std::string_view groups[] = {"list-", "mime-", "content-"};
  return std::ranges::find(kept, header) != std::end(kept) ||
         std::ranges::any_of(groups,
                             [&](std::string_view group) { return header.starts_with(group); });
}

message::Facts stripped(message::Facts facts) {
  std::erase_if(facts.headers, [](const auto& header) { return !is_kept(header.first); });
  facts.authentication = {};
  facts.sender.ip = {};
  facts.received.reset();
  facts.delivered_to.clear();
  return facts;
}

std::string year_of(const message::Facts& facts) {
  const auto& time = facts.received ? facts.received : facts.date;
  return time ? rfc3339(*time).substr(0, 4) : "?";
}

bool has_header_like(const message::Facts& facts, std::string_view prefix) {
  const auto found = facts.headers.lower_bound(std::string(prefix));
  return found != facts.headers.end() && found->first.starts_with(prefix);
}

void hand_over(const Collection& from, std::string name, std::string_view bytes,
               const DetectionMailUse& use) {
  HeaderForms forms;
  forms.full = message::parse(bytes, {});
  forms.stripped = stripped(forms.full);
  DetectionMail mail;
  mail.source = from.source;
  mail.name = std::move(name);
  mail.kind = from.kind;
  mail.year = year_of(forms.full);
  mail.list = has_header_like(forms.full, "list-");
  mail.html = !forms.full.html_fingerprint.empty();
  mail.fingerprint = forms.full.body_fingerprint;
  mail.sketch = forms.full.sketch;
  mail.language = forms.full.language.str();
  use(std::move(mail), forms);
}

// An archive of a list writes "name at host" and worse; what it left out is put back, or invented
// where it can't be.
std::string with_list_headers(std::string_view bytes) {
  std::string mail =
      "List-Id: <list.r-project.org>\nList-Post: <mailto:list@r-project.org>\n"
      "To: list@r-project.org\n";
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\n'), bytes.size() - 1);
    std::string line(bytes.substr(0, end + 1));
    if (line == "\n" || line == "\r\n") break;
    bytes.remove_prefix(end + 1);
    if (line.starts_with("From:")) {
      const auto at = line.find(" at ");
      const auto name = line.find('(');
      const std::string person = name == line.npos ? "" : line.substr(name + 1);
      if (at != line.npos) {
        line.replace(at, 4, "@");
      } else if (line.contains("@end|ng")) {
        line = "From: member@r-project.org (" + (person.empty() ? ")\n" : person);
      }
    }
    mail += line;
  }
  return mail.append(bytes);
}

void read_mbox(const Collection& from, const fs::path& file, const DetectionMailUse& use) {
  int number = 0;
  const auto read = message::for_each_message(file, {}, [&](std::string_view bytes, std::uint64_t) {
    const std::string name = file.filename().string() + ":" + std::to_string(++number);
    hand_over(from, name, with_list_headers(bytes), use);
    return true;
  });
  if (!read) std::fprintf(stderr, "%s: %s\n", file.c_str(), read.error().what.c_str());
}

std::vector<fs::path> files_of(const Collection& from, const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool described = name == "SOURCE.txt" || name == "INDEX.tsv" || name == "README.md";
    if (entry.is_regular_file() && !described && name.starts_with(from.prefix)) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

// Sets of messages that belong together, by index.
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  std::size_t of(std::size_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void join(std::size_t a, std::size_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::size_t> parent_;
};

void join_near(const std::vector<DetectionMail>& mail, Groups& groups) {
  constexpr double near = 0.25;
  constexpr std::size_t same_key_max = 400;  // a key that everybody has tells nothing
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_key;
  for (std::size_t at = 0; at < mail.size(); ++at) {
    const message::BodySketch& sketch = mail[at].sketch;
    if (!message::comparable(sketch)) continue;
    for (std::size_t key = 0; key < message::BodySketch::keys_count; ++key) {
      auto& others = by_key[(std::uint64_t{key} << 32) | sketch.keys[key]];
      for (const std::size_t other : others) {
        if (groups.of(at) == groups.of(other) || mail[at].source != mail[other].source) continue;
        const message::BodySketch& there = mail[other].sketch;
        if (message::equal_keys(sketch, there) < 2) continue;
        if (message::jaccard(sketch, there) >= near) groups.join(at, other);
      }
      if (others.size() < same_key_max) others.push_back(at);
    }
  }
}

}  // namespace

bool has_detection_mail(const fs::path& folder) {
  return fs::exists(folder / "phishing_pot") && fs::exists(folder / "spamassassin-corpus");
}

void for_each_detection_mail(const fs::path& folder, const DetectionMailUse& use) {
  for (const Collection& from : collections) {
    for (const fs::path& file : files_of(from, folder / from.folder)) {
      if (file.extension() == ".mbox") {
        read_mbox(from, file, use);
      } else if (const auto bytes = read_file(file, 64ull << 20)) {
        hand_over(from, file.filename().string(), *bytes, use);
      }
    }
  }
}

void name_campaigns(std::vector<DetectionMail>& mail) {
  Groups groups(mail.size());
  std::map<std::string, std::size_t> first;
  for (std::size_t at = 0; at < mail.size(); ++at) {
    const std::string key = mail[at].source + ' ' + mail[at].fingerprint;
    if (mail[at].fingerprint.empty()) continue;
    const auto [found, fresh] = first.emplace(key, at);
    if (!fresh) groups.join(at, found->second);
  }
  join_near(mail, groups);
  for (std::size_t at = 0; at < mail.size(); ++at) {
    const DetectionMail& head = mail[groups.of(at)];
    mail[at].campaign = head.source + ' ' + head.fingerprint + ' ' + head.name;
    mail[at].held_out = hash64(mail[at].campaign) % 2 == 1;
  }
}

}  // namespace backstamp::verdict
