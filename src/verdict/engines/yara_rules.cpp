#include "verdict/engines/yara_rules.h"

#include <yara.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t matches_max = 100;
constexpr std::array<std::string_view, 4> severities = {"low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 5> threat_types = {"Malware", "Phish", "Spam",
                                                          "MaliciousUrl", "MaliciousFile"};

// libyara keeps state of its own for the whole process.
class Library {
 public:
  Library() { CHECK(yr_initialize() == ERROR_SUCCESS); }
  ~Library() { yr_finalize(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

void keep_first_error(int level, const char*, int line, const YR_RULE*, const char* message,
                      void* error) {
  auto& first = *static_cast<std::string*>(error);
  if (level != YARA_ERROR_LEVEL_ERROR || !first.empty()) return;
  first = "line " + std::to_string(line) + ": " + Text::lossy(message).cut(300).str();
}

class Compiler {
 public:
  Compiler() {
    static const Library library;
    CHECK(yr_compiler_create(&compiler_) == ERROR_SUCCESS);
    yr_compiler_set_callback(compiler_, keep_first_error, &error_);
    // Rules of others must not read files of this machine.
    yr_compiler_set_include_callback(compiler_, nullptr, nullptr, nullptr);
  }
  ~Compiler() { yr_compiler_destroy(compiler_); }
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  // "" or what is wrong; then nothing more may be added.
  std::string add(const RuleFile& file) {
    if (file.text.contains('\0')) return "it holds a NUL byte";
    const int errors = yr_compiler_add_string(compiler_, file.text.c_str(), file.name.c_str());
    return errors == 0 ? "" : error_.empty() ? "it does not compile" : error_;
  }

  YR_RULES* take() {
    YR_RULES* rules = nullptr;
    return yr_compiler_get_rules(compiler_, &rules) == ERROR_SUCCESS ? rules : nullptr;
  }

 private:
  YR_COMPILER* compiler_ = nullptr;
  std::string error_;
};

template <std::size_t Size>
std::string known(const std::array<std::string_view, Size>& names, std::string_view wanted) {
  const auto* found =
      std::ranges::find_if(names, [&](std::string_view name) { return ascii_equal(name, wanted); });
  return found == names.end() ? "" : std::string(*found);
}

// Public rule sets say score = 0 to 100, a guess of their author: it makes nothing strong.
std::string severity_of_score(std::int64_t score) { return score < 50 ? "low" : "medium"; }

YaraMatch match_of(const YR_RULE* rule) {
  YaraMatch match{.rule = Text::lossy(rule->identifier).cut(200),
                  .file = Text::lossy(rule->ns->name).cut(200),
                  .severity = {},
                  .threat_type = {}};
  std::string scored = "medium";
  const YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    const std::string_view name = meta->identifier;
    const bool text = meta->type == META_TYPE_STRING;
    if (text && ascii_equal(name, "severity")) match.severity = known(severities, meta->string);
    if (text && ascii_equal(name, "threat_type")) {
      match.threat_type = known(threat_types, meta->string);
    }
    if (meta->type == META_TYPE_INTEGER && ascii_equal(name, "score")) {
      scored = severity_of_score(meta->integer);
    }
  }
  if (match.severity.empty()) match.severity = scored;
  return match;
}

int keep_match(YR_SCAN_CONTEXT*, int message, void* data, void* matches) {
  auto& all = *static_cast<std::vector<YaraMatch>*>(matches);
  if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
  all.push_back(match_of(static_cast<const YR_RULE*>(data)));
  return all.size() < matches_max ? CALLBACK_CONTINUE : CALLBACK_ABORT;
}

}  // namespace

struct YaraRules::Compiled {
  explicit Compiled(YR_RULES* compiled) : rules(compiled) {}
  ~Compiled() { yr_rules_destroy(rules); }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  YR_RULES* rules;
};

YaraRules::YaraRules() = default;
YaraRules::YaraRules(YaraRules&&) noexcept = default;
YaraRules& YaraRules::operator=(YaraRules&&) noexcept = default;
YaraRules::~YaraRules() = default;

YaraRules YaraRules::compile(std::span<const RuleFile> files) {
  YaraRules result;
  std::vector<RuleFile> good;
  for (const RuleFile& file : files) {
    const std::string wrong = Compiler().add(file);
    if (wrong.empty()) {
      good.push_back(file);
    } else {
      result.left_out_.push_back(Text::lossy(file.name).str() + ", " + wrong);
    }
  }
  if (!result.add_all(good)) result.left_out_.emplace_back("the rule files do not fit together");
  return result;
}

bool YaraRules::add_all(std::span<const RuleFile> files) {
  if (files.empty()) return true;
  Compiler compiler;
  for (const RuleFile& file : files) {
    if (!compiler.add(file).empty()) return false;
  }
  YR_RULES* rules = compiler.take();
  if (rules == nullptr) return false;
  compiled_ = std::make_unique<Compiled>(rules);
  rules_count_ = rules->num_rules;
  files_count_ = files.size();
  return true;
}

Result<std::vector<YaraMatch>> YaraRules::scan(std::string_view bytes, Deadline deadline) const {
  std::vector<YaraMatch> matches;
  if (!compiled_) return matches;
  const auto left = deadline - std::chrono::steady_clock::now();
  if (left <= left.zero()) return fail(Fault::timeout, "no time is left");
  YR_SCANNER* made = nullptr;
  if (yr_scanner_create(compiled_->rules, &made) != ERROR_SUCCESS) {
    return fail(Fault::limit, "no memory for a scanner");
  }
  const std::unique_ptr<YR_SCANNER, void (*)(YR_SCANNER*)> scanner(made, yr_scanner_destroy);
  // Its own way against memory that is not there is signal handlers of the whole process.
  yr_scanner_set_flags(
      made, SCAN_FLAGS_FAST_MODE | SCAN_FLAGS_NO_TRYCATCH | SCAN_FLAGS_REPORT_RULES_MATCHING);
  made->timeout = static_cast<std::uint64_t>(std::chrono::nanoseconds(left).count());
  yr_scanner_set_callback(made, keep_match, &matches);
  const int status =
      yr_scanner_scan_mem(made, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (status == ERROR_SCAN_TIMEOUT) return fail(Fault::timeout, "the rules took too long");
  if (status != ERROR_SUCCESS) {
    return fail(Fault::limit, "libyara stopped with error " + std::to_string(status));
  }
  return matches;
}

}  // namespace backstamp::verdict
