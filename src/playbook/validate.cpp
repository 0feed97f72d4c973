#include "playbook/problems.h"

namespace backstamp::playbook {
namespace {

// What a person can use; the rest of a hopeless playbook's problems says nothing new.
constexpr std::size_t problems_max = 1'000;

}  // namespace

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string pointer_to(const Step& step, std::string_view property) {
  std::string pointer = "/workflow/" + pointer_token(step.id);
  if (!property.empty()) pointer += "/" + std::string(property);
  return pointer;
}

std::vector<Problem> validate(const Document& document) {
  Problems problems;
  find_structure_problems(document, problems);
  find_definition_problems(document, problems);
  find_graph_problems(document, problems);
  find_variable_problems(document, problems);
  std::ranges::sort(problems, {}, [](const Problem& problem) {
    return std::pair<std::string_view, std::string_view>(problem.where, problem.what);
  });
  if (problems.size() > problems_max) problems.resize(problems_max);
  return problems;
}

}  // namespace backstamp::playbook
