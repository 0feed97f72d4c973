// The parts of a message -> its text, its attachments and its URLs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/html.h"
#include "message/mime_tree.h"

namespace backstamp::message {

struct Contents {
  std::string plain;                // of the text/plain parts, UTF-8
  std::optional<HtmlReading> html;  // of the text/html parts, joined
  std::vector<Url> urls;            // of body and attachments, each (url, location) once
  std::vector<Attachment> attachments;
  std::vector<Defect> defects;
};

// `subject` may name the password of an attached archive.
Contents read_contents(const MimeTree& tree, std::string_view subject, const Limits& limits);

}  // namespace backstamp::message
