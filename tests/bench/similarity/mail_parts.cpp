#include "mail_parts.h"

#include <gmime/gmime.h>

namespace backstamp::bench {
namespace {

std::string text_of(GMimePart* part) {
  char* text =
      GMIME_IS_TEXT_PART(part) ? g_mime_text_part_get_text(GMIME_TEXT_PART(part)) : nullptr;
  std::string copy = text == nullptr ? "" : text;
  g_free(text);
  return copy;
}

}  // namespace

struct MailParts::State {
  GMimeMessage* message = nullptr;
  GMimePart* html = nullptr;
  GMimePart* plain = nullptr;
};

MailParts::MailParts(const std::string& bytes) : state_(std::make_unique<State>()) {
  static const bool started = (g_mime_init(), true);
  (void)started;
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  state_->message = g_mime_parser_construct_message(parser, nullptr);
  g_object_unref(parser);
  g_object_unref(stream);
  if (state_->message == nullptr) return;
  g_mime_message_foreach(
      state_->message,
      [](GMimeObject*, GMimeObject* part, void* data) {
        auto& state = *static_cast<State*>(data);
        if (!GMIME_IS_TEXT_PART(part) || g_mime_part_is_attachment(GMIME_PART(part)) != 0) return;
        GMimeContentType* type = g_mime_object_get_content_type(part);
        GMimePart*& wanted =
            g_mime_content_type_is_type(type, "text", "html") != 0 ? state.html : state.plain;
        if (wanted == nullptr) wanted = GMIME_PART(part);
      },
      state_.get());
}

MailParts::~MailParts() {
  if (state_->message != nullptr) g_object_unref(state_->message);
}

std::string MailParts::html() const { return state_->html == nullptr ? "" : text_of(state_->html); }

std::string MailParts::plain() const {
  return state_->plain == nullptr ? "" : text_of(state_->plain);
}

std::string MailParts::subject() const {
  const char* subject =
      state_->message == nullptr ? nullptr : g_mime_message_get_subject(state_->message);
  return subject == nullptr ? "" : subject;
}

void MailParts::set_bodies(const std::string& html, const std::string& plain) {
  const auto set = [](GMimePart* part, const std::string& text) {
    if (part == nullptr || text.empty()) return;
    g_mime_text_part_set_charset(GMIME_TEXT_PART(part), "utf-8");
    g_mime_text_part_set_text(GMIME_TEXT_PART(part), text.c_str());
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
  };
  set(state_->html, html);
  set(state_->plain, plain);
}

void MailParts::set_subject(const std::string& subject) {
  if (state_->message != nullptr) {
    g_mime_message_set_subject(state_->message, subject.c_str(), "utf-8");
  }
}

void MailParts::set_sender(const std::string& name, const std::string& address,
                           const std::string& host, const std::string& ip) {
  if (state_->message == nullptr) return;
  auto* object = GMIME_OBJECT(state_->message);
  const std::string from = "\"" + name + "\" <" + address + ">";
  g_mime_object_set_header(object, "From", from.c_str(), nullptr);
  g_mime_object_set_header(object, "Return-Path", ("<" + address + ">").c_str(), nullptr);
  for (const char* name_of_old : {"Received", "Received-SPF", "Sender", "Reply-To",
                                  "Authentication-Results", "X-Sender-IP"}) {
    while (g_mime_object_remove_header(object, name_of_old) != 0) {
    }
  }
  const std::string received = "from " + host + " (" + host + " [" + ip +
                               "]) by mx.example.org with ESMTPS; Mon, 23 Nov 2026 10:00:00 +0000";
  g_mime_object_prepend_header(object, "Received", received.c_str(), nullptr);
}

void MailParts::set_identity(const std::string& message_id, const std::string& recipient) {
  if (state_->message == nullptr) return;
  auto* object = GMIME_OBJECT(state_->message);
  g_mime_message_set_message_id(state_->message, (message_id + "@mail.invalid").c_str());
  g_mime_object_set_header(object, "To", (recipient + "@example.org").c_str(), nullptr);
}

std::string MailParts::bytes() const {
  if (state_->message == nullptr) return {};
  char* text = g_mime_object_to_string(GMIME_OBJECT(state_->message), nullptr);
  std::string bytes = text == nullptr ? "" : text;
  g_free(text);
  return bytes;
}

}  // namespace backstamp::bench
