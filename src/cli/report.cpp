// backstamp report FILE --by ADDRESS [--as phish|junk|not-junk]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/subcommand.h"
#include "message/parse.h"

namespace backstamp::cli {
namespace {

struct ReportOptions {
  std::string file, by, as = "phish";
};

Result<nlohmann::ordered_json> report(const Context& context, const ReportOptions& options) {
  Bytes bytes = TRY(read_file(options.file, message::Limits{}.bytes_max));
  const Connection connection = TRY(Connection::open(context));
  const std::string query = http::write_query({{"by", options.by}, {"as", options.as}});
  const std::string body = TRY(connection.post("/api/v1/reports?" + query, std::move(bytes)));
  return read_answer(body);
}

int run(const Context& context, const ReportOptions& options) {
  const auto raised = report(context, options);
  if (!raised) return complain(raised.error());
  if (context.json) {
    std::printf("%s\n", raised->dump().c_str());
    return 0;
  }
  const std::string investigation = text_of(*raised, "investigation_id");
  std::printf("alert          %s\n", text_of(*raised, "alert_id").c_str());
  if (!investigation.empty()) std::printf("investigation  %s\n", investigation.c_str());
  return 0;
}

}  // namespace

void add_report(CLI::App& app, Context& context) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "a user reports a message");
  command->add_option("FILE", options->file, "the message")->required();
  command->add_option("--by", options->by, "address of the user who reports it")->required();
  command->add_option("--as", options->as, "phish, junk or not-junk")->capture_default_str();
  command->callback([&context, options] { context.status = run(context, *options); });
}

}  // namespace backstamp::cli
