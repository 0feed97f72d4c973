// One JSON line an event on standard error: constant text and typed fields, never message content.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace backstamp {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::variant<std::string, std::int64_t, double, bool> value;

  LogField(std::string_view field, std::string_view text) : name(field), value(std::string(text)) {}
  LogField(std::string_view field, const std::string& text) : name(field), value(text) {}
  LogField(std::string_view field, const char* text) : name(field), value(std::string(text)) {}
  LogField(std::string_view field, bool flag) : name(field), value(flag) {}
  LogField(std::string_view field, double number) : name(field), value(number) {}
  template <std::integral Integer>
  LogField(std::string_view field, Integer number)
      : name(field), value(static_cast<std::int64_t>(number)) {}
};

// log(LogLevel::warning, "engine stopped", {{"pid", pid}, {"status", status}});
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// Events below this level are dropped; info unless set. Set once at start.
void set_log_level(LogLevel level);

}  // namespace backstamp
