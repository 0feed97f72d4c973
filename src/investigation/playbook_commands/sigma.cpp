#include <nlohmann/json.hpp>

#include "base/text.h"
#include "hunting/kql/hunt.h"
#include "hunting/sigma/sigma.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

namespace kql = hunting::kql;
namespace sigma = hunting::sigma;
using Json = nlohmann::ordered_json;

constexpr int days = 30;
constexpr std::int64_t rows_max = 1'000;
constexpr std::size_t rows_shown_max = 20;
constexpr std::size_t cell_bytes_max = 1'000;
constexpr std::int64_t ticks_a_millisecond = 10'000;

struct Question {
  sigma::Rule rule;
  std::string kql;
  kql::Compiled compiled;
};

// The rows shown to people, by their columns; empty cells are left out.
Json rows_of(const Question& question, const kql::HuntAnswer& answer) {
  Json rows = Json::array();
  for (std::size_t at = 0; at < std::min(answer.rows.size(), rows_shown_max); ++at) {
    Json row = Json::object();
    for (std::size_t column = 0; column < answer.rows[at].size(); ++column) {
      const kql::Cell& cell = answer.rows[at][column];
      if (!cell || cell->empty()) continue;
      row[question.compiled.columns[column].name] = Text::lossy(*cell).cut(cell_bytes_max).str();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

class SigmaCommands final : public playbook::Commands {
 public:
  SigmaCommands(const hunting::Client& hunting, const Clock& clock)
      : hunting_(hunting), clock_(clock) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition*) const override {
    const auto question = question_of(command);
    return question ? "" : question.error().what;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables&) override {
    playbook::CommandOutcome outcome;
    const auto question = question_of(command);
    const auto answer = question ? ask(*question, invocation.deadline)
                                 : Result<kql::HuntAnswer>(std::unexpected(question.error()));
    if (question)
      outcome.asked = Json{{"rule", question->rule.title}, {"kql", question->kql}}.dump();
    if (!answer) {
      outcome.succeeded = false;
      outcome.why = answer.error().what;
      return outcome;
    }
    if (answer->cut_off) outcome.why = "more than 1000 rows match; the newest are counted";
    outcome.out["__sigma_matches__"].value = std::to_string(answer->rows.size());
    outcome.found =
        Json{{"matches", answer->rows.size()}, {"rows", rows_of(*question, *answer)}}.dump();
    return outcome;
  }

 private:
  Result<Question> question_of(const playbook::Command& command) const {
    const std::string text = TRY(playbook::text_of(command));
    if (text.empty()) {
      return fail(Fault::invalid, "it has no command_b64; put a Sigma rule in base64 there");
    }
    Question question{
        .rule = TRY_IN("Sigma rule", sigma::read_rule(text)), .kql = {}, .compiled = {}};
    question.kql = sigma::query_of(question.rule, days, rows_max + 1);
    auto compiled = kql::compile(
        question.kql, {.database = hunting_.database(),
                       .now_ticks = clock_.now().time_since_epoch().count() * ticks_a_millisecond,
                       .rows_max = rows_max});
    if (!compiled) {
      return fail(Fault::invalid, "Sigma rule, as KQL: " + kql::text_of(compiled.error()));
    }
    question.compiled = std::move(*compiled);
    return question;
  }

  Result<kql::HuntAnswer> ask(const Question& question, Deadline deadline) const {
    const kql::HuntBounds usual;
    const auto left =
        std::chrono::duration_cast<Duration>(deadline - std::chrono::steady_clock::now());
    if (left <= Duration(0)) return fail(Fault::timeout, "no time is left");
    return kql::run(hunting_, question.compiled,
                    {.rows_max = rows_max, .time_max = std::min(usual.time_max, left)});
  }

  const hunting::Client& hunting_;
  const Clock& clock_;
};

}  // namespace

CommandsOfType sigma_commands(const hunting::Client& hunting, const Clock& clock) {
  return std::make_unique<SigmaCommands>(hunting, clock);
}

}  // namespace backstamp::investigation
