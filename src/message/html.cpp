#include "message/html.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "message/css_urls.h"
#include "message/element_stack.h"
#include "message/flow_text.h"
#include "message/html_link.h"
#include "message/html_reference.h"
#include "message/html_style.h"
#include "message/html_token.h"

namespace backstamp::message {
namespace {

constexpr std::size_t link_text_bytes_max = 500;
constexpr std::size_t marks_max = 4096;
constexpr std::size_t paths_max = 4096;

bool is_heading(Name tag) {
  return tag == name_code("h1") || tag == name_code("h2") || tag == name_code("h3") ||
         tag == name_code("h4") || tag == name_code("h5") || tag == name_code("h6");
}

// Raw elements whose text a reader sees as it stands.
bool shows_raw_text(Name tag) {
  return tag == name_code("xmp") || tag == name_code("plaintext") || tag == name_code("textarea");
}

bool ascii_is(std::string_view value, std::string_view word) {
  return ascii_equal(trim(value), word);
}

// An image of one pixel or none tracks; it shows nothing.
bool is_pixel(const HtmlToken& tag) {
  for (const Name side : {name_code("width"), name_code("height")}) {
    const auto number = css_number(trim(tag.value(side)));
    if (number && number->value <= 1 && !number->unit.starts_with('%')) return true;
  }
  return false;
}

class HtmlReader {
 public:
  explicit HtmlReader(const Limits& limits)
      : limits_(limits), visible_(limits.text_bytes_max), hidden_(limits.text_bytes_max) {}

  HtmlReading read(std::string_view html) {
    HtmlTokens tokens(html);
    HtmlToken token;
    while (tokens.next(token)) take(token);
    end_anchor();
    reading_.visible_text = Text::lossy(visible_.str()).cut(limits_.text_bytes_max);
    reading_.hidden_text = Text::lossy(hidden_.str()).cut(limits_.text_bytes_max);
    reading_.joint_count = static_cast<std::uint32_t>(visible_.joints());
    keep_distinct_paths();
    return std::move(reading_);
  }

 private:
  void take(const HtmlToken& token) {
    switch (token.kind) {
      case HtmlTokenKind::text:
        if (token.tag != name_code("title")) show(token.text);
        break;
      case HtmlTokenKind::raw_text:
        if (shows_raw_text(token.tag)) show_decoded(token.text);
        if (token.tag == name_code("style")) style(token.text);
        break;
      case HtmlTokenKind::start_tag: start(token); break;
      case HtmlTokenKind::end_tag: end(token.tag); break;
    }
  }

  void show(std::string_view raw) {
    if (raw.find('&') == raw.npos) return show_decoded(raw);
    decoded_.clear();
    append_decoded(raw.substr(0, limits_.text_bytes_max * 8), ReferencePlace::text, decoded_);
    show_decoded(decoded_);
  }

  void show_decoded(std::string_view text) {
    if (stack_.hidden()) return hidden_.append(text);
    visible_.append(text);
    if (anchor_) anchor_text_.append(text);
  }

  void break_line() {
    visible_.line();
    hidden_.line();
    anchor_text_.blank();
  }
  void break_word() {
    visible_.blank();
    hidden_.blank();
    anchor_text_.blank();
  }
  void break_for(Name tag) {
    if (tag == name_code("td") || tag == name_code("th")) return break_word();
    if (is_block(tag)) break_line();
  }

  void start(const HtmlToken& tag) {
    if (tag.tag == name_code("html") || tag.tag == name_code("head")) return;
    if (tag.tag == name_code("body") && std::exchange(body_seen_, true)) return;
    break_for(tag.tag);
    const StyleEffect effect = style_effect(tag);
    mark(tag.tag);
    style(tag.value(name_code("style")));
    if (tag.has(name_code("background"))) {
      link(LinkKind::background, tag.value(name_code("background")));
    }
    if (is_void(tag.tag)) return empty_element(tag, effect);
    stack_.open(tag.tag, effect);
    if (is_block(tag.tag) && reading_.paths.size() < paths_max) note_path();
    opened(tag);
  }

  // What a style loads; few of them load anything.
  void style(std::string_view css) {
    if (std::ranges::none_of(css, [](char c) { return c == '(' || c == '@'; })) return;
    decoded_.clear();
    append_decoded(css, ReferencePlace::attribute, decoded_);
    for (const std::string& url : css_urls(decoded_, limits_.urls_max)) {
      link(LinkKind::background, url);
    }
  }

  // What an element with an inside says beyond its style.
  void opened(const HtmlToken& tag) {
    switch (tag.tag) {
      case name_code("a"): start_anchor(tag); break;
      case name_code("form"):
        reading_.has_form = true;
        link(LinkKind::form, tag.value(name_code("action")));
        break;
      case name_code("button"): link(LinkKind::form, tag.value(name_code("formaction"))); break;
      case name_code("iframe"): link(LinkKind::frame, tag.value(name_code("src"))); break;
      case name_code("object"): link(LinkKind::frame, tag.value(name_code("data"))); break;
      case name_code("script"):
        reading_.has_script = true;
        link(LinkKind::script, tag.value(name_code("src")));
        break;
      default: break;
    }
  }

