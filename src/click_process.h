// `backstamp click`: the gateway of guarded links, with what it needs of the data folder.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "base/settings.h"

namespace backstamp {

// The folder below the data folder in which clicks wait for `serve`.
constexpr std::string_view clicks_folder = "clicks";

class ClickGateway {
 public:
  // Serves until destroyed. Keys and entries are read again when their files change. Errors: those
  // of the data folder and of listening; invalid (settings).
  static Result<std::unique_ptr<ClickGateway>> start(const std::filesystem::path& data,
                                                     const Settings& settings);
  virtual ~ClickGateway() = default;
};

// Puts a new key in front of those in the data folder.
Result<void> rotate_link_keys(const std::filesystem::path& data);

}  // namespace backstamp
