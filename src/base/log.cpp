#include "base/log.h"

#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/time.h"

namespace backstamp {
namespace {

std::atomic<LogLevel> lowest{LogLevel::info};

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

}  // namespace

void set_log_level(LogLevel level) { lowest = level; }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (level < lowest) return;
  nlohmann::ordered_json line;
  line["time"] = rfc3339(SystemClock().now());
  line["level"] = name_of(level);
  line["event"] = event;
  for (const LogField& field : fields) {
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            line[std::string(field.name)] = Text::lossy(value).str();
          } else {
            line[std::string(field.name)] = value;
          }
        },
        field.value);
  }
  const std::string text = line.dump() + "\n";
  // One write a line, so lines of several threads and processes do not mix.
  [[maybe_unused]] const auto wrote = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace backstamp
