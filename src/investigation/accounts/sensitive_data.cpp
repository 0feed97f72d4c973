#include "investigation/accounts/sensitive_data.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "investigation/accounts/checksums.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t text_bytes_max = 4 * 1024 * 1024, values_max = 1'000;
constexpr std::size_t near_bytes = 80;  // a naming word stands this close
constexpr std::size_t run_length_max = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) {
  return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

struct NationalNumber {
  std::string_view kind;
  bool (*fits)(std::string_view);
  std::string_view words;  // one of them must stand near; separated by |; empty: none needed
};

constexpr NationalNumber national_numbers[] = {
    {"Dutch citizen number", is_dutch_bsn, "bsn|burgerservicenummer|sofinummer"},
    {"German tax number", is_german_tax_id, "steuer|idnr|tax id|tin"},
    {"French social security number", is_french_nir, "nir|social|insee|assur"},
    {"US social security number", is_us_ssn, "ssn|social security"},
    {"Spanish identity number", is_spanish_dni, "dni|nie|nif|identidad"},
    {"Italian fiscal code", is_italian_fiscal_code, ""},
    {"Polish PESEL", is_polish_pesel, "pesel"},
    {"Swedish personal number", is_swedish_personal, "personnummer|personal number"},
    {"Belgian national number", is_belgian_national,
     "rijksregister|registre national|national number"},
    {"NHS number", is_nhs_number, "nhs"},
};

struct KeyForm {
  std::string_view kind, begins;
  std::size_t length_min, length_max;  // of what follows
  bool upper_only;
};

constexpr KeyForm key_forms[] = {
    {"AWS access key", "AKIA", 16, 16, true},  {"AWS access key", "ASIA", 16, 16, true},
    {"GitHub token", "ghp_", 36, 36, false},   {"GitHub token", "gho_", 36, 36, false},
    {"GitHub token", "ghs_", 36, 36, false},   {"Slack token", "xoxb-", 20, 200, false},
    {"Slack token", "xoxp-", 20, 200, false},  {"Stripe key", "sk_live_", 24, 200, false},
    {"Google API key", "AIza", 35, 35, false},
};

// A run of letters and digits with single blanks, dots, dashes or slashes in it, and the same
// without them.
struct Run {
  std::string bare;
  std::size_t begin = 0, end = 0;
  std::vector<std::size_t> ends;  // behind each of `bare`, in the text
};

// The longest run of what `wanted` takes, from `begin` on.
template <class Wanted>
Run run_at(std::string_view text, std::size_t begin, Wanted wanted) {
  Run run{.bare = {}, .begin = begin, .end = begin, .ends = {}};
  for (std::size_t at = begin; at < text.size() && run.bare.size() < run_length_max;) {
    if (wanted(text[at])) {
      run.bare += text[at];
      run.end = ++at;
      run.ends.push_back(at);
    } else if (std::string_view(" .-/").find(text[at]) != std::string_view::npos &&
               at + 1 < text.size() && wanted(text[at + 1])) {
      ++at;
    } else {
      break;
    }
  }
  return run;
}

class Search {
 public:
  explicit Search(std::string_view text) : text_(text), lower_(ascii_lower(text)) {}

  std::vector<SensitiveValue> all() {
    private_keys();
    for (std::size_t at = 0; at < text_.size() && found_.size() < values_max;) {
      const bool begins = is_word(text_[at]) && (at == 0 || !is_word(text_[at - 1]));
      at = begins ? at_word(at) : at + 1;
    }
    return std::move(found_);
  }

 private:
  void private_keys() {
    constexpr std::string_view head = "-----BEGIN ", tail = "PRIVATE KEY-----";
    for (std::size_t at = text_.find(head); at != std::string_view::npos;
         at = text_.find(head, at + 1)) {
      const std::size_t end = text_.find('\n', at);
      if (text_.substr(at, std::min<std::size_t>(end - at, 80)).find(tail) !=
          std::string_view::npos)
        take("private key", "-----BEGIN PRIVATE KEY----- at byte " + std::to_string(at));
    }
  }

  // Where to go on: behind what was found, or behind the word.
  std::size_t at_word(std::size_t at) {
    std::size_t word_end = at;
    while (word_end < text_.size() && is_word(text_[word_end])) ++word_end;
    if (const std::size_t end = key(at)) return end;
    if (is_digit(text_[at])) {
      if (const std::size_t end = figures(at)) return end;
    }
    if (is_upper(text_[at]) || is_digit(text_[at])) {
      if (const std::size_t end = letters_and_figures(at)) return end;
    }
    return word_end;
  }

  std::size_t key(std::size_t at) {
    for (const KeyForm& form : key_forms) {
      if (!text_.substr(at).starts_with(form.begins)) continue;
      std::size_t end = at + form.begins.size();
      const auto fits = [&](char c) {
        return is_digit(c) || is_upper(c) ||
               (!form.upper_only && (is_word(c) || c == '-') &&
                static_cast<unsigned char>(c) < 0x80);
      };
      while (end < text_.size() && fits(text_[end])) ++end;
      const std::size_t length = end - at - form.begins.size();
      if (length < form.length_min || length > form.length_max) continue;
      take(form.kind, std::string(text_.substr(at, end - at)));
      return end;
    }
    return 0;
  }

  std::size_t figures(std::size_t at) {
    const Run run = run_at(text_, at, is_digit);
    if (run.end < text_.size() && is_word(text_[run.end])) return 0;
    if (is_card_number(run.bare) && !one_figure(run.bare)) {
      take("card number", run.bare);
      return run.end;
    }
    return national(run);
  }

  std::size_t letters_and_figures(std::size_t at) {
    const auto wanted = [](char c) { return is_digit(c) || is_upper(c); };
    const Run run = run_at(text_, at, wanted);
    // An IBAN may be followed by a word in capitals: every length is tried, the longest first.
    for (std::size_t length = std::min<std::size_t>(run.bare.size(), 34); length >= 15; --length) {
      if (!is_iban(run.bare.substr(0, length))) continue;
      take("IBAN", run.bare.substr(0, length));
      return run.ends[length - 1];
    }
    if (run.end < text_.size() && is_word(text_[run.end])) return 0;
    return national(run);
  }

  std::size_t national(const Run& run) {
    for (const NationalNumber& number : national_numbers) {
      if (!number.fits(run.bare) || !named(number.words, run)) continue;
      take(number.kind, run.bare);
      return run.end;
    }
    return 0;
  }

  bool named(std::string_view words, const Run& run) const {
    if (words.empty()) return true;
    const std::size_t begin = run.begin - std::min(run.begin, near_bytes);
    const std::string_view near =
        std::string_view(lower_).substr(begin, run.end - begin + near_bytes);
    while (!words.empty()) {
      const std::size_t end = std::min(words.find('|'), words.size());
      if (near.find(words.substr(0, end)) != std::string_view::npos) return true;
      words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
  }

  // 4444 4444 4444 4444 passes by form and is nobody's card.
  static bool one_figure(std::string_view digits) {
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
  }

  void take(std::string_view kind, const std::string& value) {
    if (found_.size() >= values_max || !seen_.insert(std::string(kind) + value).second) return;
    std::string masked = value.size() > 40 || kind == "private key" ? value.substr(0, 40) : value;
    if (kind != "private key") {
      for (std::size_t i = 4; i + 2 < masked.size(); ++i) masked[i] = '*';
    }
    found_.push_back({std::string(kind), masked});
  }

  const std::string_view text_;
  const std::string lower_;
  std::set<std::string> seen_;
  std::vector<SensitiveValue> found_;
};

}  // namespace

std::vector<SensitiveValue> sensitive_values(std::string_view text) {
  return Search(text.substr(0, text_bytes_max)).all();
}

}  // namespace backstamp::investigation
