#include "body_change.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace backstamp::bench {
namespace {

bool blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

bool has_text(const Piece& piece) {
  return !piece.tag && piece.shown && !std::ranges::all_of(piece.bytes, blank);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    lines.emplace_back(line);
  }
  return lines;
}

// Every digit becomes another one; those of references ("&#160;") stay.
std::string with_other_numbers(const std::string& text, Chance& chance) {
  std::string changed = text;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (changed[i] == '&') {
      const std::size_t end = changed.find(';', i);
      if (end != changed.npos && end - i < 10) i = end;
    } else if (changed[i] >= '0' && changed[i] <= '9') {
      changed[i] = static_cast<char>('0' + chance.below(10));
    }
  }
  return changed;
}

std::string with_swapped(const std::string& text, const Pool& pool, Chance& chance) {
  std::string changed;
  for (std::size_t at = 0; at < text.size();) {
    if (blank(text[at])) {
      changed += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !blank(text[end])) ++end;
    changed += chance.percent(15) ? escaped(chance.one_of(pool.words)) : text.substr(at, end - at);
    at = end;
  }
  return changed;
}

std::string person(Chance& chance) {
  std::string name = chance.spoken(2) + " " + chance.spoken(3);
  name[0] = static_cast<char>(std::toupper(name[0]));
  return name;
}

bool greets(std::string_view text) {
  static const std::vector<std::string> greetings = {
      "dear",      "hello",   "hi ",        "hi,",     "good ",   "attention", "hey",
      "greetings", "hallo",   "sehr",       "guten ",  "bonjour", "cher",      "hola",
      "estimado",  "prezado", "ol\xc3\xa1", "gentile", "caro",    "beste",     "geachte"};
  std::string low;
  for (const char c : text.substr(0, 24)) {
    if (low.empty() && blank(c)) continue;
    low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text.size() < 80 &&
         std::ranges::any_of(
             greetings, [&](const std::string& greeting) { return low.starts_with(greeting); });
}

std::string greeting(Chance& chance) {
  static const std::vector<std::string> words = {"Dear",      "Hello",        "Hi",
                                                 "Attention", "Good morning", "Greetings"};
  return chance.one_of(words) + " " + person(chance) + ",";
}

std::string another_link(const std::string& link, Chance& chance) {
  const std::size_t scheme = link.find("://");
  if (scheme == link.npos || link.starts_with("cid:")) return link;
  static const std::vector<std::string> ends = {"com", "net", "top", "xyz", "io", "de"};
  const std::string host = chance.spoken(3) + "." + chance.one_of(ends);
  if (!chance.percent(50)) {
    return "https://" + host + "/" + chance.spoken(2) + "/" + chance.token(6 + chance.below(12));
  }
  // The same shape: each run of letters and digits replaced by one of its kind and length.
  const std::size_t path = std::min(link.find('/', scheme + 3), link.size());
  std::string shaped = "https://" + host;
  for (std::size_t i = path; i < link.size(); ++i) {
    const char c = link[i];
    if (c >= '0' && c <= '9') {
      shaped += static_cast<char>('0' + chance.below(10));
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      shaped += static_cast<char>('a' + chance.below(26));
    } else {
      shaped += c;
    }
  }
  return shaped;
}

std::string tracked_link(const std::string& link, Chance& chance) {
  if (link.find("://") == link.npos || link.starts_with("cid:")) return link;
  const std::size_t query = link.find('?');
  if (query == link.npos) return link + "?" + chance.spoken(1) + "=" + chance.token(12);
  std::string changed = link.substr(0, query);
  bool value = false;
  for (std::size_t i = query; i < link.size(); ++i) {
    if (link[i] == '=') {
      value = true;
      changed += "=" + chance.token(8 + chance.below(8));
    } else if (link[i] == '&' || link[i] == '#' || link[i] == '?') {
      value = false;
      changed += link[i];
    } else if (!value) {
      changed += link[i];
    }
  }
  return changed;
}

// Links in texts: from "http" to the next blank, quote or bracket.
template <class Change>
std::string with_links(const std::string& text, const Change& change) {
  std::string changed;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t found = text.find("http", at);
    const std::size_t begin = std::min(found, text.size());
    changed += text.substr(at, begin - at);
    if (found == text.npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'<>)]", found), text.size());
    changed += change(text.substr(found, end - found));
    at = end;
  }
  return changed;
}

std::string disguised(const std::string& word, Chance& chance) {
  if (!chance.percent(15) || word.size() < 3 || word.find('&') != word.npos) return word;
  const std::size_t at = 1 + chance.below(word.size() - 2);
  if ((static_cast<unsigned char>(word[at]) & 0xc0) == 0x80) return word;
  const std::string head = word.substr(0, at), tail = word.substr(at);
  switch (chance.below(4)) {
    case 0: return head + "<span>" + tail + "</span>";
    case 1: return head + "\xe2\x80\x8b" + tail;
    case 2: {
      if (static_cast<unsigned char>(word[at]) >= 128) return word;
      return head + "&#" + std::to_string(static_cast<int>(word[at])) + ";" + word.substr(at + 1);
    }
    default: {
      static const std::map<char, std::string> alike = {{'a', "\xd0\xb0"}, {'e', "\xd0\xb5"},
                                                        {'o', "\xd0\xbe"}, {'p', "\xd1\x80"},
                                                        {'c', "\xd1\x81"}, {'x', "\xd1\x85"}};
      const auto found = alike.find(word[at]);
      return found == alike.end() ? word : head + found->second + word.substr(at + 1);
    }
  }
}

std::string style(Chance& chance) {
  return "font-size:" + std::to_string(11 + chance.below(6)) +
         "px;padding:" + std::to_string(chance.below(20)) + "px;color:#" +
         std::to_string(100 + chance.below(400));
}

std::string hiding_style(Chance& chance) {
  static const std::vector<std::string> styles = {"display:none", "visibility:hidden",
                                                  "font-size:0px", "max-height:0;overflow:hidden",
                                                  "opacity:0"};
  return chance.one_of(styles);
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && blank(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !blank(text[end])) ++end;
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

Body::Body(const std::string& html, const std::string& plain)
    : pieces_(pieces_of(html)), lines_(lines_of(plain)) {}

template <class Change>
void Body::each_text(const Change& change) {
  for (Piece& piece : pieces_) {
    if (has_text(piece)) piece.bytes = change(piece.bytes);
  }
  for (std::string& line : lines_) line = change(line);
}

std::size_t Body::text_bytes() const {
  std::size_t bytes = 0, plain = 0;
  for (const Piece& piece : pieces_) bytes += has_text(piece) ? piece.bytes.size() : 0;
  for (const std::string& line : lines_) plain += line.size();
  return pieces_.empty() ? plain : bytes;
}

void Body::add_line(bool at_the_end, const std::string& text, const std::string& style_text) {
  const bool hidden = !style_text.empty();
  if (!hidden || pieces_.empty()) {
    if (at_the_end) {
      lines_.push_back(text);
    } else {
      lines_.insert(lines_.begin(), text);
    }
  }
  if (pieces_.empty()) return;
  const Piece line{.tag = true,
                   .bytes = "<p" + (hidden ? " style=\"" + style_text + "\"" : std::string()) +
                            ">" + escaped(text) + "</p>"};
  std::size_t place = at_the_end ? pieces_.size() : 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!pieces_[i].tag) continue;
    const std::string name = name_of(pieces_[i].bytes);
    if (!at_the_end && name == "body") place = i + 1;
    if (at_the_end && name == "/body" && place == pieces_.size()) place = i;
  }
  pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(place), line);
}

