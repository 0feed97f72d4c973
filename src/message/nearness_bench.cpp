// How well the sketch finds the copies of an attack, and how often it takes other mail for one.
//
// BACKSTAMP_BENCH_MAIL names a folder with phishing_pot (bases), spamassassin-corpus,
// enron-ucb-categories and r-mailing-lists (background). Each base is varied 50 times in each of
// the study's classes: 1 names, greeting, closing, numbers; 2 links; 3 padding of 5 to 30 %, half
// of it hidden; 4 up to a quarter of the lines dropped, the rest often shuffled; 5 other HTML
// around it, split words, references, zero-width and look-alike letters; 7 all of these; 8 15 % of
// the words swapped. (6, sender and subject, does not touch the body.)
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "message/mbox.h"
#include "message/parse.h"
#include "message/sketch.h"
#include "message/visible_text.h"

namespace backstamp::message {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;
using Lines = std::vector<std::string>;

constexpr std::array classes = {1, 2, 3, 4, 5, 7, 8};
constexpr int copies_each = 50;
constexpr std::array thresholds = {0.10, 0.12, 0.14, 0.17, 0.20, 0.25};

struct Known {
  BodySketch sketch;
  std::string fingerprint;
};

struct Base {
  Lines lines;
  std::vector<std::vector<Known>> copies;  // by place in `classes`
};

struct Corpus {
  std::vector<Base> bases;
  std::vector<Known> background;
  Lines pool;  // lines for padding and swaps
};

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }
bool chance(Random& random, int percent) {
  return below(random, 100) < static_cast<std::size_t>(percent);
}

Lines split(std::string_view text, char separator) {
  Lines pieces;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (!piece.empty()) pieces.emplace_back(piece);
  }
  return pieces;
}

std::string joined(const Lines& pieces, char separator) {
  std::string text;
  for (const std::string& piece : pieces) text.append(piece).push_back(separator);
  return text;
}

Known known_of(const Facts& facts) { return {facts.sketch, facts.body_fingerprint}; }

std::vector<fs::path> files_below(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == extension) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

std::string name(Random& random) {
  static constexpr const char* names[] = {"Avery",  "Thornberg", "Milo",  "Castellan",
                                          "Ingrid", "Osterman",  "Pavel", "Lindqvist",
                                          "Noor",   "Bakshi"};
  return names[below(random, std::size(names))];
}

// 1: another greeting and closing, other numbers, other names behind the words that announce them.
void fill_in(Lines& lines, Random& random) {
  static constexpr const char* greetings[] = {"Dear", "Hello", "Hi", "Attention", "Good morning"};
  static constexpr const char* closings[] = {"Kind regards", "Best regards", "Sincerely", "Thanks"};
  for (std::string& line : lines) {
    for (char& c : line) {
      if (c >= '0' && c <= '9') c = static_cast<char>('0' + below(random, 10));
    }
  }
  lines.insert(lines.begin(), greetings[below(random, std::size(greetings))] +
                                  (" " + name(random)) + " " + name(random) + ",");
  lines.push_back(closings[below(random, std::size(closings))]);
  lines.push_back(name(random) + " " + name(random));
}

void relink(Lines& lines, Random& random) {
  lines.push_back("https://" + ascii_lower(name(random)) + std::to_string(below(random, 9999)) +
                  ".example/" + std::to_string(random()));
}

void pad(Lines& lines, const Lines& pool, Random& random) {
  const std::size_t bytes = joined(lines, '\n').size() * (5 + below(random, 26)) / 100;
  for (std::size_t added = 0; added < bytes;) {
    const std::string& line = pool[below(random, pool.size())];
    added += line.size();
    const bool hidden = chance(random, 50);
    lines.push_back(hidden ? "\x01" + line : line);  // \x01 marks what is to be hidden
  }
}

void drop_and_shuffle(Lines& lines, Random& random) {
  std::size_t drops = below(random, lines.size() / 4 + 1);
  for (; drops > 0 && lines.size() > 1; --drops) {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size())));
  }
  if (chance(random, 60)) std::ranges::shuffle(lines, random);
}

void swap_words(Lines& lines, const Lines& pool, Random& random) {
  for (std::string& line : lines) {
    Lines words = split(line, ' ');
    for (std::string& word : words) {
      if (!chance(random, 15)) continue;
      const Lines others = split(pool[below(random, pool.size())], ' ');
      word = others[below(random, others.size())];
    }
    line = joined(words, ' ');
  }
}

std::string disguised(const std::string& word, Random& random) {
  if (!chance(random, 15) || word.size() < 3) return word;
  const std::size_t at = 1 + below(random, word.size() - 2);
  if ((static_cast<unsigned char>(word[at]) & 0xc0) == 0x80) return word;
  const std::string head = word.substr(0, at);
  switch (below(random, 4)) {
    case 0: return head + "<span>" + word.substr(at) + "</span>";
    case 1: return head + "&#8203;" + word.substr(at);
    case 2:
      if (word[at] == 'o') return head + "\u043e" + word.substr(at + 1);
      if (word[at] == 'e') return head + "\u0435" + word.substr(at + 1);
      return word;
    default:
      if (static_cast<unsigned char>(word[at]) >= 0x80) return word;
      return head + "&#" + std::to_string(static_cast<int>(word[at])) + ";" + word.substr(at + 1);
  }
}

