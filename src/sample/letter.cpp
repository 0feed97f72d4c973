#include "sample/letter.h"

#include "sample/world.h"

namespace backstamp::sample {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

// RFC 2047: words of at most 75 characters, cut at character borders.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size()) {
      const std::size_t step = std::max<std::size_t>(utf8_length(text.substr(size)), 1);
      if (size + step > 42) break;
      size += step;
    }
    out += (out.empty() ? "" : "\n ") + ("=?UTF-8?B?" + base64(text.substr(0, size)) + "?=");
    text.remove_prefix(size);
  }
  return out;
}

std::string header_text(std::string_view text) {
  return is_ascii(text) ? std::string(text) : encoded_words(text);
}

std::string mailbox(const Correspondent& who) {
  if (who.name.empty()) return who.address;
  const bool special = who.name.find_first_of(".,()<>@:;\"") != std::string::npos;
  const std::string name =
      is_ascii(who.name) && special ? "\"" + who.name + "\"" : header_text(who.name);
  return name + " <" + who.address + ">";
}

std::string mailboxes(const std::vector<Correspondent>& list) {
  std::string out;
  for (const Correspondent& who : list) out += (out.empty() ? "" : ",\n ") + mailbox(who);
  return out;
}

bool short_lines(std::string_view text) {
  while (text.size() > 900) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end > 900) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

std::string text_part(std::string_view type, std::string_view text) {
  const bool plain = is_ascii(text) && short_lines(text);
  return "Content-Type: " + std::string(type) + "; charset=utf-8\n" +
         "Content-Transfer-Encoding: " + (plain ? "7bit" : "quoted-printable") + "\n\n" +
         (plain ? std::string(text) : quoted_printable(text)) + "\n";
}

std::string attachment_part(const Attachment& attachment) {
  std::string out = "Content-Type: " + attachment.type + "; name=\"" + attachment.name + "\"\n" +
                    "Content-Disposition: attachment; filename=\"" + attachment.name + "\"\n" +
                    "Content-Transfer-Encoding: base64\n\n";
  const std::string line = base64(attachment.bytes);
  for (std::size_t i = 0; i < line.size(); i += 76) out += line.substr(i, 76) + "\n";
  return out;
}

std::string multipart(Random& random, std::string_view kind,
                      const std::vector<std::string>& parts) {
  const std::string boundary = "=_" + random.token(24);
  std::string out =
      "Content-Type: multipart/" + std::string(kind) + ";\n boundary=\"" + boundary + "\"\n\n";
  for (const std::string& part : parts) out += "--" + boundary + "\n" + part;
  return out + "--" + boundary + "--\n";
}

std::string body(Random& random, const Letter& letter) {
  std::string text = text_part("text/plain", letter.plain);
  if (!letter.html.empty()) {
    text = multipart(random, "alternative", {text, text_part("text/html", letter.html)});
  }
  if (letter.attachments.empty()) return text;
  std::vector<std::string> parts{text};
  for (const Attachment& attachment : letter.attachments) {
    parts.push_back(attachment_part(attachment));
  }
  return multipart(random, "mixed", parts);
}

std::string domain_of(std::string_view address) {
  return std::string(address.substr(address.find('@') + 1));
}

std::string authentication_results(const Letter& letter) {
  const Origin& origin = letter.origin;
  const std::string domain = domain_of(letter.from.address);
  std::string out = "Authentication-Results: mx." + std::string(company_domain) + ";\n";
  if (origin.submitted) out += "\tauth=pass smtp.auth=" + letter.from.address + ";\n";
  out += "\tspf=" + origin.spf + " smtp.mailfrom=" + letter.from.address + ";\n";
  out += "\tdkim=" + origin.dkim + (origin.dkim == "none" ? "" : " header.d=" + domain) + ";\n";
  return out + "\tdmarc=" + origin.dmarc + " header.from=" + domain + "\n";
}

std::string received_from(Random& random, const Origin& origin) {
  if (origin.submitted) {
    return "from [" + origin.ip + "] (" + origin.host + " [" + origin.ip + "])\n" +
           "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)\n\tby mx." +
           std::string(company_domain) + " with ESMTPSA id " + random.token(11);
  }
  return "from " + origin.host + " (" + origin.host + " [" + origin.ip + "])\n\tby mx." +
         std::string(company_domain) + " with ESMTPS id " + random.token(11);
}

}  // namespace

Bytes write_letter(Random& random, const Letter& letter) {
  Bytes out = "From: " + mailbox(letter.from) + "\nTo: " + mailboxes(letter.to) + "\n";
  if (!letter.cc.empty()) out += "Cc: " + mailboxes(letter.cc) + "\n";
  out += "Subject: " + header_text(letter.subject) + "\n";
  out += "Date: " + rfc5322_date(letter.date) + "\n";
  out += "Message-ID: <" + letter.message_id + ">\n";
  if (!letter.references.empty()) {
    out += "In-Reply-To: <" + letter.references.back() + ">\nReferences:";
    for (const std::string& id : letter.references) out += " <" + id + ">\n";
  }
  for (const auto& [name, value] : letter.fields) out += name + ": " + value + "\n";
  return out + "MIME-Version: 1.0\n" + body(random, letter);
}

Bytes write_trace(Random& random, const Letter& letter, std::string_view recipient,
                  Time delivered) {
  const std::string domain(company_domain);
  const std::string to(recipient);
  const std::string date = rfc5322_date(delivered);
  Bytes out = "Return-Path: <" + letter.from.address + ">\nDelivered-To: " + to + "\n";
  out += "Received: from mx." + domain + " (mx." + domain + " [10.20.0.5])\n\tby store." + domain +
         " with LMTP id " + random.token(16) + "\n\tfor <" + to + ">; " + date + "\n";
  out += authentication_results(letter);
  out +=
      "Received: " + received_from(random, letter.origin) + "\n\tfor <" + to + ">; " + date + "\n";
  if (letter.origin.dkim == "pass") {
    const std::string signer = domain_of(letter.from.address);
    out += "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + signer +
           "; s=mail;\n\th=from:to:subject:date:message-id; bh=" + base64(random.token(32));
    out += ";\n\tb=" + base64(random.token(48)) + "\n";
  }
  return out;
}

}  // namespace backstamp::sample
