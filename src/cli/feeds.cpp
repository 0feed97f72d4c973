// backstamp feeds list; import NAME FILE --format F; remove NAME. A changed feed weighs all mail
// that its changed entries touch again.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/rejudging_progress.h"
#include "cli/subcommand.h"
#include "http/message.h"
#include "verdict/feeds/feed.h"

namespace backstamp::cli {
namespace {

struct FeedOptions {
  std::string name, file, format = "list";
  bool at_once = false;
};

std::string formats() {
  std::string names;
  for (const std::string_view name : verdict::feed_formats()) {
    names += names.empty() ? "" : ", ";
    names += name;
  }
  return names;
}

int list(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto feeds = read_list(*connection, "/api/v1/feeds", 10'000);
  if (!feeds) return complain(feeds.error());
  print_list(*feeds, context.json, {"name", "format", "entries", "updated", "refused"});
  return 0;
}

int bring(const Context& context, const FeedOptions& options) {
  auto bytes = read_file(options.file, verdict::feed_bytes_max);
  if (!bytes) return complain(bytes.error());
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const std::string query =
      http::write_query({{"format", options.format}, {"by", operator_name()}});
  const auto body = connection->put(
      "/api/v1/feeds/" + http::percent_encode(options.name) + "?" + query, std::move(*bytes));
  if (!body) return complain(body.error());
  const auto feed = read_answer(*body);
  if (!feed) return complain(feed.error());
  if (!context.json) {
    std::printf("entries    %s, %s changed\n", text_of(*feed, "entries").c_str(),
                text_of(*feed, "entries_changed").c_str());
    const std::string refused = text_of(*feed, "refused");
    if (!refused.empty()) std::printf("refused    %s\n", refused.c_str());
  }
  if (options.at_once) {
    if (context.json) std::printf("%s\n", feed->dump().c_str());
    return 0;
  }
  return follow_rejudging(context, *connection, text_of(*feed, "rejudging_id"));
}

int remove(const Context& context, const FeedOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->remove("/api/v1/feeds/" + http::percent_encode(options.name));
  if (!body) {
    complain(body.error());
    return body.error().fault == Fault::not_found ? 1 : 2;
  }
  const auto job = read_answer(*body);
  if (!job) return complain(job.error());
  return options.at_once ? 0 : follow_rejudging(context, *connection, text_of(*job, "id"));
}

}  // namespace

void add_feeds(CLI::App& app, Context& context) {
  auto options = std::make_shared<FeedOptions>();
  CLI::App* command = app.add_subcommand("feeds", "threat feeds: what others warn of");
  command->require_subcommand(1);
  command->add_subcommand("list", "all feeds")->callback([&context] {
    context.status = list(context);
  });
  CLI::App* bringing = command->add_subcommand(
      "import", "make a file the feed of this name; what it no longer lists is lifted");
  bringing->add_option("NAME", options->name, "what verdicts name as their source")->required();
  bringing->add_option("FILE", options->file, "the feed as it was fetched")->required();
  bringing->add_option("--format", options->format, formats())->capture_default_str();
  bringing->callback([&context, options] { context.status = bring(context, *options); });
  CLI::App* removing = command->add_subcommand("remove", "lift all that a feed lists");
  removing->add_option("NAME", options->name, "name of the feed")->required();
  removing->callback([&context, options] { context.status = remove(context, *options); });
  for (CLI::App* each : {bringing, removing}) {
    each->add_flag("--no-wait", options->at_once,
                   "return at once; mail is weighed again in the background");
  }
}

}  // namespace backstamp::cli
