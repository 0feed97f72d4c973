// A value for a column: a number or a text, or the absence of one. Times are milliseconds since
// 1970, ids text, flags 0 or 1.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::casework {

// Columns hold valid UTF-8 without NUL. Other bytes (a file name, a path) are written with a mark
// in front and percent signs; plain() gives back what storable() got, always.
std::string storable(std::string_view bytes);
std::string plain(std::string stored);

// A text short enough for an index of either database: itself, or its digest.
std::string index_key(std::string_view text);

class Value {
 public:
  template <std::integral Integer>
  Value(Integer number) : number_(static_cast<std::int64_t>(number)) {}
  Value(Time time) : number_(time.time_since_epoch().count()) {}
  Value(const std::optional<Time>& time) : null_(!time) {
    if (time) number_ = time->time_since_epoch().count();
  }

  Value(std::string_view text) : is_text_(true), text_(storable(text)) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const std::optional<std::string>& text) : null_(!text), is_text_(true) {
    if (text) text_ = storable(*text);
  }
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(const Text& text) : Value(text.view()) {}
  Value(const Uuid& id) : is_text_(true), text_(id.text()) {}
  template <class Tag>
  Value(const Strong<Tag, Uuid>& id) : Value(id.value()) {}
  template <class Tag>
  Value(const std::optional<Strong<Tag, Uuid>>& id) : null_(!id), is_text_(true) {
    if (id) text_ = id->value().text();
  }

  bool null() const { return null_; }
  bool is_text() const { return is_text_; }
  std::int64_t number() const { return number_; }
  const std::string& text() const { return text_; }

 private:
  bool null_ = false;
  bool is_text_ = false;
  std::int64_t number_ = 0;
  std::string text_;
};

}  // namespace backstamp::casework
