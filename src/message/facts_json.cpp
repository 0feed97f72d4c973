#include "message/facts_json.h"

#include <nlohmann/json.hpp>

namespace backstamp::message {
namespace {

using Json = nlohmann::ordered_json;

template <class Items, class Write>
Json list(const Items& items, Write write) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(write(item));
  return array;
}

Json sender_json(const Sender& sender) {
  return {{"display_name", sender.from.display_name.str()},
          {"from_address", sender.from.address.str()},
          {"from_domain", sender.from.domain.str()},
          {"mail_from_address", sender.mail_from.str()},
          {"mail_from_domain", sender.mail_from_domain.str()},
          {"ip", sender.ip.str()}};
}

Json recipient_json(const Recipient& recipient) {
  return {{"address", recipient.address.address.str()}, {"kind", name_of(recipient.kind)}};
}

Json authentication_json(const Authentication& found) {
  return {{"spf", found.spf.str()},
          {"dkim", found.dkim.str()},
          {"dmarc", found.dmarc.str()},
          {"arc", found.arc.str()},
          {"source", found.source.str()}};
}

Json url_json(const Url& url) {
  return {{"url", url.url.str()},
          {"domain", url.domain.str()},
          {"location", name_of(url.location)},
          {"text", url.text.str()},
          {"rewritten", url.rewritten.str()},
          {"loaded", url.loaded}};
}

Json attachment_json(const Attachment& attachment) {
  return {{"file_name", attachment.file_name.str()},
          {"file_type", attachment.file_type.str()},
          {"file_size", attachment.file_size},
          {"sha256", attachment.sha256},
          {"depth", attachment.depth},
          {"url_count", attachment.url_count},
          {"name_mismatch", attachment.name_mismatch},
          {"macros", attachment.macros},
          {"encrypted", attachment.encrypted},
          {"active", attachment.active},
          {"command_line", attachment.command_line.str()}};
}

Json headers_json(const Facts& facts) {
  Json headers = Json::object();
  for (const auto& [name, values] : facts.headers) {
    headers[Text::lossy(name).str()] = list(values, [](const Text& value) { return value.str(); });
  }
  return headers;
}

Json html_json(const HtmlTraits& html) {
  return {{"links", html.links},
          {"images", html.images},
          {"linked_images", html.linked_images},
          {"hidden_bytes", html.hidden_bytes},
          {"joints", html.joints},
          {"form", html.form},
          {"password_field", html.password_field},
          {"script", html.script},
          {"mail_links", list(html.mail_links, [](const Text& link) { return link.str(); })}};
}

Json defect_json(const Defect& defect) {
  return {{"where", defect.where.str()}, {"what", defect.what.str()}};
}

}  // namespace

std::string_view name_of(Direction direction) {
  switch (direction) {
    case Direction::inbound: return "inbound";
    case Direction::outbound: return "outbound";
    case Direction::intra_org: return "intra-org";
    case Direction::unknown: break;
  }
  return "unknown";
}

std::string_view name_of(UrlLocation location) {
  switch (location) {
    case UrlLocation::body: return "Body";
    case UrlLocation::subject: return "Subject";
    case UrlLocation::header: return "Header";
    case UrlLocation::attachment: return "Attachment";
    case UrlLocation::qr_code: return "QRCode";
  }
  return "Body";
}

std::string_view name_of(RecipientKind kind) {
  switch (kind) {
    case RecipientKind::to: return "to";
    case RecipientKind::cc: return "cc";
    case RecipientKind::bcc: return "bcc";
  }
  return "to";
}

std::string to_json(const Facts& facts) {
  const Json object = {
      {"network_message_id", facts.network_message_id.value().text()},
      {"internet_message_id", facts.internet_message_id.str()},
      {"subject", facts.subject.str()},
      {"date", facts.date ? Json(rfc3339(*facts.date)) : Json(nullptr)},
      {"sender", sender_json(facts.sender)},
      {"recipients", list(facts.recipients, recipient_json)},
      {"reply_to", list(facts.reply_to, [](const Address& one) { return one.address.str(); })},
      {"authentication", authentication_json(facts.authentication)},
      {"urls", list(facts.urls, url_json)},
      {"attachments", list(facts.attachments, attachment_json)},
      {"body_fingerprint", facts.body_fingerprint},
      {"html_fingerprint", facts.html_fingerprint},
      {"direction", name_of(facts.direction)},
      {"language", facts.language.str()},
      {"headers", headers_json(facts)},
      {"defects", list(facts.defects, defect_json)},
      {"html", html_json(facts.html)}};
  return object.dump();
}

}  // namespace backstamp::message