void Body::swap_words(const Pool& pool, Chance& chance) {
  each_text([&](const std::string& text) { return with_swapped(text, pool, chance); });
}

// The blocks keep their places; what is dropped or moved are the texts in them.
void Body::drop_and_shuffle(Chance& chance) {
  const bool shuffled = chance.percent(60);
  std::map<int, std::vector<std::size_t>> blocks;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (has_text(pieces_[i])) blocks[pieces_[i].block].push_back(i);
  }
  std::vector<std::string> texts;
  for (const auto& [number, places] : blocks) {
    std::string text;
    for (const std::size_t place : places) text += pieces_[place].bytes;
    texts.push_back(text);
  }
  const auto drop = [&](std::vector<std::string>& values) {
    for (std::size_t left = chance.below(values.size() / 4 + 1); left > 0; --left) {
      values[chance.below(values.size())].clear();
    }
    if (shuffled) chance.shuffle(values);
  };
  drop(texts);
  std::size_t next = 0;
  for (const auto& [number, places] : blocks) {
    for (const std::size_t place : places) pieces_[place].bytes.clear();
    pieces_[places.front()].bytes = texts[next++];
  }
  std::erase_if(lines_, [](const std::string& line) { return std::ranges::all_of(line, blank); });
  drop(lines_);
}

