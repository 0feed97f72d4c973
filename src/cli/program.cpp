#include "cli/program.h"

#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/settings.h"

namespace backstamp::cli {
namespace {

namespace fs = std::filesystem;

std::string default_data() {
  const char* data = std::getenv("BACKSTAMP_DATA");
  return data != nullptr ? data : "/var/lib/backstamp";
}

void add_processes(CLI::App& app, Context& context, const Programs& programs) {
  auto listen = std::make_shared<std::string>(), config = std::make_shared<std::string>();
  CLI::App* serve = app.add_subcommand("serve", "run the server");
  serve->add_option("--config", *config, "settings file (see backstamp settings)");
  serve->add_option("--listen", *listen,
                    "also listen on ADDR:PORT (loopback), with the token of the data folder");
  serve->callback([&context, &programs, config, listen] {
    context.status = programs.serve(fs::absolute(context.data), *config, *listen);
  });
  auto memory_mib = std::make_shared<std::uint64_t>(4'096);
  CLI::App* engine =
      app.add_subcommand("engine", "run the hunting engine; serve starts it by itself");
  engine->add_option("--memory-mib", *memory_mib, "memory of all its queries together");
  engine->callback([&context, &programs, memory_mib] {
    context.status = programs.engine(fs::absolute(context.data), *memory_mib);
  });
  CLI::App* milter = app.add_subcommand("milter", "run the tap in the mail server");
  milter->add_option("--config", *config, "settings file (see backstamp settings)");
  milter->callback([&context, &programs, config] {
    context.status = programs.milter(fs::absolute(context.data), *config);
  });
  auto new_key = std::make_shared<bool>(false);
  CLI::App* click = app.add_subcommand("click", "run the gateway of guarded links");
  click->add_option("--config", *config, "settings file (see backstamp settings)");
  click->add_flag("--new-key", *new_key,
                  "make a new key for links and end; links of the last 15 keys go on to work");
  click->callback([&context, &programs, config, new_key] {
    context.status = *new_key ? programs.rotate_link_keys(fs::absolute(context.data))
                              : programs.click(fs::absolute(context.data), *config);
  });
  app.add_subcommand("settings", "print the manual of the settings file")->callback([] {
    std::printf("%s", settings_manual().c_str());
  });
}

}  // namespace

int complain(const Error& error) {
  std::fprintf(stderr, "backstamp: %s\n", error.what.c_str());
  return 2;
}

std::string operator_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

int run(int argc, char** argv, const Programs& programs) {
  CLI::App app{"Automated incident response for e-mail.", "backstamp"};
  app.set_version_flag("--version", BACKSTAMP_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "A command reaches the running server through DATA/backstamp.sock; where none runs, it\n"
      "starts one in its own process for as long as it needs it.\n\n"
      "  backstamp serve --data /var/lib/backstamp\n"
      "  backstamp import /srv/mail/ORG\n"
      "  backstamp report suspicious.eml --by anna@example.org\n"
      "  backstamp actions --pending");
  Context context;
  context.data = default_data();
  context.start_server = programs.start_server;
  app.add_option("--data", context.data, "folder of all embedded stores")->capture_default_str();
  app.add_flag("--json", context.json, "print JSON, one object a line for lists");
  add_processes(app, context, programs);
  for (const auto add :
       {add_parse, add_judge, add_import, add_events, add_report, add_alerts, add_hunt, add_hunts,
        add_investigations, add_investigate, add_actions, add_indicators, add_feeds, add_mailboxes,
        add_playbook, add_policy, add_audit, add_rules, add_sample}) {
    add(app, context);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return context.status;
}

}  // namespace backstamp::cli
