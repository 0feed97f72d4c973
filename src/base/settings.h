// What an administrator may set, in a TOML file. Each setting is one line of settings.cpp: name,
// default, bounds and a sentence; manual() is made of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp {

struct Settings {
  std::string case_store;
  std::string hunting_store;
  std::int64_t retention_days = 30;
  std::int64_t engine_memory_mib = 4'096;
  std::vector<std::string> accepted_domains, authserv_ids, trusted_hosts;
  std::int64_t import_threads = 2;
  std::int64_t investigation_threads = 2;
};

// Error: invalid, with the line; an unknown name comes with the nearest known one.
// `source` names the file in errors.
Result<Settings> parse_settings(std::string_view toml, std::string_view source);

// The page docs/settings.md.
std::string settings_manual();

}  // namespace backstamp
