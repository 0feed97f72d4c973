// A sample organisation: a tree ROOT/DOMAIN/USER/Maildir of invented mail with one attack in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::sample {

struct SampleSettings {
  std::uint64_t seed = 1;
  unsigned people = 50;  // 10 to 400
  unsigned days = 30;    // 3 to 365, up to `end`
  Time end;              // the last moment of the sample; the attack lies in the two days before
};

struct SampleSummary {
  std::uint64_t messages = 0;  // files
  std::uint64_t mailboxes = 0;
  std::uint64_t attack_copies = 0;
  std::filesystem::path reported_message;  // one copy of the attack, below `root`
  std::string reporter;                    // the address whose mailbox it lies in
};

// Called with the number of files written and of all.
using SampleProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Writes the tree and ROOT/attack.json, which names the copy to report and all others. Equal
// settings give equal names, bytes and file times. `root` appears at the end, complete: an
// interrupted run leaves at most a ROOT.new-XXXXXX beside it. Nothing is synced: it can be made
// anew. Errors: conflict when `root` exists and is not empty; invalid settings; limit, denied,
// unavailable from the file system.
Result<SampleSummary> make_organisation(const std::filesystem::path& root, const SampleSettings&,
                                        const SampleProgress& progress);

}  // namespace backstamp::sample
