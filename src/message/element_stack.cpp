#include "message/element_stack.h"

#include <algorithm>

namespace backstamp::message {
namespace {

// Formatting elements that stay in force when the block around them is closed.
constexpr std::size_t kept_max = 16;

// No end tag of what is outside reaches what is inside these.
bool is_border(Name tag) {
  switch (tag) {
    case name_code("table"):
    case name_code("td"):
    case name_code("th"):
    case name_code("caption"):
    case name_code("button"):
    case name_code("object"):
    case name_code("marquee"):
    case name_code("applet"):
    case name_code("template"): return true;
    default: return false;
  }
}

// Parts of a table: their end tags reach through cells' content up to the table.
bool is_table_part(Name tag) {
  switch (tag) {
    case name_code("table"):
    case name_code("tbody"):
    case name_code("thead"):
    case name_code("tfoot"):
    case name_code("tr"):
    case name_code("td"):
    case name_code("th"):
    case name_code("caption"): return true;
    default: return false;
  }
}

bool stops(Name closing, Name open) {
  if (is_table_part(closing)) return open == name_code("table");
  if (is_border(open)) return true;
  return !is_block(closing) && !is_formatting(closing) && is_block(open);
}

bool contains(const std::initializer_list<Name>& names, Name name) {
  return std::ranges::find(names, name) != names.end();
}

bool in_path(Name tag) {
  switch (tag) {
    case name_code("html"):
    case name_code("body"):
    case name_code("tbody"): return false;
    default: return is_block(tag) || tag == name_code("ul") || tag == name_code("ol");
  }
}

std::uint64_t extended(std::uint64_t path, Name tag) {
  std::uint64_t mixed = (path ^ tag) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >> 29);
}

}  // namespace

bool is_void(Name tag) {
  switch (tag) {
    case name_code("area"):
    case name_code("base"):
    case name_code("basefont"):
    case name_code("bgsound"):
    case name_code("br"):
    case name_code("col"):
    case name_code("embed"):
    case name_code("frame"):
    case name_code("hr"):
    case name_code("img"):
    case name_code("image"):
    case name_code("input"):
    case name_code("keygen"):
    case name_code("link"):
    case name_code("meta"):
    case name_code("param"):
    case name_code("source"):
    case name_code("track"):
    case name_code("wbr"): return true;
    default: return false;
  }
}

bool is_block(Name tag) {
  switch (tag) {
    case name_code("address"):
    case name_code("article"):
    case name_code("aside"):
    case name_code("blockquote"):
    case name_code("body"):
    case name_code("center"):
    case name_code("dd"):
    case name_code("details"):
    case name_code("dialog"):
    case name_code("dir"):
    case name_code("div"):
    case name_code("dl"):
    case name_code("dt"):
    case name_code("fieldset"):
    case name_code("figcaption"):
    case name_code("figure"):
    case name_code("footer"):
    case name_code("form"):
    case name_code("h1"):
    case name_code("h2"):
    case name_code("h3"):
    case name_code("h4"):
    case name_code("h5"):
    case name_code("h6"):
    case name_code("header"):
    case name_code("html"):
    case name_code("li"):
    case name_code("main"):
    case name_code("menu"):
    case name_code("nav"):
    case name_code("ol"):
    case name_code("option"):
    case name_code("p"):
    case name_code("pre"):
    case name_code("section"):
    case name_code("summary"):
    case name_code("ul"): return true;
    default: return is_table_part(tag);
  }
}

bool is_formatting(Name tag) {
  switch (tag) {
    case name_code("a"):
    case name_code("b"):
    case name_code("big"):
    case name_code("code"):
    case name_code("em"):
    case name_code("font"):
    case name_code("i"):
    case name_code("nobr"):
    case name_code("s"):
    case name_code("small"):
    case name_code("strike"):
    case name_code("strong"):
    case name_code("tt"):
    case name_code("u"): return true;
    default: return false;
  }
}

bool ElementStack::is_open(Name tag) const {
  return std::ranges::any_of(open_, [&](const Element& e) { return e.tag == tag; });
}

