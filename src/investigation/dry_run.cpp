#include "investigation/dry_run.h"

#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "investigation/analysis.h"
#include "investigation/playbook_commands/list.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t steps_max = 1'000;
constexpr std::chrono::minutes time_max{2};

// A case that is in no store. Findings replace each other as there.
class CaseInMemory {
 public:
  explicit CaseInMemory(CaseFile file) : file_(std::move(file)) {}

  CaseReader reader() {
    return [this](playbook::RunId) -> Result<CaseFile> {
      return file_.with([](const CaseFile& file) { return file; });
    };
  }

  void keep(const Findings& findings, const std::string& invocation) {
    file_.with([&](CaseFile& file) {
      for (casework::Evidence one : findings.evidence) {
        std::erase_if(file.evidence,
                      [&](const casework::Evidence& old) { return old.entity == one.entity; });
        one.invocation = invocation;
        file.evidence.push_back(std::move(one));
      }
      for (casework::Cluster one : findings.clusters) {
        std::erase_if(file.clusters, [&](const casework::Cluster& old) {
          return old.cluster_by == one.cluster_by && old.value == one.value;
        });
        one.invocation = invocation;
        one.copies = static_cast<std::int64_t>(one.members.size());
        file.clusters.push_back(std::move(one));
      }
    });
    recommendations_.with([&](std::vector<Recommendation>& all) {
      for (const Recommendation& one : findings.recommendations) {
        std::erase_if(all, [&](const Recommendation& old) {
          return old.action.deduplication_key == one.action.deduplication_key;
        });
        all.push_back(one);
      }
    });
  }

  CaseFile file() const {
    return file_.with([](const CaseFile& file) { return file; });
  }
  std::vector<Recommendation> recommendations() const {
    return recommendations_.with([](const std::vector<Recommendation>& all) { return all; });
  }

 private:
  Guarded<CaseFile> file_;
  Guarded<std::vector<Recommendation>> recommendations_;
};

class JournalInMemory final : public playbook::Journal {
 public:
  explicit JournalInMemory(CaseInMemory& about) : about_(about) {}

  Result<std::vector<playbook::Entry>> load(playbook::RunId) override { return entries_; }
  Result<void> append(playbook::RunId, std::span<const playbook::Finding> added) override {
    for (const auto& [entry, found] : added) {
      entries_.push_back(entry);
      const auto* findings = std::any_cast<Findings>(&found);
      if (findings) about_.keep(*findings, entry.invocation);
    }
    return {};
  }
  const std::vector<playbook::Entry>& entries() const { return entries_; }

 private:
  CaseInMemory& about_;
  std::vector<playbook::Entry> entries_;
};

// Those that only look do so; of the others is told what they would do.
class LookingCommands final : public playbook::Commands {
 public:
  explicit LookingCommands(playbook::Commands& real) : real_(real) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition* agent,
                      const playbook::Definition* target) const override {
    return real_.refusal(command, agent, target);
  }
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& in) override {
    if (command.type == "x-backstamp" || command.type == "yara" || command.type == "sigma") {
      return real_.run(invocation, command, in);
    }
    playbook::CommandOutcome outcome;
    const std::string does = command.type == "manual" ? "ask a person" : "run " + command.type;
    const std::string where = invocation.target ? " on " + invocation.target->name : "";
    outcome.found = Json{{"would", does + where}}.dump();
    return outcome;
  }

 private:
  playbook::Commands& real_;
};

std::shared_ptr<const playbook::Document> without_delays(const playbook::Document& document) {
  auto copy = std::make_shared<playbook::Document>(document);
  for (auto& [id, step] : copy->workflow) step.delay = Duration(0);
  return copy;
}

class ShelfWithoutDelays final : public playbook::Shelf {
 public:
  explicit ShelfWithoutDelays(const playbook::Shelf& shelf) : shelf_(shelf) {}
  std::shared_ptr<const playbook::Document> find(const std::string& id,
                                                 const std::string& version) const override {
    const auto found = shelf_.find(id, version);
    return found ? without_delays(*found) : nullptr;
  }

 private:
  const playbook::Shelf& shelf_;
};