void Body::fill_in(Chance& chance) {
  const std::string first = greeting(chance), recipient = chance.spoken(3) + "@example.org";
  bool greeted = false;
  each_text([&](const std::string& text) {
    if (greets(text)) {
      greeted = true;
      return first;
    }
    std::string changed = with_other_numbers(text, chance);
    for (std::size_t at = changed.find("phishing@pot"); at != changed.npos;
         at = changed.find("phishing@pot", at + 1)) {
      changed.replace(at, 12, recipient);
    }
    return changed;
  });
  if (!greeted) add_line(/*at_the_end=*/false, first, "");
  static const std::vector<std::string> closings = {"Kind regards", "Best regards", "Sincerely",
                                                    "Thanks", "Yours faithfully"};
  add_line(/*at_the_end=*/true, chance.one_of(closings), "");
  add_line(/*at_the_end=*/true, person(chance), "");
}

void Body::relink(Chance& chance) {
  std::map<std::string, std::string> renamed;  // the same link stays the same within a copy
  const auto change = [&](const std::string& link) {
    const auto [found, fresh] = renamed.try_emplace(link);
    if (fresh) found->second = another_link(link, chance);
    return found->second;
  };
  for (Piece& piece : pieces_) {
    if (!piece.tag) continue;
    for (const char* attribute : {"href", "src", "action"}) {
      const std::string link = attribute_of(piece.bytes, attribute);
      if (!link.empty()) piece.bytes = with_attribute(piece.bytes, attribute, change(link));
    }
  }
  each_text([&](const std::string& text) { return with_links(text, change); });
}

void Body::track(Chance& chance) {
  const auto change = [&](const std::string& link) { return tracked_link(link, chance); };
  for (Piece& piece : pieces_) {
    if (!piece.tag) continue;
    for (const char* attribute : {"href", "src"}) {
      const std::string link = attribute_of(piece.bytes, attribute);
      if (!link.empty()) piece.bytes = with_attribute(piece.bytes, attribute, change(link));
    }
  }
  each_text([&](const std::string& text) { return with_links(text, change); });
  add_line(/*at_the_end=*/true, "Ref: " + chance.token(4) + "-" + chance.digits(8), "");
  if (pieces_.empty()) return;
  pieces_.push_back({.tag = true,
                     .bytes = "<img src=\"https://" + chance.spoken(3) + ".com/o.gif?" +
                              chance.token(16) + "\" width=\"1\" height=\"1\">"});
}

void Body::pad(const Pool& pool, Chance& chance) {
  const std::size_t wanted = text_bytes() * (5 + chance.below(26)) / 100;
  for (std::size_t added = 0; added < wanted;) {
    const std::string& line = chance.one_of(pool.lines);
    added += line.size();
    add_line(chance.percent(80), line, chance.percent(50) ? hiding_style(chance) : "");
  }
}

// Keeps the texts block by block, the links, images and forms in their order; all else is new.
void Body::retemplate(Chance& chance) {
  if (pieces_.empty()) return;
  const bool table = chance.percent(50);
  const std::string open = table ? "<tr><td class=\"" : "<div class=\"";
  const std::string close = table ? "</td></tr>\n" : "</div>\n";
  std::string html = "<!doctype html><html><head><meta charset=\"utf-8\"><style>." +
                     chance.spoken(2) + "{margin:" + chance.digits(1) + "px}</style></head><body>";
  if (table) html += "<table width=\"" + std::to_string(500 + chance.below(200)) + "\">";
  int block = -1;
  bool opened = false;
  for (const Piece& piece : pieces_) {
    const std::string name = piece.tag ? name_of(piece.bytes) : "";
    const bool mark = name == "a" || name == "/a" || name == "img" || name == "form" ||
                      name == "/form" || name == "input" || name == "p";
    if (!mark && !has_text(piece)) continue;
    if (piece.block != block) {
      if (opened) html += close;
      html += open + chance.spoken(2) + "\" style=\"" + style(chance) + "\">";
      for (std::size_t wrappers = chance.below(3); wrappers > 0; --wrappers) html += "<span>";
      opened = true;
      block = piece.block;
    }
    if (mark) {
      html += piece.bytes;
      continue;
    }
    for (const std::string& word : words_of(piece.bytes)) html += disguised(word, chance) + " ";
  }
  html += (opened ? close : "") + (table ? "</table>" : "") + "</body></html>";
  pieces_ = {{.tag = true, .bytes = html}};
}

std::string Body::html() const { return html_of(pieces_); }

std::string Body::plain() const {
  std::string text;
  for (const std::string& line : lines_) text += line + "\n";
  return text;
}

}  // namespace backstamp::bench
