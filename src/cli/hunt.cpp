// backstamp hunt 'KQL': asks the hunting store and prints the rows.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "cli/answer.h"
#include "cli/input.h"
#include "cli/subcommand.h"
#include "cli/table.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t query_bytes_max = 1024 * 1024;

struct HuntOptions {
  std::string query, file, format;
  bool explain = false;
};

std::string cell_text(const Json& cell) {
  if (cell.is_null()) return {};
  return cell.is_string() ? cell.get<std::string>() : cell.dump();
}

std::vector<std::string> names_of(const Json& answer) {
  std::vector<std::string> names;
  for (const Json& column : answer["columns"]) names.push_back(text_of(column, "name"));
  return names;
}

void print_as_table(const Json& answer) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : answer["rows"]) {
    rows.emplace_back();
    for (const Json& cell : row) rows.back().push_back(cell_text(cell));
  }
  print_table(names_of(answer), rows);
}

void print_as_json(const Json& answer) {
  const std::vector<std::string> names = names_of(answer);
  for (const Json& row : answer["rows"]) {
    Json object = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i) object[names[i]] = row[i];
    std::printf("%s\n", object.dump().c_str());
  }
}

std::string csv_of(const Json& cell) {
  return csv_cell(cell_text(cell), cell.is_string() ? CsvCell::text : CsvCell::number);
}

void print_csv_row(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? "," : "") + cells[i];
  std::printf("%s\r\n", line.c_str());
}

void print_as_csv(const Json& answer) {
  std::vector<std::string> head;
  for (const std::string& name : names_of(answer)) head.push_back(csv_cell(name));
  print_csv_row(head);
  for (const Json& row : answer["rows"]) {
    std::vector<std::string> cells;
    for (const Json& cell : row) cells.push_back(csv_of(cell));
    print_csv_row(cells);
  }
}

Result<std::string> query_of(const HuntOptions& options) {
  if (options.query.empty() == options.file.empty()) {
    return fail(Fault::invalid, "hunt: give a query, or a file with --file");
  }
  if (options.file.empty()) return options.query;
  return read_input(options.file, query_bytes_max);
}

Result<Json> ask(const Context& context, const HuntOptions& options) {
  const std::string query = TRY(query_of(options));
  const Connection connection = TRY(Connection::open(context));
  const Json request = {{"query", Text::lossy(query).str()},
                        {"mode", options.explain ? "explain" : "run"}};
  const std::string body = TRY(connection.post("/api/v1/hunt", request.dump()));
  Json answer = TRY(read_answer(body));
  const bool fits = answer.value("columns", Json()).is_array() &&
                    (options.explain || answer.value("rows", Json()).is_array());
  if (!fits) return fail(Fault::corrupt, "the server's answer is no table");
  return answer;
}

int run(const Context& context, const HuntOptions& options) {
  const auto answer = ask(context, options);
  if (!answer) return complain(answer.error());
  for (const Json& note : answer->value("notes", Json::array())) {
    std::fprintf(stderr, "backstamp: note: %s\n", shown(cell_text(note)).c_str());
  }
  if (options.explain) {
    std::printf("%s\n", text_of(*answer, "sql").c_str());
    return 0;
  }
  const std::string format = !options.format.empty() ? options.format
                             : context.json          ? "json"
                                                     : "table";
  if (format == "json") print_as_json(*answer);
  if (format == "csv") print_as_csv(*answer);
  if (format == "table") print_as_table(*answer);
  if (answer->value("cut_off", false)) {
    std::fprintf(stderr, "backstamp: note: there are more rows; the first %zu are shown\n",
                 (*answer)["rows"].size());
  }
  return 0;
}

}  // namespace

void add_hunt(CLI::App& app, Context& context) {
  auto options = std::make_shared<HuntOptions>();
  CLI::App* command = app.add_subcommand("hunt", "ask the hunting store in KQL (docs/hunting.md)");
  command->add_option("KQL", options->query, "the query");
  command->add_option("--file", options->file, "read the query from this file, - for input");
  command->add_option("--format", options->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->add_flag("--explain", options->explain, "print the SQL and run nothing");
  command->callback([&context, options] { context.status = run(context, *options); });
}

}  // namespace backstamp::cli
