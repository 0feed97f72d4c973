#include "message/parse.h"

#include <iterator>

#include "message/contents.h"
#include "message/envelope.h"
#include "message/header_block.h"
#include "message/line_defects.h"
#include "message/mime_tree.h"
#include "message/network_message_id.h"
#include "message/sketch.h"
#include "message/url_reader.h"
#include "message/url_set.h"

namespace backstamp::message {
namespace {

void append(std::vector<Defect>& all, std::vector<Defect> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// URLs outside body and attachments: of the subject, and those to unsubscribe.
void add_header_urls(const Facts& facts, UrlSet& urls) {
  urls.add_text(facts.subject.view(), UrlLocation::subject);
  const auto found = facts.headers.find("list-unsubscribe");
  if (found == facts.headers.end()) return;
  for (const Text& value : found->second) urls.add_text(value.view(), UrlLocation::header);
}

HtmlTraits traits_of(const HtmlReading& html) {
  constexpr std::size_t mail_links_max = 20;
  constexpr std::size_t mail_link_bytes_max = 500;
  HtmlTraits traits;
  traits.images = html.image_count;
  traits.linked_images = html.linked_image_count;
  traits.hidden_bytes = static_cast<std::uint32_t>(html.hidden_text.size());
  traits.joints = html.joint_count;
  traits.form = html.has_form;
  traits.password_field = html.has_password_field;
  traits.script = html.has_script;
  for (const Link& link : html.links) {
    if (link.kind != LinkKind::anchor) continue;
    ++traits.links;
    const bool mail = ascii_lower(link.href.view().substr(0, 7)) == "mailto:";
    if (mail && traits.mail_links.size() < mail_links_max) {
      traits.mail_links.push_back(link.href.cut(mail_link_bytes_max));
    }
  }
  return traits;
}

void read_body(const MimeTree& tree, const Limits& limits, Facts& facts) {
  Contents contents = read_contents(tree, facts.subject.view(), limits);
  const HtmlReading* const html = contents.html ? &*contents.html : nullptr;
  BodyFeatures features = body_features(contents.plain, html, contents.urls, limits);
  if (html != nullptr) facts.html = traits_of(*html);
  facts.sketch = features.sketch;
  facts.body_fingerprint = std::move(features.body_fingerprint);
  facts.html_fingerprint = std::move(features.html_fingerprint);
  facts.visible_text = std::move(features.visible_text);
  facts.language = std::move(features.language);
  facts.attachments = std::move(contents.attachments);
  facts.urls = std::move(contents.urls);
  UrlSet others(limits.urls_max - std::min(limits.urls_max, facts.urls.size()));
  add_header_urls(facts, others);
  for (Url& url : std::move(others).take()) facts.urls.push_back(std::move(url));
  append(facts.defects, std::move(contents.defects));
}

void note_line_defects(std::string_view bytes, Facts& facts) {
  const auto note = [&](const char* what) {
    facts.defects.push_back({Text::trusted("message"), Text::trusted(what)});
  };
  if (has_long_line(bytes)) note("a line over 998 bytes");
  if (has_bare_return(bytes)) note("a carriage return that ends no line");
}

}  // namespace

Facts parse(std::string_view bytes, const Surroundings& surroundings, const Limits& limits) {
  Facts facts;
  facts.size = bytes.size();
  if (bytes.size() > limits.bytes_max) {
    facts.defects.push_back(
        {Text::trusted("message"), Text::trusted("too large; the rest was not read")});
  }
  note_line_defects(bytes.substr(0, limits.bytes_max), facts);
  MimeTree tree = read_mime(bytes.substr(0, limits.bytes_max), limits);
  facts.network_message_id = network_message_id(tree.header);
  read_envelope(tree.header, surroundings, limits, facts);
  append(facts.defects, std::move(tree.defects));
  read_body(tree, limits, facts);
  return facts;
}

bool looks_like_message(std::string_view bytes) {
  constexpr std::size_t head_bytes = 16 * 1024;
  constexpr int lines_max = 5;
  std::string_view rest = without_mark(bytes.substr(0, head_bytes));
  for (int line = 0; line < lines_max && !rest.empty(); ++line) {
    const std::string_view text = first_line(rest);
    if (field_name_length(text) > 0) return true;
    rest.remove_prefix(text.size());
  }
  return false;
}

}  // namespace backstamp::message
