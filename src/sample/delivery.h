// What is to lie in the mailboxes, and how it gets there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "sample/letter.h"
#include "sample/random.h"
#include "sample/world.h"

namespace backstamp::sample {

enum class Folder { inbox, sent, junk, archive };

struct Delivery {
  std::size_t person = 0;  // index in World::people
  Folder folder = Folder::inbox;
  Time time;
  std::string flags;   // of the Maildir name, in ASCII order
  bool fresh = false;  // in new/: no mail program has seen it
  Bytes bytes;
};

// The mail of the sample, as it is being thought up.
class Post {
 public:
  Post(Random& random, const World& world) : random_(random), world_(world) {}

  // One copy a recipient, seen, answered or filed as people do. `written` is the letter's text.
  void deliver(const Letter& letter, const Bytes& written, std::size_t person, Time time);
  // The same, with folder and flags decided by the caller.
  void deliver(const Letter& letter, const Bytes& written, Delivery delivery);
  // The author's own copy.
  void keep_sent(const Bytes& written, std::size_t person, Time time);

  std::vector<Delivery> take() { return std::move(deliveries_); }

 private:
  Random& random_;
  const World& world_;
  std::vector<Delivery> deliveries_;
};

Origin submitted_by(const Person& person);
// A partner's or newsletter's server, everything in order.
Origin trusted_host(std::string_view domain, std::string_view ip);
Correspondent as_correspondent(const Person& person);
std::string new_message_id(Random& random, Time time, std::string_view domain);

// Lays out the Maildirs below `root`.
Result<void> make_maildirs(const std::filesystem::path& root, const World& world);
// Where a delivery lies, relative to the root: "DOMAIN/USER/Maildir/cur/NAME".
std::filesystem::path place_of(Random& random, const World& world, const Delivery& delivery,
                               std::size_t number);
// Writes it with its time; the file must not exist yet.
Result<void> write_delivery(const std::filesystem::path& file, const Delivery& delivery);

}  // namespace backstamp::sample