void ElementStack::open(Name tag, const StyleEffect& effect) {
  close_implied(tag);
  if (open_.size() >= depth_max) {
    ++beyond_;
    return;
  }
  open_.push_back({.tag = tag, .effect = effect, .shown = {}, .path = 0});
  settle(open_.size() - 1);
}

void ElementStack::close_implied(Name tag) {
  static constexpr std::initializer_list<Name> none = {};
  switch (tag) {
    case name_code("a"): close_back_to({name_code("a")}, {name_code("td"), name_code("th")}); break;
    case name_code("li"):
      close_back_to({name_code("li")}, {name_code("ul"), name_code("ol")});
      break;
    case name_code("dd"):
    case name_code("dt"):
      close_back_to({name_code("dd"), name_code("dt")}, {name_code("dl")});
      break;
    case name_code("option"): close_back_to({name_code("option")}, {name_code("select")}); break;
    case name_code("td"):
    case name_code("th"):
      close_back_to({name_code("td"), name_code("th"), name_code("caption")},
                    {name_code("table"), name_code("tr")});
      break;
    case name_code("tr"):
      close_back_to({name_code("tr"), name_code("td"), name_code("th"), name_code("caption")},
                    {name_code("table")});
      break;
    case name_code("tbody"):
    case name_code("thead"):
    case name_code("tfoot"):
      close_back_to({name_code("tbody"), name_code("thead"), name_code("tfoot"), name_code("tr"),
                     name_code("td"), name_code("th"), name_code("caption")},
                    {name_code("table")});
      break;
    default:
      // A paragraph ends where a block begins; a table may stand in it, as old mail is read.
      if (!open_.empty() && open_.back().paragraph_open && is_block(tag) && !is_table_part(tag)) {
        close_back_to({name_code("p")}, none);
      }
      break;
  }
}

// Closes the outermost element of `closed` above the nearest border.
void ElementStack::close_back_to(const std::initializer_list<Name>& closed,
                                 const std::initializer_list<Name>& borders) {
  std::size_t found = open_.size();
  for (std::size_t i = open_.size(); i-- > 0;) {
    const Name tag = open_[i].tag;
    if (contains(closed, tag)) {
      found = i;
    } else if (contains(borders, tag) || is_border(tag)) {
      break;
    }
  }
  if (found < open_.size()) remove(found);
}

void ElementStack::close(Name tag) {
  if (beyond_ > 0) {
    --beyond_;
    return;
  }
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (open_[i].tag == tag) return remove(i);
    if (stops(tag, open_[i].tag)) return;
  }
}

// Takes the element out. A block takes along all that is open in it but formatting, which goes on
// in the next block unless a table cell ends; formatting leaves the blocks in it open.
void ElementStack::remove(std::size_t index) {
  const Name tag = open_[index].tag;
  auto from = open_.begin() + static_cast<std::ptrdiff_t>(index);
  if (is_formatting(tag)) {
    open_.erase(from);
  } else if (is_border(tag) || is_table_part(tag)) {
    open_.erase(from, open_.end());
  } else {
    const auto goes = [](const Element& e) { return !is_formatting(e.tag); };
    open_.erase(std::remove_if(from, open_.end(), goes), open_.end());
    if (open_.size() > index + kept_max) open_.resize(index + kept_max);
  }
  settle(index);
}

// Works out anew what is shown from element `from` on.
void ElementStack::settle(std::size_t from) {
  for (std::size_t i = from; i < open_.size(); ++i) {
    Element& element = open_[i];
    const Shown around = i == 0 ? Shown{} : open_[i - 1].shown;
    const std::uint64_t path = i == 0 ? path_root : open_[i - 1].path;
    element.shown.removed = around.removed || element.effect.removed;
    element.shown.invisible = element.effect.invisible.value_or(around.invisible);
    element.shown.tiny = element.effect.tiny_font.value_or(around.tiny);
    element.paragraph_open = element.tag == name_code("p") ||
                             (i > 0 && open_[i - 1].paragraph_open && !is_border(element.tag));
    element.path = in_path(element.tag) ? extended(path, element.tag) : path;
  }
}

}  // namespace backstamp::message