  void empty_element(const HtmlToken& tag, const StyleEffect& effect) {
    switch (tag.tag) {
      case name_code("br"):
      case name_code("hr"): break_line(); break;
      case name_code("wbr"): break;
      case name_code("base"):
        if (base_.empty()) base_ = clean_href(tag.value(name_code("href")));
        break;
      case name_code("meta"): refresh(tag); break;
      case name_code("area"):
        link(LinkKind::area, tag.value(name_code("href")), tag.value(name_code("alt")));
        break;
      case name_code("frame"):
      case name_code("embed"): link(LinkKind::frame, tag.value(name_code("src"))); break;
      case name_code("img"):
      case name_code("image"): image(tag, effect); break;
      case name_code("input"): input(tag, effect); break;
      default: break;
    }
  }

  void image(const HtmlToken& tag, const StyleEffect& effect) {
    const bool seen = !effect.removed && !stack_.hidden();
    if (seen && !is_pixel(tag)) {
      reading_.has_image = true;
      ++reading_.image_count;
      if (anchor_) ++reading_.linked_image_count;
    }
    const std::string_view alt = tag.value(name_code("alt"));
    link(LinkKind::image, tag.value(name_code("src")), alt);
    if (alt.empty() || effect.removed) return;
    break_word();
    show(alt);
    break_word();
  }

  void input(const HtmlToken& tag, const StyleEffect& effect) {
    const std::string_view type = tag.value(name_code("type"));
    if (ascii_is(type, "hidden")) return;
    if (ascii_is(type, "password")) reading_.has_password_field = true;
    reading_.has_form = true;
    if (ascii_is(type, "image")) return image(tag, effect);
    link(LinkKind::form, tag.value(name_code("formaction")));
    const bool button = ascii_is(type, "submit") || ascii_is(type, "button");
    const std::string_view label =
        tag.value(button ? name_code("value") : name_code("placeholder"));
    if (label.empty() || effect.removed) return;
    break_word();
    show(label);
    break_word();
  }

  void refresh(const HtmlToken& tag) {
    if (!ascii_is(tag.value(name_code("http-equiv")), "refresh")) return;
    link(LinkKind::refresh, refresh_target(tag.value(name_code("content"))));
  }

  void end(Name tag) {
    if (tag == name_code("html") || tag == name_code("head") || tag == name_code("body")) return;
    if (tag == name_code("br")) return break_line();
    break_for(tag);
    stack_.close(tag);
    if (anchor_ && !stack_.is_open(name_code("a"))) end_anchor();
  }

  void start_anchor(const HtmlToken& tag) {
    end_anchor();
    std::string_view href = tag.value(name_code("href"));
    if (href.empty()) href = tag.value(name_code("xlink:href"));
    const std::size_t before = reading_.links.size();
    link(LinkKind::anchor, href);
    if (reading_.links.size() == before) return;
    anchor_ = before;
    anchor_text_ = FlowText(link_text_bytes_max);
  }

  void end_anchor() {
    if (!anchor_) return;
    reading_.links[*anchor_].text = Text::lossy(anchor_text_.str()).cut(link_text_bytes_max);
    anchor_.reset();
  }

  void link(LinkKind kind, std::string_view raw_href, std::string_view raw_text = {}) {
    if (raw_href.empty() || reading_.links.size() >= limits_.urls_max) return;
    note_data_picture(raw_href);
    const std::string href = resolve_href(base_, clean_href(raw_href));
    if (href.empty()) return;
    std::string text;
    append_decoded(raw_text.substr(0, link_text_bytes_max * 4), ReferencePlace::attribute, text);
    reading_.links.push_back({.href = Text::lossy(href),
                              .text = Text::lossy(trim(text)).cut(link_text_bytes_max),
                              .kind = kind});
  }

  void note_data_picture(std::string_view raw_href) {
    constexpr std::size_t pictures_max = 32;
    constexpr std::string_view scheme = "data:image/";
    if (!ascii_equal(trim(raw_href.substr(0, scheme.size() + 8)).substr(0, scheme.size()),
                     scheme)) {
      return;
    }
    if (reading_.data_pictures.size() >= pictures_max) return;
    append_decoded(raw_href, ReferencePlace::attribute, reading_.data_pictures.emplace_back());
  }

  void mark(Name tag) {
    const char letter = tag == name_code("a")      ? 'a'
                        : tag == name_code("img")  ? 'm'
                        : tag == name_code("form") ? 'f'
                        : tag == name_code("li")   ? 'l'
                        : is_heading(tag)          ? 'h'
                                                   : '\0';
    if (letter != '\0' && reading_.marks.size() < marks_max) reading_.marks.push_back(letter);
  }

  // Most elements repeat one of the last few paths; the rest is sorted out at the end.
  void note_path() {
    const std::uint64_t path = stack_.path();
    if (path == ElementStack::path_root) return;
    const std::size_t recent = std::min<std::size_t>(reading_.paths.size(), 8);
    if (std::find(reading_.paths.end() - static_cast<std::ptrdiff_t>(recent), reading_.paths.end(),
                  path) == reading_.paths.end()) {
      reading_.paths.push_back(path);
    }
  }

  void keep_distinct_paths() {
    std::ranges::sort(reading_.paths);
    const auto rest = std::ranges::unique(reading_.paths);
    reading_.paths.erase(rest.begin(), rest.end());
  }

  const Limits& limits_;
  HtmlReading reading_;
  ElementStack stack_;
  FlowText visible_;
  FlowText hidden_;
  FlowText anchor_text_{link_text_bytes_max};
  std::optional<std::size_t> anchor_;  // index of the open link
  std::string base_;
  std::string decoded_;
  bool body_seen_ = false;
};

}  // namespace

HtmlReading read_html(std::string_view html_utf8, const Limits& limits) {
  return HtmlReader(limits).read(html_utf8.substr(0, limits.html_bytes_max));
}

}  // namespace backstamp::message
