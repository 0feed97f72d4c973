#include "real_mail.h"

#include <array>
#include <map>
#include <set>

#include "base/file.h"
#include "message/mbox.h"
#include "message/parse.h"
#include "message/sketch_distance.h"

namespace backstamp::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t bytes_max = 1024 * 1024;  // of a message; larger ones carry attachments
constexpr std::string_view bases_in = "phishing_pot";

std::vector<fs::path> files_below(const fs::path& folder, const std::set<std::string>& extensions) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && extensions.contains(entry.path().extension().string()) &&
        entry.file_size() <= 64 * bytes_max) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == '\t') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

// Path below the collection -> campaign.
std::map<std::string, std::string> campaigns_of(const fs::path& collection) {
  std::map<std::string, std::string> campaigns;
  const auto index = read_file(collection / "INDEX.tsv", 64 * bytes_max);
  if (!index) return campaigns;
  for (std::size_t at = 0; at < index->size();) {
    const std::size_t end = std::min(index->find('\n', at), index->size());
    const auto fields = fields_of(index->substr(at, end - at));
    if (fields.size() > 4) campaigns[fields[0]] = fields[4];
    at = end + 1;
  }
  return campaigns;
}

// The words of a text as they stand, of three letters and more, in lower case.
std::set<std::string> plain_words(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 128 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    if (word.size() >= 3) words.insert(word);
    word.clear();
  }
  if (word.size() >= 3) words.insert(word);
  return words;
}

// INDEX.tsv names campaigns by a rule of thumb: mail of one kit is often several of them. Two
// messages with a sixth of their plain words in common are taken for one kit's.
bool of_one_kit(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t common = 0;
  for (const std::string& word : a) common += b.contains(word) ? 1 : 0;
  return common * 6 >= a.size() + b.size() - common && common > 0;
}

struct Wanted {
  std::array<int, 3> by_length = {15, 19, 13};
  int image_only = 7, link_only = 6;

  int* place_for(const message::Facts& facts, Kind& kind) {
    const std::uint32_t words = facts.sketch.word_count;
    kind = Kind::words;
    if (words >= 12) return &by_length[words < 40 ? 0 : words < 200 ? 1 : 2];
    if (words >= message::sketch_words_min) return nullptr;  // neither the one nor the other
    kind = facts.html.images > 0 ? Kind::image_only : Kind::link_only;
    if (kind == Kind::link_only && facts.urls.empty()) return nullptr;
    return kind == Kind::image_only ? &image_only : &link_only;
  }
};

}  // namespace

std::vector<Base> choose_bases(const fs::path& mail, Chance& chance) {
  const fs::path collection = mail / bases_in;
  const auto campaign_of = campaigns_of(collection);
  std::vector<fs::path> files = files_below(collection, {".eml"});
  chance.shuffle(files);
  std::vector<Base> bases;
  std::set<std::string> taken;
  std::vector<std::set<std::string>> texts;
  Wanted wanted;
  for (const fs::path& file : files) {
    const auto bytes = read_file(file, bytes_max);
    const auto campaign = campaign_of.find(file.lexically_relative(collection).string());
    if (!bytes || campaign == campaign_of.end() || taken.contains(campaign->second)) continue;
    const message::Facts facts = message::parse(*bytes, {});
    Base base{.path = file.lexically_relative(mail).string(),
              .bytes = *bytes,
              .campaign = campaign->second,
              .word_count = facts.sketch.word_count};
    int* const left = wanted.place_for(facts, base.kind);
    if (left == nullptr || *left == 0) continue;
    auto words = plain_words(facts.visible_text.view());
    const bool known = std::ranges::any_of(
        texts, [&](const std::set<std::string>& other) { return of_one_kit(words, other); });
    if (base.kind == Kind::words && known) continue;
    texts.push_back(std::move(words));
    --*left;
    taken.insert(base.campaign);
    bases.push_back(std::move(base));
    if (bases.size() == 60) break;
  }
  return bases;
}

void for_each_other(
    const fs::path& mail, const std::vector<Base>& bases,
    const std::function<void(std::string_view, const std::string&, std::string_view)>& use) {
  std::set<std::string> left_out;
  for (const Base& base : bases) left_out.insert(base.campaign);
  const auto campaign_of = campaigns_of(mail / bases_in);
  for (const fs::path& file : files_below(mail, {".eml", ".mbox"})) {
    const std::string path = file.lexically_relative(mail).string();
    const std::string collection = path.substr(0, path.find('/'));
    if (collection == bases_in) {
      const auto campaign = campaign_of.find(path.substr(bases_in.size() + 1));
      if (campaign != campaign_of.end() && left_out.contains(campaign->second)) continue;
    }
    if (file.extension() == ".mbox") {
      (void)message::for_each_message(file, {}, [&](std::string_view bytes, std::uint64_t offset) {
        if (bytes.size() <= bytes_max) use(collection, path + "@" + std::to_string(offset), bytes);
        return true;
      });
    } else if (const auto bytes = read_file(file, bytes_max)) {
      use(collection, path, *bytes);
    }
  }
}

}  // namespace backstamp::bench
