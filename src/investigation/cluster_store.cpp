#include "investigation/cluster_store.h"

#include "base/check.h"
#include "hunting/json_line.h"
#include "investigation/found_copy.h"
#include "message/parse.h"

namespace backstamp::investigation {
namespace {

using hunting::JsonLine;

JsonLine begun(std::string& lines, const message::Facts& facts, Time at) {
  JsonLine line(lines);
  line.utf8("Timestamp", rfc3339(at));
  line.utf8("NetworkMessageId", facts.network_message_id.value().text());
  return line;
}

void insert(const hunting::Client& client, const char* table, const std::string& lines) {
  if (lines.empty()) return;
  CHECK(client.insert(table, lines, Uuid::random().text(), deadline_in(std::chrono::minutes(1)))
            .has_value());
}

}  // namespace

void ClusterStore::add(const message::Facts& facts, const StoredCopy& copy) {
  std::string events, keys, urls, files;
  JsonLine line = begun(events, facts, copy.delivered);
  line.text("SenderFromAddress", facts.sender.from.address);
  line.text("SenderFromDomain", facts.sender.from.domain);
  line.text("SenderIPv4", facts.sender.ip);
  line.utf8("RecipientEmailAddress", copy.recipient);
  line.text("Subject", facts.subject);
  line.utf8("EmailDirection", "Inbound");
  line.utf8("DeliveryLocation", copy.location);
  line.utf8("ThreatTypes", copy.threat_types);
  line.utf8("Verdict", copy.verdict);
  line.utf8("BodyFingerprint", facts.body_fingerprint);
  line.utf8("BodySketch", sketch_digits(facts.sketch));
  line.numbers("BodyKeys", facts.sketch.keys);
  line.number("BodySketchVersion", facts.sketch.version);
  line.number("BodyWordCount", facts.sketch.word_count);
  line.number("MarkHash", facts.sketch.mark_hash);
  line.number("UrlShapeHash", facts.sketch.url_shape_hash);
  line.end();
  for (const std::uint32_t key : facts.sketch.keys) {
    JsonLine row = begun(keys, facts, copy.delivered);
    row.number("Key", key);
    row.number("BodySketchVersion", facts.sketch.version);
    row.end();
  }
  for (const message::Url& url : facts.urls) {
    JsonLine row = begun(urls, facts, copy.delivered);
    row.text("Url", url.url).text("UrlDomain", url.domain);
    row.end();
  }
  for (const message::Attachment& file : facts.attachments) {
    JsonLine row = begun(files, facts, copy.delivered);
    row.utf8("RecipientEmailAddress", copy.recipient).utf8("SHA256", file.sha256);
    row.end();
  }
  insert(client(), "EmailEvents", events);
  insert(client(), "EmailBodyKeys", keys);
  insert(client(), "EmailUrlInfo", urls);
  insert(client(), "EmailAttachmentInfo", files);
}

void ClusterStore::move(const message::Facts& facts, const std::string& recipient,
                        const std::string& location, Time at) {
  std::string lines;
  JsonLine line = begun(lines, facts, at);
  line.utf8("RecipientEmailAddress", recipient);
  line.utf8("DeliveryLocation", location);
  line.utf8("ActionResult", "Success");
  line.end();
  insert(client(), "EmailPostDeliveryEvents", lines);
}

message::Facts facts_of(const Letter& letter) {
  return message::parse(
      "Received: from out.example (out.example [" + letter.ip +
          "]) by mx.example.org; Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: " + letter.from +
          "\r\nTo: a@example.org\r\nMessage-ID: <" + letter.id +
          "@x.example>\r\nSubject: " + letter.subject +
          "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + letter.text + "\r\n",
      {});
}

}  // namespace backstamp::investigation
