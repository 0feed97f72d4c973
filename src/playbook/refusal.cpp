#include "playbook/refusal.h"

#include "playbook/problems.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

const Definition* find(const Document& document, const std::string& id) {
  for (const Definitions* definitions : {&document.agents, &document.targets}) {
    const auto found = definitions->find(id);
    if (found != definitions->end()) return &found->second;
  }
  return nullptr;
}

void find_refused_commands(const Document& document, const Commands& commands, Problems& problems) {
  for (const auto& [id, step] : document.workflow) {
    std::vector<const Definition*> targets;
    for (const std::string& target : step.targets) targets.push_back(find(document, target));
    if (targets.empty()) targets.push_back(nullptr);
    for (std::size_t at = 0; at < step.commands.size(); ++at) {
      for (const Definition* target : targets) {
        const std::string why =
            commands.refusal(step.commands[at], find(document, step.agent), target);
        if (why.empty()) continue;
        problems.push_back({pointer_to(step, "commands/" + std::to_string(at)), why});
        break;
      }
    }
  }
}

void find_invalidity(const Document& document, Time now, Problems& problems) {
  if (document.revoked) problems.push_back({"/revoked", "its author has revoked this playbook"});
  if (document.valid_from && now < *document.valid_from) {
    problems.push_back(
        {"/valid_from", "it is valid from " + rfc3339(*document.valid_from) + " on"});
  }
  if (document.valid_until && now >= *document.valid_until) {
    problems.push_back({"/valid_until", "it expired at " + rfc3339(*document.valid_until)});
  }
}

void find_unfit_values(const Document& document, const Variables& external, Problems& problems) {
  for (const auto& [name, given] : external) {
    const std::string where = "/playbook_variables/" + pointer_token(name);
    const auto declared = document.variables.find(name);
    if (declared == document.variables.end() || !declared->second.external) {
      problems.push_back({where, "a value was given, but no external variable has this name"});
      continue;
    }
    Variable variable = declared->second;
    if (const auto set = assign(variable, name, given.value); !set) {
      problems.push_back({where, set.error().what});
    }
  }
}

Problems problems_of(const Document& document, const Commands& commands, Time now) {
  Problems problems = validate(document);
  find_refused_commands(document, commands, problems);
  find_invalidity(document, now, problems);
  return problems;
}

}  // namespace

std::string refusal(const Bundle& bundle, const Variables& external, const Commands& commands,
                    Time now) {
  Problems problems = problems_of(bundle.main(), commands, now);
  find_unfit_values(bundle.main(), external, problems);
  for (const auto& [key, document] : bundle.called()) {
    for (Problem& problem : problems_of(*document, commands, now)) {
      problem.where = "called " + document->id + " " + problem.where;
      problems.push_back(std::move(problem));
    }
  }
  if (problems.empty()) return "";
  std::string why = "the playbook can't be run: " + problems[0].where + ": " + problems[0].what;
  if (problems.size() > 1) why += " (and " + std::to_string(problems.size() - 1) + " more)";
  return why;
}

}  // namespace backstamp::playbook
