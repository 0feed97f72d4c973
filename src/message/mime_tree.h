// The parts of a message, flat and in order, as views into its bytes. Nothing is decoded but what
// hides further parts. Follows RFC 2045, 2046 and, for what is body and what is attachment,
// RFC 8621 section 4.1.4.
//
// A splitter of our own instead of GMime's parser, because depth and number of parts must be
// bounded while reading: work grows with bytes times depth_max, whatever they are.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/header_block.h"
#include "message/parse.h"
#include "message/structured_field.h"
#include "message/transfer.h"

namespace backstamp::message {

enum class PartRole {
  body,        // shown as the text of the message
  attachment,  // listed beside it
  message,     // an attached message: its parts follow, one deeper, up to `end`
};

struct Part {
  std::string number;  // "1.2": for people, as IMAP counts
  ContentType type;    // media_type never empty
  Text file_name;
  TransferEncoding encoding = TransferEncoding::identity;
  std::string_view content;  // encoded
  PartRole role = PartRole::body;
  int depth = 0;        // attached messages around it
  std::size_t end = 0;  // role message: index after its last part
};

struct MimeTree {
  HeaderBlock header;
  std::vector<Part> parts;
  std::vector<Defect> defects;
  std::deque<std::string> decoded;  // contents that had to be decoded to be split
};

// Views in the result live as long as `bytes` and the result itself.
MimeTree read_mime(std::string_view bytes, const Limits& limits);

}  // namespace backstamp::message
