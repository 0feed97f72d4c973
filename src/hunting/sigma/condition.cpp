// condition = and { "or" and }; and = not { "and" not }; not = [ "not" ] part;
// part = "(" condition ")" | ("1" | "all") "of" (NAME | PATTERN | "them") | NAME
#include "base/text.h"
#include "hunting/sigma/detection.h"

namespace backstamp::hunting::sigma {
namespace {

constexpr std::size_t words_max = 500;
constexpr int depth_max = 32;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, ""));
  };
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      end_word();
    } else if (c == '(' || c == ')' || c == '|') {
      end_word();
      words.emplace_back(1, c);
    } else {
      word += c;
    }
  }
  end_word();
  return words;
}

// "filter_main_*": stars stand for anything.
bool fits(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t from = star; from <= name.size(); ++from) {
    if (fits(rest, name.substr(from))) return true;
    if (rest.empty()) return true;
  }
  return false;
}

class ConditionReader {
 public:
  ConditionReader(std::vector<std::string> words, const Searches& searches)
      : words_(std::move(words)), searches_(searches) {}

  Result<std::string> read() {
    std::string kql = TRY(any_of(0));
    if (at_ == words_.size()) return kql;
    if (words_[at_] == "|") return wrong("aggregations are not supported here");
    return wrong("\"" + shown(words_[at_]) + "\" is not expected");
  }

 private:
  static std::string shown(const std::string& word) { return Text::lossy(word).cut(60).str(); }
  static std::unexpected<Error> wrong(const std::string& what) {
    return fail(Fault::invalid, "condition: " + what);
  }

  bool take(std::string_view word) {
    if (at_ == words_.size() || ascii_lower(words_[at_]) != word) return false;
    ++at_;
    return true;
  }

  Result<std::string> any_of(int depth) {
    if (depth > depth_max) return fail(Fault::limit, "condition: nested deeper than 32 levels");
    std::string kql = TRY(all_of(depth));
    while (take("or")) kql += " or " + TRY(all_of(depth));
    return "(" + kql + ")";
  }

  Result<std::string> all_of(int depth) {
    std::string kql = TRY(negated(depth));
    while (take("and")) kql += " and " + TRY(negated(depth));
    return kql;
  }

  Result<std::string> negated(int depth) {
    if (depth > depth_max) return fail(Fault::limit, "condition: nested deeper than 32 levels");
    if (take("not")) return "not(" + TRY(negated(depth + 1)) + ")";
    return part(depth);
  }

  Result<std::string> part(int depth) {
    if (take("(")) {
      std::string kql = TRY(any_of(depth + 1));
      if (!take(")")) return wrong("a ) is missing");
      return kql;
    }
    if (at_ == words_.size()) return wrong("it ends too early");
    const std::string word = words_[at_++];
    if (take("of")) return several(word);
    const auto found = searches_.find(word);
    if (found != searches_.end()) return found->second;
    return wrong("there is no \"" + shown(word) + "\" in detection");
  }

  Result<std::string> several(const std::string& how_many) {
    if (how_many != "1" && ascii_lower(how_many) != "all" && ascii_lower(how_many) != "any") {
      return wrong("\"" + shown(how_many) + " of\" is not supported here; use 1 of or all of");
    }
    if (at_ == words_.size()) return wrong("it ends too early");
    const std::string pattern = words_[at_++];
    const std::string_view joint = ascii_lower(how_many) == "all" ? " and " : " or ";
    std::string kql;
    for (const auto& [name, one] : searches_) {
      if (ascii_lower(pattern) != "them" && !fits(pattern, name)) continue;
      kql += (kql.empty() ? "(" : std::string(joint)) + one;
    }
    if (!kql.empty()) return kql + ")";
    return wrong("nothing in detection fits \"" + shown(pattern) + "\"");
  }

  const std::vector<std::string> words_;
  const Searches& searches_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> condition_kql(std::string_view condition, const Searches& searches) {
  auto words = words_of(condition);
  if (words.size() > words_max) return fail(Fault::limit, "condition: more than 500 words");
  return ConditionReader(std::move(words), searches).read();
}

}  // namespace backstamp::hunting::sigma
