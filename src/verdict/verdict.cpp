#include "verdict/verdict.h"

#include <algorithm>
#include <array>
#include <utility>

namespace backstamp::verdict {
namespace {

using Name = std::pair<Judgement, std::string_view>;

const std::array<Name, 4> names = {{{Judgement::unknown, "Unknown"},
                                    {Judgement::no_threats_found, "NoThreatsFound"},
                                    {Judgement::suspicious, "Suspicious"},
                                    {Judgement::malicious, "Malicious"}}};

}  // namespace

std::string_view name_of(Judgement judgement) {
  return std::ranges::find(names, judgement, &Name::first)->second;
}

Result<Judgement> judgement(std::string_view name) {
  const auto found = std::ranges::find(names, name, &Name::second);
  if (found != names.end()) return found->first;
  return fail(Fault::invalid, "no verdict is named \"" + Text::lossy(name).cut(80).str() +
                                  "\"; there are Unknown, NoThreatsFound, Suspicious, Malicious");
}

}  // namespace backstamp::verdict
