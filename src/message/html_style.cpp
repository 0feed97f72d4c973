#include "message/html_style.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr std::size_t style_bytes_max = 4096;
constexpr double offset_hidden_px = -500;
constexpr double opacity_hidden = 0.02;

bool begins(std::string_view value, std::string_view word) {
  return value.size() >= word.size() && ascii_equal(value.substr(0, word.size()), word);
}

bool is_zero(std::string_view value) {
  const auto number = css_number(value);
  return number && number->value == 0;
}

// One declaration after the other, into the effect.
class StyleReader {
 public:
  explicit StyleReader(StyleEffect& effect) : effect_(effect) {}

  void read(std::string_view style) {
    style = style.substr(0, style_bytes_max);
    while (!style.empty()) {
      const std::string_view declaration = style.substr(0, style.find(';'));
      style.remove_prefix(std::min(style.size(), declaration.size() + 1));
      const std::size_t colon = declaration.find(':');
      if (colon == declaration.npos) continue;
      declare(trim(declaration.substr(0, colon)), trim(declaration.substr(colon + 1)));
    }
    if (no_extent_ && overflow_hidden_) effect_.removed = true;
  }

 private:
  void declare(std::string_view property, std::string_view value) {
    switch (name_code(property)) {
      case name_code("display"): remove_if(begins(value, "none")); break;
      case name_code("mso-hide"): remove_if(begins(value, "all")); break;
      case name_code("visibility"):
        effect_.invisible = begins(value, "hidden") || begins(value, "collapse");
        break;
      case name_code("max-height"): remove_if(is_zero(value)); break;
      case name_code("opacity"): opacity(value); break;
      case name_code("font-size"): font_size(value); break;
      case name_code("font"): font(value); break;
      case name_code("overflow"): overflow_hidden_ = begins(value, "hidden"); break;
      case name_code("height"):
      case name_code("width"):
      case name_code("max-width"): no_extent_ = no_extent_ || is_zero(value); break;
      case name_code("text-indent"):
      case name_code("left"):
      case name_code("top"):
      case name_code("margin-left"):
      case name_code("margin-top"):
      case name_code("right"):
      case name_code("bottom"): offset(value); break;
      default: break;
    }
  }

  void remove_if(bool hides) { effect_.removed = effect_.removed || hides; }

  void opacity(std::string_view value) {
    const auto number = css_number(value);
    if (!number) return;
    remove_if((number->unit.starts_with('%') ? number->value / 100 : number->value) <
              opacity_hidden);
  }

  // "0" and "1px" are tiny; sizes relative to the parent are no news unless they are 0.
  void font_size(std::string_view value) {
    const auto number = css_number(value);
    if (!number) {
      if (!begins(value, "inherit")) effect_.tiny_font = false;
      return;
    }
    const std::string_view unit = number->unit;
    const bool relative = unit.starts_with('%') || begins(unit, "em");
    if (number->value <= 0 || (!relative && !begins(unit, "rem") && number->value <= 1)) {
      effect_.tiny_font = true;
    } else if (!relative) {
      effect_.tiny_font = false;
    }
  }

  // "font: italic 0/0 a": the size is the first number of a unit or before a slash.
  void font(std::string_view value) {
    while (!value.empty()) {
      const std::string_view word = value.substr(0, value.find(' '));
      const auto number = css_number(word);
      if (number && (number->value <= 1 || !trim(number->unit).empty())) return font_size(word);
      value.remove_prefix(std::min(value.size(), word.size() + 1));
    }
  }

  void offset(std::string_view value) {
    const auto number = css_number(value);
    if (!number) return;
    const bool em = begins(number->unit, "em") || begins(number->unit, "rem");
    remove_if(!number->unit.starts_with('%') && number->value * (em ? 16 : 1) <= offset_hidden_px);
  }

  StyleEffect& effect_;
  bool no_extent_ = false;
  bool overflow_hidden_ = false;
};

}  // namespace

std::optional<CssNumber> css_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  CssNumber number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value,
                                            std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  number.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return number;
}

StyleEffect style_effect(const HtmlToken& tag) {
  StyleEffect effect;
  for (const HtmlAttribute& attribute : tag.attributes) {
    if (attribute.name == name_code("hidden")) effect.removed = true;
    if (attribute.name == name_code("style")) StyleReader(effect).read(attribute.value);
  }
  return effect;
}

}  // namespace backstamp::message
