// `backstamp milter`: the tap in the mail server, with what it needs of the data folder.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/settings.h"

namespace backstamp {

// The folder below the data folder in which messages wait for `serve`.
constexpr std::string_view arrivals_folder = "arrivals";
// Allow and block entries, for this process and the gateway of links.
constexpr std::string_view entries_file = "entries.ndjson";

// Serves until SIGTERM or SIGINT. Errors: those of the data folder and of listening.
Result<void> run_milter(const std::filesystem::path& data, const Settings& settings);

}  // namespace backstamp
