#include "verdict/groups.h"

#include <algorithm>
#include <tuple>

namespace backstamp::verdict {

void cap_groups(std::vector<Reason>& reasons, const Rules& rules) {
  std::map<std::string_view, std::vector<Reason*>> members;
  for (Reason& reason : reasons) {
    const Rule& rule = rules.rules.find(reason.rule)->second;
    if (!rule.group.empty() && reason.points > 0) members[rule.group].push_back(&reason);
  }
  for (auto& [name, group_members] : members) {
    const Group& group = rules.groups.find(name)->second;
    std::ranges::sort(group_members, {}, [](const Reason* reason) {
      return std::tuple<int, std::string_view>(-reason->points, reason->rule);
    });
    int left = group.cap;
    for (std::size_t at = 0; at < group_members.size(); ++at) {
      int& points = group_members[at]->points;
      const int least = group_members[at]->strong ? 1 : 0;  // a strong sign stays one
      points = std::max(std::min(at < group.full ? points : points / 2, left), least);
      left = std::max(0, left - points);
    }
  }
}

}  // namespace backstamp::verdict
