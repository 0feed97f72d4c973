// The data folder: one server at a time, of a version that knows it; the token for loopback.
#pragma once

#include <filesystem>
#include <string>

#include "base/file.h"
#include "base/result.h"
#include "base/settings.h"
#include "casework/store.h"
#include "message/parse.h"

namespace backstamp {

class DataFolder {
 public:
  // Makes it when it is missing. Errors: conflict (another server has it; a newer version wrote
  // it), denied, limit.
  static Result<DataFolder> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }

  // Made once, readable by the folder's owner alone.
  Result<std::string> access_token() const;
  // What servers on one case store tell this one by; made once.
  Result<std::string> node_name() const;

 private:
  Result<std::string> made_once(const std::string& file, const std::string& fresh) const;
  DataFolder(std::filesystem::path path, FileLock lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  FileLock lock_;
};

// The domains of the known mailboxes are the organisation's own, besides those that are set.
message::Surroundings organisation_surroundings(const casework::Store& store,
                                                const Settings& settings);

}  // namespace backstamp
