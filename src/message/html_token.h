// HTML bytes -> tags and text, in one pass and in place (WHATWG HTML 13.2.5, as far as mail needs).
// Comments, doctypes and processing instructions are left out. Every byte is looked at a bounded
// number of times, so time is linear in the input.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace backstamp::message {

// A tag or attribute name as a number, any case: FNV-1a over the lower-case letters.
using Name = std::uint64_t;

constexpr Name name_code(std::string_view name) {
  Name code = 0xcbf29ce484222325;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    code = (code ^ static_cast<unsigned char>(lower)) * 0x100000001b3;
  }
  return code;
}

struct HtmlAttribute {
  Name name = 0;
  std::string_view value;  // as written, references not decoded
};

enum class HtmlTokenKind {
  text,       // references are to be decoded
  raw_text,   // the inside of <script>, <style>, <xmp>, ...: as it stands
  start_tag,  //
  end_tag,
};

struct HtmlToken {
  HtmlTokenKind kind = HtmlTokenKind::text;
  std::string_view text;                  // of text tokens
  Name tag = 0;                           // of tags; of text inside a raw element: that element
  std::vector<HtmlAttribute> attributes;  // of start tags; the first 32, the first of one name

  // The value of an attribute, references not decoded; empty when it is not there.
  std::string_view value(Name name) const;
  bool has(Name name) const;
};

class HtmlTokens {
 public:
  // `html` must outlive the object and its tokens.
  explicit HtmlTokens(std::string_view html) : html_(html) {}

  // Fills `token` with the next token; false at the end.
  bool next(HtmlToken& token);

 private:
  bool text(HtmlToken& token);
  bool raw(HtmlToken& token);
  bool markup(HtmlToken& token);
  bool tag(HtmlToken& token, bool end);
  bool attribute(HtmlToken& token);
  std::string_view attribute_value();
  void skip_comment();
  void skip_to_greater();
  void skip_blanks();
  void enter_raw(Name tag);
  char peek(std::size_t ahead = 0) const;

  std::string_view html_;
  std::size_t at_ = 0;
  std::string_view raw_name_;  // not empty inside a raw element
};

}  // namespace backstamp::message
