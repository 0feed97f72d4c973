#include "playbook/graph.h"

namespace backstamp::playbook {
namespace {

constexpr std::size_t exception_flow = 1;  // the main flow is region 0

class Walk {
 public:
  explicit Walk(const Document& document) : document_(document) {}

  Regions regions() {
    enter({.first = document_.workflow_start});
    if (!document_.workflow_exception.empty()) enter({.first = document_.workflow_exception});
    // Branches found on the way are added behind; each is entered once.
    for (std::size_t region = 0; region < result_.regions.size(); ++region) fill(region);
    return std::move(result_);
  }

 private:
  void enter(Region region) { result_.regions.push_back(std::move(region)); }

  void fill(std::size_t region) {
    std::vector<std::string> waiting = {result_.regions[region].first};
    while (!waiting.empty()) {
      const std::string id = std::move(waiting.back());
      waiting.pop_back();
      const auto step = document_.workflow.find(id);
      if (step == document_.workflow.end() || !claim(id, region)) continue;
      for (Edge& edge : edges_of(step->second)) {
        if (edge.opens_branch) {
          enter({.opener = &step->second,
                 .property = std::move(edge.property),
                 .first = std::move(edge.to),
                 .parent = region});
        } else {
          waiting.push_back(std::move(edge.to));
        }
      }
    }
  }

  // True when the step is new; a step of another branch is an overlap and not walked again.
  bool claim(const std::string& id, std::size_t region) {
    const auto [found, added] = result_.region_of.emplace(id, region);
    if (added) return true;
    const bool handler = result_.regions[region].opener == nullptr && region == exception_flow;
    const bool noted = !result_.overlaps.empty() && result_.overlaps.back().region == region;
    if (found->second != region && !handler && !noted) {
      result_.overlaps.push_back({region, found->second, id});
    }
    return false;
  }

  const Document& document_;
  Regions result_;
};

}  // namespace

std::vector<Edge> edges_of(const Step& step) {
  std::vector<Edge> edges;
  const auto add = [&](std::string property, const std::string& to, bool opens_branch) {
    if (!to.empty()) edges.push_back({std::move(property), to, opens_branch});
  };
  add("on_completion", step.on_completion, /*opens_branch=*/false);
  add("on_success", step.on_success, /*opens_branch=*/false);
  add("on_failure", step.on_failure, /*opens_branch=*/false);
  add("on_true", step.on_true, /*opens_branch=*/true);
  add("on_false", step.on_false, /*opens_branch=*/true);
  for (std::size_t at = 0; at < step.next_steps.size(); ++at) {
    add("next_steps/" + std::to_string(at), step.next_steps[at], /*opens_branch=*/true);
  }
  for (const auto& [value, to] : step.cases) add("cases/" + value, to, /*opens_branch=*/true);
  return edges;
}

Regions regions_of(const Document& document) { return Walk(document).regions(); }

}  // namespace backstamp::playbook
