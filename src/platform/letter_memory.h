// What was learned of letters while reading them, so that a mailbox searched for several messages
// is read once. Only a memory: whoever finds something by it reads the bytes before acting.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/guarded.h"
#include "message/facts.h"

namespace backstamp::platform {

class LetterMemory {
 public:
  // Bounded: when one of the two is full it is emptied and learned again.
  static constexpr std::size_t files_max = 100'000;   // about 10 MB
  static constexpr std::size_t letters_max = 10'000;  // about 2 MB
  static constexpr std::size_t message_id_bytes_max = 512;

  // The same file with the same content: survives a change of its name.
  void learn(const struct stat& file, const message::NetworkMessageId& id);
  std::optional<message::NetworkMessageId> id_of(const struct stat& file) const;

  // The Message-ID header of a message; ones that are too long are not kept.
  void learn_header(const message::NetworkMessageId& id, std::string_view internet_message_id);
  std::string header_of(const message::NetworkMessageId& id) const;  // empty when unknown

 private:
  struct FileKey {
    std::uint64_t device, inode;
    std::int64_t size, modified_ns;
    bool operator==(const FileKey&) const = default;
  };
  struct FileKeyHash {
    std::size_t operator()(const FileKey& key) const;
  };
  static FileKey key_of(const struct stat& file);

  Guarded<std::unordered_map<FileKey, message::NetworkMessageId, FileKeyHash>> files_;
  Guarded<std::unordered_map<message::NetworkMessageId, std::string>> headers_;
};

// Modification time in nanoseconds since 1970.
std::int64_t modified_ns(const struct stat& file);

}  // namespace backstamp::platform
