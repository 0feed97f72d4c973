// The id that all copies of one message share.
//
// It is the hash (Uuid::of_hash) of the canonical message, which is, in order:
// 1. Each header field but the ones of delivery and storage (below): its name in lower case, ":",
//    its value unfolded, each run of blanks as one blank, none at the ends, LF.
// 2. One LF.
// 3. The body with LF line ends, without empty lines at its end, each ">" before a "From " at the
//    start of a line removed (mbox files add them).
//
// Not part of it, because delivery and mail stores add, change or remove it:
//   an mbox "From " line before the header
//   Return-Path Received X-Received Delivered-To X-Delivered-To X-Original-To Envelope-To
//   Delivery-Date Authentication-Results Received-SPF X-Authentication-Warning Bcc Resent-Bcc
//   Status X-Status X-Keywords X-UID X-UIDL X-UID-* X-IMAP X-IMAPbase Lines Content-Length
//   X-Mozilla-Status X-Mozilla-Status2 X-Mozilla-Keys X-Account-Key X-Evolution X-Evolution-Source
//   X-Gmail-Labels X-GM-* X-Envelope-* X-Spam X-Spam-* X-Spamd-* X-Rspamd-* X-Virus-* ARC-*
//   X-MS-Exchange-Organization-* X-Backstamp-*
// DKIM-Signature is part of it: the author's server wrote it.
//
// Two messages whose authors wrote different things differ, because everything else is hashed as
// it stands, encodings included.
#pragma once

#include <string_view>

#include "message/facts.h"
#include "message/header_block.h"

namespace backstamp::message {

// Costs one pass over the bytes and one SHA-256; nothing is decoded.
NetworkMessageId network_message_id(std::string_view message);
// The same from a header that is already read.
NetworkMessageId network_message_id(const HeaderBlock& header);

// True for the fields that are not part of the canonical message.
bool is_delivery_field(std::string_view name);

}  // namespace backstamp::message
