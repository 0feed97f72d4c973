#include "message/html_token.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr std::size_t attributes_max = 32;

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool ends_name(char c) { return blank(c) || c == '/' || c == '>'; }

// Elements whose inside is text up to their own end tag; <title> and <textarea> decode references.
constexpr std::string_view raw_names[] = {"script",   "style", "xmp",      "iframe",   "noembed",
                                          "noframes", "title", "textarea", "plaintext"};

bool decodes_references(std::string_view raw_name) {
  return raw_name == "title" || raw_name == "textarea";
}

}  // namespace

std::string_view HtmlToken::value(Name name) const {
  for (const HtmlAttribute& attribute : attributes) {
    if (attribute.name == name) return attribute.value;
  }
  return {};
}

bool HtmlToken::has(Name name) const {
  return std::ranges::any_of(attributes, [&](const auto& a) { return a.name == name; });
}

char HtmlTokens::peek(std::size_t ahead) const {
  return at_ + ahead < html_.size() ? html_[at_ + ahead] : '\0';
}

bool HtmlTokens::next(HtmlToken& token) {
  while (at_ < html_.size()) {
    if (!raw_name_.empty()) {
      if (raw(token)) return true;
    } else if (html_[at_] == '<') {
      if (markup(token)) return true;
    } else {
      return text(token);
    }
  }
  return false;
}

bool HtmlTokens::text(HtmlToken& token) {
  const std::size_t begin = at_;
  // A "<" that opens no tag is text too, so the search starts behind it.
  at_ = std::min(html_.find('<', begin + 1), html_.size());
  token.kind = HtmlTokenKind::text;
  token.text = html_.substr(begin, at_ - begin);
  token.tag = 0;
  return true;
}

// The inside of a raw element, up to its end tag, which is left for the next call.
bool HtmlTokens::raw(HtmlToken& token) {
  const std::size_t begin = at_;
  std::size_t end = html_.size();
  for (std::size_t open = html_.find("</", begin); open != html_.npos;
       open = html_.find("</", open + 2)) {
    const std::size_t after = open + 2 + raw_name_.size();
    if (after < html_.size() && ends_name(html_[after]) &&
        ascii_equal(html_.substr(open + 2, raw_name_.size()), raw_name_)) {
      end = open;
      break;
    }
  }
  if (raw_name_ == "plaintext") end = html_.size();
  at_ = end;
  token.kind = decodes_references(raw_name_) ? HtmlTokenKind::text : HtmlTokenKind::raw_text;
  token.text = html_.substr(begin, end - begin);
  token.tag = name_code(raw_name_);
  raw_name_ = {};
  return !token.text.empty();
}

bool HtmlTokens::markup(HtmlToken& token) {
  const char second = peek(1);
  if (letter(second)) {
    at_ += 1;
    return tag(token, false);
  }
  if (second == '/' && letter(peek(2))) {
    at_ += 2;
    return tag(token, true);
  }
  if (second == '!' || second == '?' || second == '/') {
    if (html_.substr(at_, 4) == "<!--") {
      skip_comment();
    } else {
      skip_to_greater();
    }
    return false;
  }
  return text(token);
}

// "<!-->" and "<!--->" are whole comments; otherwise "-->" or "--!>" ends one, or the input.
void HtmlTokens::skip_comment() {
  at_ += 4;
  if (peek() == '>') {
    at_ += 1;
    return;
  }
  if (peek() == '-' && peek(1) == '>') {
    at_ += 2;
    return;
  }
  for (at_ = html_.find("--", at_); at_ != html_.npos; at_ = html_.find("--", at_ + 1)) {
    const std::size_t close = at_ + (peek(2) == '!' ? 3 : 2);
    if (close < html_.size() && html_[close] == '>') {
      at_ = close + 1;
      return;
    }
  }
  at_ = html_.size();
}

void HtmlTokens::skip_to_greater() {
  const std::size_t close = html_.find('>', at_);
  at_ = close == html_.npos ? html_.size() : close + 1;
}

void HtmlTokens::skip_blanks() {
  while (at_ < html_.size() && (blank(html_[at_]) || html_[at_] == '/')) ++at_;
}

bool HtmlTokens::tag(HtmlToken& token, bool end) {
  const std::size_t begin = at_;
  while (at_ < html_.size() && !ends_name(html_[at_])) ++at_;
  token.kind = end ? HtmlTokenKind::end_tag : HtmlTokenKind::start_tag;
  token.text = {};
  token.tag = name_code(html_.substr(begin, at_ - begin));
  token.attributes.clear();
  while (attribute(token)) {
  }
  if (at_ >= html_.size()) return false;  // the input ends inside the tag: browsers drop it
  at_ += 1;
  if (!end) enter_raw(token.tag);
  return true;
}

void HtmlTokens::enter_raw(Name tag) {
  static constexpr auto codes = [] {
    std::array<Name, std::size(raw_names)> all{};
    std::ranges::transform(raw_names, all.begin(), name_code);
    return all;
  }();
  const auto found = std::ranges::find(codes, tag);
  if (found != codes.end()) raw_name_ = raw_names[found - codes.begin()];
}

// One attribute; false at the ">" of the tag or at the end of the input.
bool HtmlTokens::attribute(HtmlToken& token) {
  skip_blanks();
  if (at_ >= html_.size() || html_[at_] == '>') return false;
  const std::size_t begin = at_++;  // a "=" in first place belongs to the name
  while (at_ < html_.size() && !ends_name(html_[at_]) && html_[at_] != '=') ++at_;
  HtmlAttribute attribute{name_code(html_.substr(begin, at_ - begin)), {}};
  while (at_ < html_.size() && blank(html_[at_])) ++at_;
  if (peek() == '=') {
    ++at_;
    attribute.value = attribute_value();
  }
  if (token.attributes.size() < attributes_max && !token.has(attribute.name)) {
    token.attributes.push_back(attribute);
  }
  return true;
}

std::string_view HtmlTokens::attribute_value() {
  while (at_ < html_.size() && blank(html_[at_])) ++at_;
  const char quote = peek();
  std::size_t begin = at_;
  if (quote == '"' || quote == '\'') {
    const std::size_t close = html_.find(quote, ++begin);
    at_ = close == html_.npos ? html_.size() : close + 1;
    return html_.substr(begin, (close == html_.npos ? html_.size() : close) - begin);
  }
  while (at_ < html_.size() && !blank(html_[at_]) && html_[at_] != '>') ++at_;
  return html_.substr(begin, at_ - begin);
}

}  // namespace backstamp::message
