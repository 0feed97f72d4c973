// YARA rules, compiled and asked. libyara is hidden in the .cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp::verdict {

struct RuleFile {
  std::string name;  // "office.yar"
  std::string text;
};

// What a rule says of itself in its meta section; what it does not say is empty.
struct YaraMatch {
  Text rule;
  Text file;
  std::string severity;     // "low", "medium", "high", "critical"; "medium" unless it says so
  std::string threat_type;  // as in a Reason; empty when it names none that is known
};

class YaraRules {
 public:
  // Compiles each file alone and leaves out the broken, then the good ones together, a namespace
  // each. Files cannot include others. Never fails: rules of nothing match nothing.
  static YaraRules compile(std::span<const RuleFile> files);
  YaraRules(YaraRules&&) noexcept;
  YaraRules& operator=(YaraRules&&) noexcept;
  ~YaraRules();

  std::size_t rules() const { return rules_count_; }
  std::size_t files() const { return files_count_; }
  // "bad.yar, line 3: syntax error, unexpected ..."
  const std::vector<std::string>& left_out() const { return left_out_; }

  // Each matching rule once, private ones not. Thread-safe. Errors: timeout, limit (memory).
  Result<std::vector<YaraMatch>> scan(std::string_view bytes, Deadline deadline) const;

 private:
  struct Compiled;
  YaraRules();
  bool add_all(std::span<const RuleFile> files);

  std::unique_ptr<Compiled> compiled_;
  std::size_t rules_count_ = 0, files_count_ = 0;
  std::vector<std::string> left_out_;
};

}  // namespace backstamp::verdict
