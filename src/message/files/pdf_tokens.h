// PDF syntax cut into tokens (ISO 32000-1, 7.2 and 7.3), leniently, in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace backstamp::message {

enum class PdfTokenKind {
  name,        // "/JS", with #xx decoded, without the slash
  string,      // (...) or <...>, decoded
  number,      // not negative, whole; others are words
  open_dict,   // <<
  close_dict,  // >>
  word,        // obj, stream, R, true, [ and the rest
};

struct PdfToken {
  PdfTokenKind kind = PdfTokenKind::word;
  std::string text;
  std::uint64_t number = 0;
};

class PdfTokens {
 public:
  static constexpr std::size_t string_bytes_max = 1024 * 1024;  // longer ones are cut

  explicit PdfTokens(std::string_view bytes) : bytes_(bytes) {}

  bool next(PdfToken& token);  // false at the end
  std::size_t position() const { return at_; }
  void move_to(std::size_t position) { at_ = position; }

 private:
  void skip_blanks();
  void read_name(PdfToken& token);
  void read_literal(PdfToken& token);
  void read_escape(PdfToken& token);
  void read_hexadecimal(PdfToken& token);
  void read_word(PdfToken& token);

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace backstamp::message
