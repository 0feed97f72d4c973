// What lies under an import source: each file with its kind, mailbox and folder.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::intake {

enum class ItemKind { maildir_message, message_file, mbox_file };

struct Item {
  std::filesystem::path path;
  ItemKind kind = ItemKind::message_file;
  Text mailbox;        // address; empty when the source does not say
  std::string folder;  // within the mailbox, as IMAP names it; empty outside Maildirs
};

struct Mailbox {
  Text address;
  std::filesystem::path path;  // of its Maildir
};

// A refused file or folder with its reason, one line without the path.
struct Refusal {
  std::filesystem::path path;
  std::string reason;
};

// The walk's visitors. `item` returning false ends the walk; without `item` only mailboxes are
// looked for and no file is opened.
struct Visitor {
  std::function<bool(const Item&)> item;
  std::function<void(const Mailbox&)> mailbox;
  std::function<void(const Refusal&)> refused;
};

// Visits every file under `source` in sorted order: an organisation tree ORG/DOMAIN/USER/Maildir, a
// Maildir with its folders (Maildir++ or layout fs), an mbox file, a folder of .eml, or any mixture
// of them. What kind a file is follows from its content. `mailbox` is the address to use where the
// tree names none. Every file is an item or refused: links are not followed, and a server's own
// files inside a Maildir (indexes, subscriptions) are no mail.
// Error: not_found, denied for the source itself.
Result<void> walk(const std::filesystem::path& source, const Text& mailbox, const Visitor& visitor);

}  // namespace backstamp::intake
