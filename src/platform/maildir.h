// Mailboxes that are Maildirs on this machine, next to a mail server that works in them.
//
// Always holds: nothing outside the Maildir is read or changed, whatever its owner puts into it; a
// file is removed only after its bytes were checked; a file is put back only whole and never over
// another. The server's own files (indexes, UID lists, quota) are left alone: servers notice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>

#include "base/guarded.h"
#include "platform/directory.h"
#include "platform/letter_memory.h"
#include "platform/mailboxes.h"

namespace backstamp::platform {

// Thread-safe. Addresses are compared as written first, then without regard to ASCII case.
class Maildirs final : public Mailboxes {
 public:
  using Paths = std::map<Text, std::filesystem::path>;
  static constexpr std::uint64_t default_bytes_max = 64ull * 1024 * 1024;

  // Letters larger than `bytes_max` are refused with Fault::limit.
  explicit Maildirs(const Paths& mailboxes = {}, std::uint64_t bytes_max = default_bytes_max);

  // Replaces all mailboxes. Paths are resolved now: symbolic links that the administrator has on
  // the way are fine, those that appear later are refused.
  void set(const Paths& mailboxes);
  void add(const Text& address, const std::filesystem::path& maildir);

  bool has(const Text& address) const override;
  Result<std::vector<Place>> find(const Text& address, const message::NetworkMessageId& message,
                                  const Hint& hint) const override;
  Result<Bytes> read(const Place& place) const override;
  Result<void> remove(const Place& place) const override;
  Result<Place> restore(const Place& place, std::string_view bytes) const override;
  Result<bool> present(const Place& place) const override;

 private:
  using Snapshot = std::shared_ptr<const Paths>;
  Result<Directory> open(const Text& address) const;

  const std::uint64_t bytes_max_;
  Guarded<Snapshot> mailboxes_;
  mutable LetterMemory memory_;
};

std::unique_ptr<Mailboxes> make_maildirs(const Maildirs::Paths& mailboxes);

}  // namespace backstamp::platform