CaseFile new_case(const Instruments& instruments, const playbook::Document& playbook,
                  const Bytes& letter) {
  auto inquiry = std::make_shared<verdict::Inquiry>();
  inquiry->bytes = letter;
  inquiry->facts = message::parse(letter, instruments.surroundings());
  CaseFile file;
  file.investigation.id = casework::InvestigationId(Uuid::random());
  file.investigation.name = "Dry run: " + playbook.name;
  file.investigation.playbook_id = playbook.id;
  file.investigation.playbook_version = playbook.version;
  file.investigation.root = {
      .kind = casework::EntityKind::message,
      .value = Text::trusted(inquiry->facts.network_message_id.value().text())};
  file.investigation.started = instruments.clock.now();
  file.investigation.variables = "{}";
  file.letter = std::move(inquiry);
  return file;
}

// What an analyst's investigation would be started with.
playbook::Variables external_values(const CaseFile& file, const playbook::Document& playbook) {
  const std::map<std::string, std::string> given = {
      {"__message__", file.investigation.root.value.str()},
      {"__reported_by__", "dry-run@localhost"},
      {"__reported_as__", ""}};
  playbook::Variables values;
  for (const auto& [name, value] : given) {
    const auto declared = playbook.variables.find(name);
    if (declared == playbook.variables.end() || !declared->second.external) continue;
    values[name] = declared->second;
    values[name].value = value;
  }
  return values;
}

Json steps_of(const std::vector<playbook::Entry>& entries) {
  Json steps = Json::array();
  for (const playbook::Entry& entry : entries) {
    if (entry.kind != playbook::EntryKind::step_finished) continue;
    const Json detail = Json::parse(entry.detail, nullptr, false);
    Json step = {{"invocation", entry.invocation},
                 {"step", entry.step_name},
                 {"command", entry.command},
                 {"status", detail.value("status", "")}};
    if (detail.contains("why")) step["why"] = detail["why"];
    const Json found = detail.value("found", Json());
    if (found.is_object() && found.contains("would")) {
      step["would"] = found["would"];
    } else if (!found.is_null()) {
      step["found"] = found;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

void add_findings(Json& result, const CaseInMemory& about) {
  const CaseFile file = about.file();
  result["evidence"] = Json::array();
  for (const casework::Evidence& one : file.evidence) {
    result["evidence"].push_back({{"kind", casework::name_of(one.entity.kind)},
                                  {"value", one.entity.value.str()},
                                  {"verdict", one.verdict}});
  }
  result["clusters"] = Json::array();
  for (const casework::Cluster& one : file.clusters) {
    result["clusters"].push_back({{"kind", one.kind},
                                  {"cluster_by", one.cluster_by},
                                  {"value", one.value},
                                  {"copies", one.copies},
                                  {"verdict", one.verdict}});
  }
  result["recommendations"] = Json::array();
  for (const Recommendation& one : about.recommendations()) {
    result["recommendations"].push_back({{"type", one.action.type},
                                         {"title", one.action.title},
                                         {"reason", one.action.reason},
                                         {"copies", one.action.copies},
                                         {"mailboxes", one.action.mailboxes}});
  }
}

}  // namespace

Result<std::string> dry_run(const Instruments& instruments, const playbook::Shelf& playbooks,
                            const playbook::Document& playbook, const Bytes& letter) {
  const CaseFile file = new_case(instruments, playbook, letter);
  const playbook::Variables external = external_values(file, playbook);
  const playbook::RunId run(file.investigation.id.value());
  CaseInMemory about(file);
  AnalyzerCommands analyzers(instruments, about.reader());
  const auto real = all_commands({.analyzers = analyzers,
                                  .hunting = instruments.hunting,
                                  .clock = instruments.clock,
                                  .read_case = about.reader()},
                                 instruments.reach);
  LookingCommands commands(*real);
  JournalInMemory journal(about);
  const ShelfWithoutDelays shelf(playbooks);
  const auto document = without_delays(playbook);
  playbook::Runner runner(journal, commands, instruments.clock,
                          {.run_timeout = time_max, .invocations_max = steps_max}, &shelf);
  const playbook::RunEnd end = TRY(runner.run(run, *document, external, {}));
  Json result = {
      {"playbook", {{"id", playbook.id}, {"name", playbook.name}, {"version", playbook.version}}},
      {"message", file.investigation.root.value.str()},
      {"status", end.status == playbook::RunStatus::finished    ? "finished"
                 : end.status == playbook::RunStatus::cancelled ? "cancelled"
                                                                : "failed"},
      {"why", end.why},
      {"steps", steps_of(journal.entries())}};
  add_findings(result, about);
  result["variables"] = Json::object();
  for (const auto& [name, variable] : end.variables) result["variables"][name] = variable.value;
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace backstamp::investigation
