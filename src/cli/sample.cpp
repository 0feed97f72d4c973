// backstamp sample DIR [--seed N]: an invented organisation's mail with an attack in it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/time.h"
#include "cli/subcommand.h"
#include "sample/organisation.h"

namespace backstamp::cli {
namespace {

struct SampleOptions {
  std::string folder;
  std::uint64_t seed = 1;
};

int run(const Context& context, const SampleOptions& options) {
  const bool to_person = ::isatty(STDERR_FILENO) != 0;
  const auto made = sample::make_organisation(
      options.folder, {.seed = options.seed, .people = 50, .days = 30, .end = SystemClock().now()},
      [to_person](std::uint64_t done, std::uint64_t total) {
        if (to_person)
          std::fprintf(stderr, "\r%llu of %llu messages ", static_cast<unsigned long long>(done),
                       static_cast<unsigned long long>(total));
      });
  if (to_person) std::fprintf(stderr, "\r\x1b[K");
  if (!made) return complain(made.error());
  const nlohmann::ordered_json summary = {{"messages", made->messages},
                                          {"mailboxes", made->mailboxes},
                                          {"attack_copies", made->attack_copies},
                                          {"reported_message", made->reported_message.string()},
                                          {"reporter", made->reporter}};
  if (context.json) {
    std::printf("%s\n", summary.dump().c_str());
  } else {
    for (const auto& [name, value] : summary.items()) {
      std::printf("%-17s %s\n", name.c_str(),
                  value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
    }
  }
  return 0;
}

}  // namespace

void add_sample(CLI::App& app, Context& context) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App* command = app.add_subcommand(
      "sample", "invent an organisation's mail of 30 days, with an attack in it");
  command->add_option("DIR", options->folder, "where to put ORG; must not exist")->required();
  command->add_option("--seed", options->seed, "same seed, same mail")->capture_default_str();
  command->callback([&context, options] { context.status = run(context, *options); });
}

}  // namespace backstamp::cli
