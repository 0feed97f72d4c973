// Items handed from one process to another through a folder: a file each, written beside and
// renamed, taken in the order of their coming, removed by the taker when it has used them.
//
// Neither process waits for the other. Always holds: an item is seen whole or not at all; what was
// put survives the SIGKILL of either process, and loss of power from the next sync() on. One
// process puts (on many threads), one takes.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp {

class Tray {
 public:
  // Makes the folder when it is missing. `bytes_max` bounds what waits in it.
  static Result<std::unique_ptr<Tray>> open(std::filesystem::path folder, const Clock& clock,
                                            std::uint64_t bytes_max);

  // Errors: limit (full, no space), denied.
  Result<void> put(std::string_view bytes);
  Result<void> sync() const;
  // Makes an item of a file that was written in the folder itself, under a name that begins with
  // no digit.
  Result<void> adopt(const std::filesystem::path& file);
  const std::filesystem::path& folder() const { return folder_; }

  struct Item {
    std::string name;
    Bytes bytes;
  };
  // The oldest items: at most `items_max`, and no further ones when those have `bytes_max` bytes.
  Result<std::vector<Item>> oldest(std::size_t items_max, std::uint64_t bytes_max) const;
  // When the oldest item was put; nothing when none waits.
  std::optional<Time> waiting_since() const;
  Result<void> remove(const Item& item) const;
  // Keeps it in the folder `bad` beside the others, to be looked at by a person.
  Result<void> set_aside(const Item& item) const;

 private:
  Tray(std::filesystem::path folder, const Clock& clock, std::uint64_t bytes_max);
  std::vector<std::string> names() const;
  bool full(std::uint64_t more);
  std::filesystem::path next_name();

  const std::filesystem::path folder_;
  const Clock& clock_;
  const std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> number_{0};
  std::atomic<std::uint64_t> held_max_{0};  // no more bytes than this wait
};

}  // namespace backstamp
