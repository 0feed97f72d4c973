#include "html_pieces.h"

#include <array>
#include <cctype>
#include <cstdlib>

namespace backstamp::bench {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool starts_tag(std::string_view html, std::size_t at) {
  if (at + 1 >= html.size() || html[at] != '<') return false;
  const char next = html[at + 1];
  return std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '/' || next == '!' ||
         next == '?';
}

std::size_t end_of_tag(std::string_view html, std::size_t at) {
  if (html.substr(at, 4) == "<!--") {
    const std::size_t end = html.find("-->", at + 4);
    return end == html.npos ? html.size() : end + 3;
  }
  char quote = 0;
  for (std::size_t i = at + 1; i < html.size(); ++i) {
    if (quote != 0) {
      if (html[i] == quote) quote = 0;
    } else if (html[i] == '"' || html[i] == '\'') {
      if (html[i - 1] == '=') quote = html[i];
    } else if (html[i] == '>') {
      return i + 1;
    }
  }
  return html.size();
}

bool is_block(std::string_view name) {
  static constexpr std::array<std::string_view, 24> names = {
      "p",  "div", "td",         "th",     "tr",      "table",  "li",     "ul",
      "ol", "h1",  "h2",         "h3",     "h4",      "h5",     "h6",     "br",
      "hr", "pre", "blockquote", "center", "section", "footer", "header", "body"};
  if (name.starts_with('/')) name.remove_prefix(1);
  for (const std::string_view known : names) {
    if (name == known) return true;
  }
  return false;
}

// Where the value of `name` lies in `tag`: begin and end without quotes.
std::pair<std::size_t, std::size_t> place_of(std::string_view tag, std::string_view name) {
  const std::string low = lower(tag);
  for (std::size_t at = low.find(name); at != low.npos; at = low.find(name, at + 1)) {
    std::size_t i = at + name.size();
    if (at == 0 || std::isspace(static_cast<unsigned char>(low[at - 1])) == 0) continue;
    while (i < low.size() && std::isspace(static_cast<unsigned char>(low[i])) != 0) ++i;
    if (i >= low.size() || low[i] != '=') continue;
    for (++i; i < low.size() && std::isspace(static_cast<unsigned char>(low[i])) != 0;) ++i;
    if (i >= low.size()) break;
    const bool quoted = low[i] == '"' || low[i] == '\'';
    const std::size_t begin = quoted ? i + 1 : i;
    const std::size_t end = quoted ? low.find(low[i], begin) : low.find_first_of(" \t\r\n>", begin);
    return {begin, end == low.npos ? low.size() : end};
  }
  return {0, 0};
}

}  // namespace

std::string name_of(std::string_view tag) {
  std::size_t end = 1;
  if (end < tag.size() && tag[end] == '/') ++end;
  while (end < tag.size() && std::isalnum(static_cast<unsigned char>(tag[end])) != 0) ++end;
  return lower(tag.substr(1, end - 1));
}

std::string attribute_of(std::string_view tag, std::string_view name) {
  const auto [begin, end] = place_of(tag, name);
  return std::string(tag.substr(begin, end - begin));
}

std::string with_attribute(std::string tag, std::string_view name, std::string_view value) {
  const auto [begin, end] = place_of(tag, name);
  if (end > begin) tag.replace(begin, end - begin, value);
  return tag;
}

std::vector<Piece> pieces_of(std::string_view html) {
  std::vector<Piece> pieces;
  std::string raw;  // the element whose insides are no text
  int block = 0;
  for (std::size_t at = 0; at < html.size();) {
    Piece piece;
    if (starts_tag(html, at)) {
      const std::size_t end = end_of_tag(html, at);
      piece = {.tag = true, .bytes = std::string(html.substr(at, end - at))};
      const std::string name = name_of(piece.bytes);
      if (raw.empty() && (name == "style" || name == "script" || name == "title")) raw = name;
      if (!raw.empty() && name == "/" + raw) raw.clear();
      if (is_block(name)) ++block;
      at = end;
    } else {
      std::size_t end = at + 1;
      while (end < html.size() && !starts_tag(html, end)) ++end;
      piece = {.tag = false, .bytes = std::string(html.substr(at, end - at)), .shown = raw.empty()};
      at = end;
    }
    piece.block = block;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::string html_of(const std::vector<Piece>& pieces) {
  std::string html;
  for (const Piece& piece : pieces) html += piece.bytes;
  return html;
}

std::string plain_text(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> named = {
      {{"&amp;", "&"},
       {"&lt;", "<"},
       {"&gt;", ">"},
       {"&quot;", "\""},
       {"&nbsp;", " "},
       {"&apos;", "'"}}};
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    bool resolved = false;
    if (text[at] == '&') {
      for (const auto& [from, to] : named) {
        if (text.substr(at, from.size()) != from) continue;
        plain += to;
        at += from.size();
        resolved = true;
        break;
      }
      if (!resolved && text.substr(at, 2) == "&#") {
        const std::size_t end = text.find(';', at);
        const long code = std::strtol(std::string(text.substr(at + 2, 8)).c_str(), nullptr, 10);
        if (end != text.npos && end - at < 8 && code > 31 && code < 127) {
          plain += static_cast<char>(code);
          at = end + 1;
          resolved = true;
        }
      }
    }
    if (!resolved) plain += text[at++];
  }
  return plain;
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '<') {
      html += "&lt;";
    } else if (c == '>') {
      html += "&gt;";
    } else {
      html += c;
    }
  }
  return html;
}

}  // namespace backstamp::bench
