#include <set>

#include "playbook/condition.h"
#include "playbook/graph.h"
#include "playbook/problems.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

void find_declaration_problems(const Variables& variables, const std::string& where,
                               Problems& problems) {
  for (const auto& [name, variable] : variables) {
    const std::string at = where + "/" + pointer_token(name);
    if (!is_variable_name(name)) {
      problems.push_back({at,
                          "a variable's name looks like __name__ and has only letters, digits, "
                          "_ and - inside"});
    }
    if (variable.type.empty()) problems.push_back({at + "/type", "missing; give the type"});
    if (!fits(variable.type, variable.value)) {
      problems.push_back({at + "/value", "is no value of type " + variable.type});
    }
    if (variable.constant && variable.external) {
      problems.push_back({at, "can't be both constant and external"});
    }
  }
}

// What the steps of a region see: the variables of the steps around them shadow the playbook's.
Variables scope_of(const Document& document, const Regions& regions, std::size_t region) {
  Variables scope;
  for (; regions.regions[region].opener; region = regions.regions[region].parent) {
    const Variables& around = regions.regions[region].opener->variables;
    scope.insert(around.begin(), around.end());
  }
  scope.insert(document.variables.begin(), document.variables.end());
  return scope;
}

class StepChecker {
 public:
  StepChecker(const Step& step, const Variables& around, Problems& problems)
      : step_(step),
        own_(step.variables.empty() ? Variables() : joined(step.variables, around)),
        scope_(step.variables.empty() ? around : own_),
        problems_(problems) {}

  void check() {
    check_arguments(step_.in_args, "in_args", /*written=*/false);
    check_arguments(step_.out_args, "out_args", /*written=*/true);
    if (!step_.condition.empty()) {
      const auto condition = Condition::parse(step_.condition, scope_);
      if (!condition) problem("condition", condition.error().what);
    }
    if (!step_.switch_on.empty() && !scope_.contains(std::string(name_in(step_.switch_on)))) {
      problem("switch", undeclared(name_in(step_.switch_on)));
    }
    for (std::size_t at = 0; at < step_.commands.size(); ++at) check_command(at);
  }

 private:
  void problem(std::string_view property, std::string what) {
    problems_.push_back({pointer_to(step_, property), std::move(what)});
  }
  static std::string undeclared(std::string_view name) {
    return "undeclared variable " + std::string(name.substr(0, 204)) + "; declare it";
  }

  void check_arguments(const std::vector<std::string>& names, const std::string& list,
                       bool written) {
    for (std::size_t at = 0; at < names.size(); ++at) {
      const auto found = scope_.find(std::string(name_in(names[at])));
      const std::string property = list + "/" + std::to_string(at);
      if (found == scope_.end()) {
        problem(property, undeclared(name_in(names[at])));
      } else if (written && found->second.constant) {
        problem(property, found->first + " is constant and can't be written");
      }
    }
  }

  // Each "__name__:value" in the text of a command.
  void check_command(std::size_t number) {
    const std::string_view text = step_.commands[number].command;
    std::size_t end = 0;
    while ((end = text.find("__:value", end)) != text.npos) {
      end += 2;
      const std::size_t blank = text.find_last_of(" \t\r\n\"'/=:,;(){}[]", end - 1);
      const std::string_view name =
          text.substr(blank + 1, end - (blank + 1));  // npos + 1 is 0: from the beginning
      if (!is_variable_name(name) || scope_.contains(std::string(name))) continue;
      problem("commands/" + std::to_string(number) + "/command", undeclared(name));
    }
  }

  static Variables joined(Variables inner, const Variables& outer) {
    inner.insert(outer.begin(), outer.end());
    return inner;
  }

  const Step& step_;
  const Variables own_;  // empty unless the step has variables
  const Variables& scope_;
  Problems& problems_;
};

}  // namespace

void find_variable_problems(const Document& document, Problems& problems) {
  find_declaration_problems(document.variables, "/playbook_variables", problems);
  const Regions regions = regions_of(document);
  // A region at a time, so that only one scope is held.
  std::map<std::size_t, std::vector<const Step*>> steps;
  for (const auto& [id, step] : document.workflow) {
    find_declaration_problems(step.variables, pointer_to(step, "step_variables"), problems);
    const auto region = regions.region_of.find(id);
    steps[region == regions.region_of.end() ? 0 : region->second].push_back(&step);
  }
  for (const auto& [region, members] : steps) {
    const Variables around = scope_of(document, regions, region);
    for (const Step* step : members) StepChecker(*step, around, problems).check();
  }
}

}  // namespace backstamp::playbook
