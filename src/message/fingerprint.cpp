#include "message/fingerprint.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace backstamp::message {
namespace {

constexpr std::size_t few_words = 5;  // below this the marks count too
constexpr std::size_t samples = 6;    // words the fingerprint is made of
constexpr std::uint64_t sample_seed = 0x2545f4914f6cdd1d;

std::uint64_t digest(const std::vector<std::uint64_t>& values, std::uint64_t seed) {
  const auto* bytes = reinterpret_cast<const char*>(values.data());
  return hash64({bytes, values.size() * sizeof(values[0])}, seed);
}

void sort_distinct(std::vector<std::uint64_t>& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

// Names are unknown words that begin with a capital letter; German nouns do too, and are left out
// with them when they are rare.
bool lasting(const FoldedWord& word, const WordFacts& facts) {
  if (word.kind == WordKind::pair) return facts.band > 0;
  if (word.kind == WordKind::token || word.digits || facts.use != WordUse::plain) return false;
  if (facts.band == band_unknown) return !word.capital;
  return facts.band > 0;
}

// The words that come first in a keyed order, each once: a sample that does not change when words
// elsewhere do.
class Sample {
 public:
  void add(std::uint64_t word) {
    const Entry entry{.place = (word ^ sample_seed) * 0x9e3779b97f4a7c15, .word = word};
    if (size_ == samples && entry.place >= entries_.back().place) return;
    std::size_t at = size_;
    while (at > 0 && entries_[at - 1].place > entry.place) --at;
    if (at > 0 && entries_[at - 1].place == entry.place) return;
    size_ = std::min(size_ + 1, samples);
    for (std::size_t i = size_ - 1; i > at; --i) entries_[i] = entries_[i - 1];
    entries_[at] = entry;
  }
  // Of all words that were added, while they are fewer than `samples`.
  std::size_t size() const { return size_; }
  std::vector<std::uint64_t> words() const { return all(&Entry::word); }
  std::vector<std::uint64_t> places() const { return all(&Entry::place); }

 private:
  struct Entry {
    std::uint64_t place = 0;
    std::uint64_t word = 0;
  };

  std::vector<std::uint64_t> all(std::uint64_t Entry::* field) const {
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < size_; ++i) values.push_back(entries_[i].*field);
    return values;
  }

  std::array<Entry, samples> entries_;  // sorted by place
  std::size_t size_ = 0;
};

// A sample of the lasting words. A line that begins with a greeting word is left out up to
// `greeting_line_words`: "Dear Ms Example," goes, "Thank you for your order of ..." stays.
Sample lasting_words(const FoldedText& text, const WordWeights& weights) {
  constexpr std::size_t greeting_line_words = 6;
  Sample kept;
  for (std::size_t begin = 0; begin < text.words.size();) {
    std::size_t end = begin + 1;
    while (end < text.words.size() && !text.words[end].line_start) ++end;
    const bool greets = weights.of(text.words[begin].hash).use == WordUse::greeting;
    if (!greets || end - begin > greeting_line_words) {
      for (std::size_t i = begin; i < end; ++i) {
        const FoldedWord& word = text.words[i];
        if (lasting(word, weights.of(word.hash))) kept.add(word.hash);
      }
    }
    begin = end;
  }
  return kept;
}

enum class Segment : char { letters = 'a', digits = '0', mixed = 'x', empty = '-' };

Segment kind_of(std::string_view segment) {
  bool letter = false;
  bool digit = false;
  bool other = false;
  for (const char c : segment) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    digit = digit || is_digit;
    letter = letter || is_letter;
    other = other || (!is_digit && !is_letter && c != '-' && c != '_');
  }
  if (segment.empty()) return Segment::empty;
  if (other || (letter && digit)) return Segment::mixed;
  return digit ? Segment::digits : Segment::letters;
}

// "https://host/track/1234/a7x.php?id=9&u=x" -> "/a/0/x.php?id&u"
std::string shape_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t query = url.find('?');
  std::string_view path = url.substr(0, query);
  path.remove_prefix(std::min(path.find('/'), path.size()));
  std::string shape;
  while (!path.empty()) {
    path.remove_prefix(1);
    std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    const std::size_t dot = segment.rfind('.');
    const bool extension = dot != segment.npos && segment.size() - dot <= 6;
    shape += '/';
    shape += static_cast<char>(kind_of(extension ? segment.substr(0, dot) : segment));
    if (extension) shape += segment.substr(dot);
  }
  std::string_view names = query == url.npos ? std::string_view() : url.substr(query + 1);
  for (char mark = '?'; !names.empty(); mark = '&') {
    const std::string_view pair = names.substr(0, names.find('&'));
    names.remove_prefix(std::min(names.size(), pair.size() + 1));
    (shape += mark) += pair.substr(0, std::min(pair.find('='), std::size_t{16}));
  }
  return shape;
}

}  // namespace

std::string body_fingerprint(const FoldedText& text, const WordWeights& weights,
                             std::uint64_t mark_hash) {
  const Sample sample = lasting_words(text, weights);
  if (sample.size() >= few_words) return hex(digest(sample.places(), 1));
  std::vector<std::uint64_t> words = sample.words();
  std::ranges::sort(words);
  if (words.empty() && mark_hash == 0) return {};
  words.push_back(mark_hash);
  return hex(digest(words, 2));
}

std::string html_fingerprint(const HtmlReading* html) {
  if (html == nullptr) return {};
  return hex(digest(html->paths, 3));
}

std::uint64_t mark_hash(const HtmlReading* html) {
  if (html == nullptr || html->marks.empty()) return 0;
  return hash64({html->marks.data(), html->marks.size()}) | 1;
}

std::uint64_t url_shape_hash(const std::vector<Url>& urls) {
  std::vector<std::uint64_t> shapes;
  for (const Url& url : urls) {
    if (url.location == UrlLocation::body) shapes.push_back(hash64(shape_of(url.url.view())));
  }
  sort_distinct(shapes);
  return shapes.empty() ? 0 : digest(shapes, 4) | 1;
}

}  // namespace backstamp::message
