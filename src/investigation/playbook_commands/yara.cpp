#include <nlohmann/json.hpp>

#include "base/text.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/command_text.h"
#include "verdict/engines/yara.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t rule_bytes_max = 256 * 1024;

Result<verdict::RuleFile> rules_of(const playbook::Command& command) {
  verdict::RuleFile file{.name = "command.yar", .text = TRY(playbook::text_of(command))};
  if (file.text.empty()) {
    return fail(Fault::invalid, "it has no command_b64; put YARA rules in base64 there");
  }
  if (file.text.size() <= rule_bytes_max) return file;
  return fail(Fault::limit, "more than 256 KiB of YARA rules");
}

class YaraCommands final : public playbook::Commands {
 public:
  explicit YaraCommands(CaseReader read_case) : read_case_(std::move(read_case)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition*) const override {
    const auto file = rules_of(command);
    if (!file) return file.error().what;
    const auto rules = verdict::YaraRules::compile(std::span(&*file, 1));
    if (rules.left_out().empty()) return "";
    return "its rules do not compile: " + rules.left_out().front();
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables&) override {
    playbook::CommandOutcome outcome;
    const auto opinion = look(invocation, command);
    if (!opinion) {
      outcome.succeeded = false;
      outcome.why = opinion.error().what;
      return outcome;
    }
    Json matches = Json::array();
    for (const verdict::Reason& reason : opinion->reasons) {
      matches.push_back({{"rule", reason.detail.str()}, {"sha256", reason.entity.str()}});
    }
    outcome.out["__yara_matches__"].value = std::to_string(matches.size());
    outcome.found = Json{{"matches", matches}}.dump();
    return outcome;
  }

 private:
  Result<verdict::Opinion> look(const playbook::Invocation& invocation,
                                const playbook::Command& command) const {
    const verdict::RuleFile file = TRY(rules_of(command));
    const CaseFile about = TRY(read_case_(invocation.run));
    const auto engine = verdict::make_yara(std::span(&file, 1));
    return engine->examine(*about.letter, invocation.deadline, invocation.stop);
  }

  const CaseReader read_case_;
};

}  // namespace

CommandsOfType yara_commands(CaseReader read_case) {
  return std::make_unique<YaraCommands>(std::move(read_case));
}

}  // namespace backstamp::investigation
