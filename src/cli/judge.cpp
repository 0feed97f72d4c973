// backstamp judge FILE...|-: each message's verdict with its reasons, and whose opinion is missing.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/settings.h"
#include "cli/input.h"
#include "cli/subcommand.h"
#include "cli/table.h"
#include "message/parse.h"
#include "verdict/engines/make_panel.h"
#include "verdict/judge.h"
#include "verdict/verdict_json.h"

namespace backstamp::cli {
namespace {

struct JudgeOptions {
  std::vector<std::string> files;
  std::string config;
};

message::Surroundings surroundings_of(const Settings& settings) {
  message::Surroundings around;
  for (const std::string& domain : settings.accepted_domains) {
    around.accepted_domains.push_back(Text::lossy(ascii_lower(domain)));
  }
  for (const std::string& id : settings.authserv_ids) {
    around.authserv_ids.push_back(Text::lossy(id));
  }
  for (const std::string& host : settings.trusted_hosts) {
    around.trusted_hosts.push_back(Text::lossy(host));
  }
  return around;
}

class Judging {
 public:
  explicit Judging(const Settings& settings) : surroundings_(surroundings_of(settings)) {}

  Result<void> open(const Settings& settings) {
    panel_ = TRY(verdict::make_panel(settings));
    return {};
  }

  verdict::Verdict judge(const std::shared_ptr<const verdict::Inquiry>& inquiry) const {
    const verdict::Verdict own =
        verdict::judge(inquiry->facts, verdict::unknown_history, {}, SystemClock().now());
    // Each engine has its own time.
    auto [opinions, missing] = panel_->ask(inquiry, Deadline::max());
    return combine(own, std::move(opinions), std::move(missing));
  }

  std::shared_ptr<const verdict::Inquiry> read(Bytes bytes) const {
    auto inquiry = std::make_shared<verdict::Inquiry>();
    inquiry->bytes = std::move(bytes);
    inquiry->facts = message::parse(inquiry->bytes, surroundings_);
    return inquiry;
  }

 private:
  const message::Surroundings surroundings_;
  std::unique_ptr<verdict::Panel> panel_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void print_for_people(const std::string& file, const verdict::Verdict& verdict) {
  const std::string types = joined(verdict.threat_types);
  std::printf("%s: %s%s, %d points, confidence %s\n", shown(file).c_str(),
              std::string(name_of(verdict.judgement)).c_str(),
              types.empty() ? "" : (" (" + types + ")").c_str(), verdict.points,
              verdict.confidence.c_str());
  for (const verdict::Reason& reason : verdict.reasons) {
    std::printf("  %+4d  %s\n", reason.points, shown(reason.detail.str()).c_str());
  }
  std::printf("  heard: %s\n", joined(verdict.detection_methods).c_str());
  for (const verdict::Missing& missing : verdict.missing) {
    std::printf("  missing: %s: %s\n", missing.engine.c_str(), shown(missing.why).c_str());
  }
}

int judge_files(const Context& context, const JudgeOptions& options) {
  const auto settings = read_settings(options.config);
  if (!settings) return complain(settings.error());
  Judging judging(*settings);
  if (const auto opened = judging.open(*settings); !opened) return complain(opened.error());
  int status = 0;
  for (const std::string& file : options.files) {
    auto bytes = read_input(file, message::Limits{}.bytes_max);
    if (!bytes) {
      status = complain(bytes.error());
      continue;
    }
    const auto inquiry = judging.read(std::move(*bytes));
    const verdict::Verdict verdict = judging.judge(inquiry);
    if (context.json) {
      std::printf("%s\n", to_json(verdict, inquiry->facts.network_message_id).c_str());
    } else {
      print_for_people(file, verdict);
    }
    std::fflush(stdout);
  }
  return status;
}

}  // namespace

void add_judge(CLI::App& app, Context& context) {
  auto options = std::make_shared<JudgeOptions>();
  CLI::App* command = app.add_subcommand("judge", "print each message's verdict with its reasons");
  command->add_option("FILE", options->files, "messages, or - for standard input")->required();
  command->add_option("--config", options->config,
                      "settings file, for the engines that are to be asked");
  command->callback([&context, options] { context.status = judge_files(context, *options); });
}

}  // namespace backstamp::cli
