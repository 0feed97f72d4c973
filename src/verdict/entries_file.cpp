#include "verdict/entries_file.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/log.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t file_bytes_max = 1024ull * 1024 * 1024;

void add_line(const IndicatorEntry& entry, bool fed, std::string& lines) {
  Json json;
  json["kind"] = entry.kind;
  json["value"] = entry.value.str();
  json["block"] = entry.block;
  json["fed"] = fed;
  if (entry.expires) json["expires"] = rfc3339(*entry.expires);
  if (!entry.source.empty()) json["source"] = entry.source;
  json["confidence"] = entry.confidence;
  lines += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<IndicatorEntry> read_entry(const Json& json) {
  IndicatorEntry entry;
  entry.kind = json.at("kind").get<std::string>();
  entry.value = TRY(Text::parse(json.at("value").get<std::string>()));
  entry.block = json.at("block").get<bool>();
  entry.source = json.value("source", "");
  entry.confidence = json.at("confidence").get<int>();
  if (json.contains("expires")) {
    entry.expires = TRY(parse_rfc3339(json.at("expires").get<std::string>()));
  }
  return entry;
}

}  // namespace

Result<void> write_entries(const std::filesystem::path& file, std::span<const IndicatorEntry> own,
                           std::span<const IndicatorEntry> fed) {
  std::string lines;
  for (const IndicatorEntry& entry : own) add_line(entry, /*fed=*/false, lines);
  for (const IndicatorEntry& entry : fed) add_line(entry, /*fed=*/true, lines);
  return write_file(file, lines);
}

Result<Indicators> read_entries(const std::filesystem::path& file) {
  const Bytes lines = TRY(read_file(file, file_bytes_max));
  std::vector<IndicatorEntry> own, fed;
  try {
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      const Json json = Json::parse(std::string_view(lines).substr(at, end - at));
      (json.at("fed").get<bool>() ? fed : own).push_back(TRY(read_entry(json)));
      at = end + 1;
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(Fault::corrupt, "entries in " + file.string() + " cannot be read: " + error.what());
  }
  return Indicators(std::move(own), std::move(fed));
}

Indicators EntriesFile::now() const {
  return state_.with([&](State& state) {
    if (std::chrono::steady_clock::now() < state.looked + std::chrono::seconds(1)) {
      return state.entries;
    }
    state.looked = std::chrono::steady_clock::now();
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file_, error);
    if (error || written == state.written) return state.entries;
    auto entries = read_entries(file_);
    if (entries) {
      state.written = written;
      state.entries = std::move(*entries);
    } else {
      log(LogLevel::error, "entries not read", {{"why", entries.error().what}});
    }
    return state.entries;
  });
}

}  // namespace backstamp::verdict
