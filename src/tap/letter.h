// A message put together from the pieces in which the milter protocol hands it over. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::tap {

class Letter {
 public:
  explicit Letter(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // `value` with all that stood after the colon, folded with bare LF.
  void add_header(std::string_view name, std::string_view value);
  void end_header();
  void add_body(std::string_view chunk);

  // Larger than the bound: what came after it was not kept.
  bool too_large() const { return too_large_; }
  const Bytes& bytes() const { return bytes_; }
  std::size_t body_at() const { return body_at_; }
  std::string_view body() const { return std::string_view(bytes_).substr(body_at_); }

 private:
  bool room(std::size_t more);

  const std::uint64_t bytes_max_;
  Bytes bytes_;
  std::size_t body_at_ = 0;
  bool too_large_ = false;
};

// "<a@b.example>" and "a@b.example" -> "a@b.example"; "<>" -> "".
Text envelope_address(std::string_view argument);

}  // namespace backstamp::tap
