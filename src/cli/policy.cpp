// backstamp policy list | show ID | set FILE | sigma FILE... | enable ID | disable ID | reset ID |
// replay [ID]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/input.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t file_bytes_max = 1024 * 1024;

struct PolicyOptions {
  std::string id, file, from, to;
  std::vector<std::string> files;
};

std::string place_of(const std::string& id, const std::string& what = "") {
  return "/api/v1/policies/" + http::percent_encode(id) + what + "?" +
         http::write_query({{"by", operator_name()}});
}

Result<void> list(const Context& context) {
  const Connection connection = TRY(Connection::open(context));
  const auto items = TRY(read_list(connection, "/api/v1/policies", 10'000));
  print_list(items, context.json,
             {"id", "severity", "enabled", "table", "playbook", "source", "title"});
  return {};
}

Result<void> show(const Context& context, const PolicyOptions& options) {
  const Connection connection = TRY(Connection::open(context));
  const Json policy = TRY(read_answer(TRY(connection.get(place_of(options.id)))));
  std::printf("%s\n", policy.dump(context.json ? -1 : 2).c_str());
  return {};
}

Result<void> set(const Context& context, const PolicyOptions& options) {
  const std::string body = TRY(read_input(options.file, file_bytes_max));
  const Json policy = TRY(read_answer(body));
  const Connection connection = TRY(Connection::open(context));
  const std::string id = text_of(policy, "id");
  const Json kept = TRY(read_answer(TRY(connection.put(place_of(id), body))));
  std::printf("%s\n", context.json ? kept.dump().c_str() : id.c_str());
  return {};
}

// Each rule by itself: one that can't be used here does not keep the others out.
int take_sigma(const Context& context, const PolicyOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  int status = 0;
  for (const std::string& file : options.files) {
    const std::string path =
        "/api/v1/policies/sigma?" + http::write_query({{"by", operator_name()}});
    auto body = read_input(file, file_bytes_max);
    const auto kept = body ? connection->post(path, std::move(*body)) : std::move(body);
    const auto policy = kept ? read_answer(*kept) : Result<Json>(std::unexpected(kept.error()));
    if (policy) {
      std::printf("%s  %s\n", text_of(*policy, "id").c_str(), text_of(*policy, "title").c_str());
    } else {
      complain(Error{policy.error().fault, file + ": " + policy.error().what});
      status = 1;
    }
  }
  return status;
}

Result<void> change(const Context& context, const PolicyOptions& options, const std::string& what) {
  const Connection connection = TRY(Connection::open(context));
  if (what == "reset") {
    TRY(connection.remove(place_of(options.id)));
    return {};
  }
  TRY(connection.post(place_of(options.id, "/" + what), "{}"));
  return {};
}

Result<void> replay(const Context& context, const PolicyOptions& options) {
  http::Parameters asked;
  if (!options.id.empty()) asked.emplace_back("id", options.id);
  if (!options.from.empty()) asked.emplace_back("from", options.from);
  if (!options.to.empty()) asked.emplace_back("to", options.to);
  std::string draft;
  if (!options.file.empty()) draft = TRY(read_input(options.file, file_bytes_max));
  const Connection connection = TRY(Connection::open(context));
  const std::string path = "/api/v1/policies/replay?" + http::write_query(asked);
  const Json answer = TRY(read_answer(TRY(connection.post(path, draft))));
  const auto items = answer.value("items", Json::array()).get<std::vector<Json>>();
  print_list(items, context.json, {"first", "severity", "policy", "entity", "events", "why"});
  for (const Json& id : answer.value("cut_off", Json::array())) {
    std::fprintf(stderr,
                 "backstamp: %s has more events than are looked at once; ask for less time\n",
                 id.dump().c_str());
  }
  return {};
}

}  // namespace

void add_policy(CLI::App& app, Context& context) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* policy = app.add_subcommand("policy", "alert policies");
  policy->require_subcommand(1);
  const auto done = [&context](const Result<void>& result) {
    context.status = result ? 0 : complain(result.error());
  };
  policy->add_subcommand("list", "all, the disabled ones too")->callback([&context, done] {
    done(list(context));
  });
  CLI::App* one = policy->add_subcommand("show", "one, as JSON");
  one->add_option("ID", options->id)->required();
  one->callback([&context, options, done] { done(show(context, *options)); });
  CLI::App* put = policy->add_subcommand("set", "add one, or take the place of the one of its id");
  put->add_option("FILE", options->file, "JSON, or - for standard input")->required();
  put->callback([&context, options, done] { done(set(context, *options)); });
  CLI::App* rules = policy->add_subcommand("sigma", "take in Sigma rules as policies");
  rules->add_option("FILE", options->files, "YAML")->required();
  rules->callback([&context, options] { context.status = take_sigma(context, *options); });
  for (const std::string what : {"enable", "disable", "reset"}) {
    CLI::App* changed = policy->add_subcommand(
        what, what == "reset" ? "take the organisation's change back" : what + " one");
    changed->add_option("ID", options->id)->required();
    changed->callback([&context, options, done, what] { done(change(context, *options, what)); });
  }
  CLI::App* again = policy->add_subcommand("replay", "what would have fired");
  again->add_option("ID", options->id, "one policy; default: all that are enabled");
  again->add_option("--file", options->file, "a draft instead");
  again->add_option("--from", options->from, "default: 30 days before --to");
  again->add_option("--to", options->to, "default: now");
  again->callback([&context, options, done] { done(replay(context, *options)); });
}

}  // namespace backstamp::cli