std::string escaped(const std::string& line) {
  std::string text;
  for (const char c : line) text += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return text;
}

std::string html_of(const Lines& lines, bool disguise, Random& random) {
  std::string html = disguise ? "<table><tr><td><div class=w>" : "<html><body>";
  for (const std::string& line : lines) {
    const bool hidden = line.starts_with('\x01');
    html += hidden ? "<p style='display:none'>" : disguise && chance(random, 50) ? "<div>" : "<p>";
    for (const std::string& word : split(escaped(line.substr(hidden ? 1 : 0)), ' ')) {
      html += (disguise && word.find('&') == word.npos ? disguised(word, random) : word) + " ";
    }
    html += "\n";
  }
  return html;
}

Known copy_of(const Base& base, int change, const Lines& pool, Random& random) {
  Lines lines = base.lines;
  if (change == 8 || change == 7) swap_words(lines, pool, random);
  if (change == 4 || change == 7) drop_and_shuffle(lines, random);
  if (change == 1 || change == 7) fill_in(lines, random);
  if (change == 2 || change == 7) relink(lines, random);
  if (change == 3 || change == 7) pad(lines, pool, random);
  const HtmlReading html = read_html(html_of(lines, change == 5 || change == 7, random), {});
  const BodyFeatures features = body_features("", &html, {}, {});
  return {features.sketch, features.body_fingerprint};
}

// Path below the folder -> campaign, from INDEX.tsv.
std::map<std::string, std::string> campaigns(const fs::path& folder) {
  std::map<std::string, std::string> found;
  const auto index = read_file(folder / "INDEX.tsv", 64ull << 20);
  if (!index) return found;
  for (const std::string& line : split(*index, '\n')) {
    const Lines fields = split(line, '\t');
    if (fields.size() > 4) found[fields[0]] = fields[4];
  }
  return found;
}

// 47 bases of distinct campaigns: 15 short, 19 of medium length, 13 long.
void read_bases(const fs::path& folder, Corpus& corpus) {
  const auto campaign_of = campaigns(folder);
  std::set<std::string> taken;
  std::array<int, 3> wanted = {15, 19, 13};
  const auto files = files_below(folder, ".eml");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const fs::path& file = files[(i * 37) % files.size()];
    const auto bytes = read_file(file, 64ull << 20);
    if (!bytes) continue;
    const Facts facts = parse(*bytes, {});
    const std::uint32_t words = facts.sketch.word_count;
    if (words < 12 || count_words(facts.visible_text.view(), 8) < 8) continue;
    int& left = wanted[words < 40 ? 0 : words < 200 ? 1 : 2];
    const auto campaign = campaign_of.find(file.lexically_relative(folder).string());
    if (left == 0 || campaign == campaign_of.end() || !taken.insert(campaign->second).second) {
      continue;
    }
    --left;
    corpus.bases.push_back({.lines = split(facts.visible_text.view(), '\n'), .copies = {}});
  }
}

void read_background(const fs::path& mail, Corpus& corpus) {
  std::size_t number = 0;
  const auto take = [&](std::string_view bytes) {
    const Facts facts = parse(bytes, {});
    if (++number % 30 != 0) {
      corpus.background.push_back(known_of(facts));
      return;
    }
    for (const std::string& line : split(facts.visible_text.view(), '\n')) {
      if (line.size() > 20 && !line.starts_with('>')) corpus.pool.push_back(line);
    }
  };
  for (const char* folder : {"spamassassin-corpus", "enron-ucb-categories"}) {
    for (const fs::path& file : files_below(mail / folder, ".eml")) {
      if (const auto bytes = read_file(file, 64ull << 20)) take(*bytes);
    }
  }
  for (const fs::path& file : files_below(mail / "r-mailing-lists", ".mbox")) {
    (void)for_each_message(file, {}, [&](std::string_view bytes, std::uint64_t) {
      take(bytes);
      return true;
    });
  }
}

Corpus read_corpus(const fs::path& mail) {
  Corpus corpus;
  read_background(mail, corpus);
  read_bases(mail / "phishing_pot", corpus);
  Random random(20261124);
  for (Base& base : corpus.bases) {
    for (const int change : classes) {
      auto& copies = base.copies.emplace_back();
      for (int i = 0; i < copies_each; ++i) {
        copies.push_back(copy_of(base, change, corpus.pool, random));
      }
    }
  }
  return corpus;
}

struct Counts {
  std::array<double, classes.size()> found{}, sought{};
  double wrong = 0, right = 0, pairs = 0;
};

