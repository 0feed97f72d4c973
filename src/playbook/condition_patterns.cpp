#include <re2/re2.h>

#include "base/text.h"
#include "playbook/condition_node.h"

namespace backstamp::playbook {
namespace {

// RE2 never backtracks: time is bounded by program size times value length, and both are bounded.
constexpr std::size_t expression_bytes_max = 1024;
constexpr std::int64_t program_bytes_max = 256 * 1024;

Result<std::shared_ptr<const RE2>> compiled(const std::string& expression) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(program_bytes_max);
  auto result = std::make_shared<const RE2>(expression, options);
  if (result->ok()) return result;
  return fail(Fault::invalid, "no regular expression: " + Text::lossy(result->error()).str());
}

Result<void> check_size(const std::string& expression) {
  if (expression.size() <= expression_bytes_max) return {};
  return fail(Fault::limit, "the pattern is longer than 1024 bytes");
}

}  // namespace

Result<Pattern> like(const std::string& text) {
  TRY(check_size(text));
  std::string expression = "(?s)";
  for (const char c : text) {
    if (c == '%') {
      expression += ".*";
    } else if (c == '_') {
      expression += '.';
    } else if (static_cast<unsigned char>(c) < 0x80) {
      expression += RE2::QuoteMeta(std::string(1, c));
    } else {
      expression += c;
    }
  }
  const auto program = TRY(compiled(expression));
  return [program](const std::string& value) { return RE2::FullMatch(value, *program); };
}

Result<Pattern> matcher(const std::string& expression) {
  TRY(check_size(expression));
  const auto program = TRY(compiled(expression));
  return [program](const std::string& value) { return RE2::PartialMatch(value, *program); };
}

}  // namespace backstamp::playbook
