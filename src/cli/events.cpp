// backstamp events SOURCE --format FORMAT: hands files of events to the server, large ones of one
// record a line in shares.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/answer.h"
#include "cli/input.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t share_bytes = 16 * 1024 * 1024;
constexpr std::size_t whole_bytes_max = 90 * 1024 * 1024;  // of what can't be cut at line ends

struct EventOptions {
  std::string source, format = "office365";
};

void add_members(Json& sum, const Json& counts) {
  for (const auto& [name, value] : counts.items()) {
    if (value.is_number()) {
      sum[name] = sum.value(name, std::int64_t{0}) + value.get<std::int64_t>();
    } else if (value.is_object()) {
      if (!sum.contains(name)) sum[name] = Json::object();
      add_members(sum[name], value);
    } else if (value.is_array()) {
      if (!sum.contains(name)) sum[name] = Json::array();
      for (const Json& item : value) {
        if (sum[name].size() < 20) sum[name].push_back(item);
      }
    }
  }
}

class Sender {
 public:
  Sender(const Connection& connection, const std::string& format)
      : connection_(connection),
        path_("/api/v1/events?" + http::write_query({{"format", format}})) {}

  Result<void> send(std::string body) {
    const Json counts = TRY(read_answer(TRY(connection_.post(path_, std::move(body)))));
    add_members(sum_, counts);
    return {};
  }

  Result<void> send_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Fault::not_found, "cannot read " + path.string());
    std::string head(4, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    const std::string_view begin = trim(std::string_view(head).substr(0, file.gcount()));
    if (!begin.starts_with('{')) {
      return send(TRY_IN("files of this form are sent whole; write one record a line",
                         read_file(path, whole_bytes_max)));
    }
    file.clear();
    file.seekg(0);
    return send_lines(file);
  }

  const Json& sum() const { return sum_; }

 private:
  Result<void> send_lines(std::ifstream& file) {
    std::string kept;
    std::string read(share_bytes, '\0');
    while (file) {
      file.read(read.data(), static_cast<std::streamsize>(read.size()));
      kept.append(read, 0, static_cast<std::size_t>(file.gcount()));
      if (!file) break;
      const std::size_t end = kept.rfind('\n');
      if (end == std::string::npos && kept.size() > whole_bytes_max)
        return fail(Fault::limit, "a record is larger than " + std::to_string(whole_bytes_max));
      if (end == std::string::npos) continue;
      std::string share = kept.substr(0, end + 1);
      kept.erase(0, end + 1);
      TRY(send(std::move(share)));
    }
    if (kept.empty()) return {};
    return send(std::move(kept));
  }

  const Connection& connection_;
  const std::string path_;
  Json sum_ = {{"records", 0}, {"added", 0}, {"known", 0}, {"refused", 0}};
};

Result<std::vector<fs::path>> files_of(const std::string& source) {
  std::error_code error;
  if (!fs::is_directory(source, error)) return std::vector<fs::path>{source};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source, error)) {
    const std::string kind = ascii_lower(entry.path().extension().string());
    const bool events = kind == ".json" || kind == ".jsonl" || kind == ".ndjson" || kind == ".csv";
    if (events && entry.is_regular_file(error)) files.push_back(entry.path());
  }
  if (error) return fail(Fault::denied, "cannot read " + source + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

Result<Json> send_all(const Context& context, const EventOptions& options) {
  const Connection connection = TRY(Connection::open(context));
  Sender sender(connection, options.format);
  if (options.source == "-") {
    TRY(sender.send(TRY(read_input("-", whole_bytes_max))));
    return sender.sum();
  }
  const auto files = TRY(files_of(options.source));
  for (const fs::path& file : files) TRY_IN(file.string(), sender.send_file(file));
  return sender.sum();
}

void show(const Json& sum) {
  for (const char* name : {"records", "added", "known", "refused"}) {
    std::printf("%-9s %s\n", name, sum.value(name, Json(0)).dump().c_str());
  }
  const Json tables = sum.value("rows", Json::object());
  const Json reasons = sum.value("reasons", Json::object());
  for (const auto& [table, rows] : tables.items()) {
    std::printf("  %s: %s\n", table.c_str(), rows.dump().c_str());
  }
  for (const auto& [why, records] : reasons.items()) {
    std::printf("  refused: %s: %s\n", why.c_str(), records.dump().c_str());
  }
}

int run(const Context& context, const EventOptions& options) {
  const auto sum = send_all(context, options);
  if (!sum) return complain(sum.error());
  if (context.json) {
    std::printf("%s\n", sum->dump().c_str());
  } else {
    show(*sum);
  }
  return 0;
}

}  // namespace

void add_events(CLI::App& app, Context& context) {
  auto options = std::make_shared<EventOptions>();
  CLI::App* command = app.add_subcommand(
      "events", "take in what accounts, clicks and devices did: audit records, hunting rows");
  command
      ->add_option("SOURCE", options->source,
                   "a file, a folder of .json, .jsonl, .ndjson and .csv files, or -")
      ->required();
  command->add_option("--format", options->format, "office365 or hunting")->capture_default_str();
  command->callback([&context, options] { context.status = run(context, *options); });
}

}  // namespace backstamp::cli