// The first copy of each class asks for the others.
Counts count_hits(const Corpus& corpus, double threshold, int keys_min) {
  Counts counts;
  const auto hit = [&](const BodySketch& a, const BodySketch& b) {
    return jaccard(a, b) >= threshold && (keys_min == 0 || equal_keys(a, b) >= keys_min);
  };
  for (const Base& base : corpus.bases) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const BodySketch& seed = base.copies[c][0].sketch;
      for (int i = 1; i < copies_each; ++i) {
        counts.sought[c] += 1;
        counts.found[c] += hit(seed, base.copies[c][static_cast<std::size_t>(i)].sketch) ? 1 : 0;
      }
      for (const Known& other : corpus.background) counts.wrong += hit(seed, other.sketch) ? 1 : 0;
      for (const Base& other : corpus.bases) {
        if (&other != &base) counts.wrong += hit(seed, other.copies[c][1].sketch) ? 1 : 0;
      }
      counts.pairs += static_cast<double>(corpus.background.size() + corpus.bases.size());
    }
  }
  for (const double found : counts.found) counts.right += found;
  return counts;
}

void print_hits(const Corpus& corpus) {
  std::printf("J >=  keys  recall  precision  FP/M  ");
  for (const int change : classes) std::printf(" class %d", change);
  std::printf("\n");
  for (const int keys : {0, candidate_keys_min}) {
    for (const double threshold : thresholds) {
      const Counts counts = count_hits(corpus, threshold, keys);
      double sought = 0;
      for (const double each : counts.sought) sought += each;
      std::printf("%.2f  %d     %.3f   %.4f     %5.1f", threshold, keys, counts.right / sought,
                  counts.right / (counts.right + counts.wrong), counts.wrong / counts.pairs * 1e6);
      for (std::size_t c = 0; c < classes.size(); ++c) {
        std::printf("  %.3f  ", counts.found[c] / counts.sought[c]);
      }
      std::printf("\n");
    }
  }
}

// How often the fingerprint stays equal, and how many of the background share one by chance.
void print_fingerprints(const Corpus& corpus) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    double equal = 0;
    double all = 0;
    for (const Base& base : corpus.bases) {
      for (int i = 1; i < copies_each; ++i) {
        const Known& copy = base.copies[c][static_cast<std::size_t>(i)];
        equal += copy.fingerprint == base.copies[c][0].fingerprint ? 1 : 0;
        all += 1;
      }
    }
    std::printf("fingerprint equal in class %d: %.3f\n", classes[c], equal / all);
  }
  std::map<std::string, std::vector<const Known*>> groups;
  for (const Known& known : corpus.background) groups[known.fingerprint].push_back(&known);
  double alike = 0;
  double unlike = 0;
  for (const auto& [fingerprint, members] : groups) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      const bool near = jaccard(members[0]->sketch, members[i]->sketch) >= near_duplicate_sure ||
                        !comparable(members[i]->sketch);
      (near ? alike : unlike) += 1;
    }
  }
  std::printf(
      "background: %zu messages, %zu fingerprints; joined with a near text %.0f, "
      "with a different one %.0f\n",
      corpus.background.size(), groups.size(), alike, unlike);
}

void nearness(benchmark::State& state) {
  const char* const mail = std::getenv("BACKSTAMP_BENCH_MAIL");
  if (mail == nullptr || !fs::exists(fs::path(mail) / "phishing_pot")) {
    return state.SkipWithError("set BACKSTAMP_BENCH_MAIL to the folder of mail collections");
  }
  for (auto _ : state) {
    const Corpus corpus = read_corpus(mail);
    print_hits(corpus);
    print_fingerprints(corpus);
  }
}
BENCHMARK(nearness)->Iterations(1)->Unit(benchmark::kSecond);

// The whole body of one mail of about 6 kB: HTML, words, sketch, fingerprints, language.
void body_of_6_kb(benchmark::State& state) {
  std::string html = "<html><head><style>p{color:#333}</style></head><body><table width=600>";
  Random random(7);
  static constexpr const char* words[] = {"your",   "parcel",  "waits",          "at",
                                          "the",    "counter", "until",          "tomorrow",
                                          "please", "bring",   "identification", "quartz"};
  while (html.size() < 6000) {
    html += "<tr><td style=\"font-size:14px;padding:2px\"><p>";
    for (int i = 0; i < 14; ++i) {
      html += words[below(random, std::size(words))];
      if (chance(random, 30)) {
        html += static_cast<char>('a' + below(random, 26));
        html += static_cast<char>('a' + below(random, 26));
      }
      html += ' ';
    }
    html += "<a href=\"https://parcels.example/t?n=1\">Follow&nbsp;it</a></p></td></tr>\n";
  }
  for (auto _ : state) {
    const HtmlReading reading = read_html(html, {});
    benchmark::DoNotOptimize(body_features("", &reading, {}, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * html.size()));
}
BENCHMARK(body_of_6_kb)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace backstamp::message
