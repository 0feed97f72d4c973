// The steps of a playbook as a graph: what leads where, and which branch a step belongs to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "playbook/document.h"

namespace backstamp::playbook {

struct Edge {
  std::string property;  // "on_true", "cases/default", "next_steps/0": below the step
  std::string to;
  bool opens_branch = false;  // else it leads on within the same branch
};
std::vector<Edge> edges_of(const Step& step);

// A branch: the steps from its first one to its own end steps. The first region is the main flow,
// the second, if any, that of workflow_exception; these two have no opener.
struct Region {
  const Step* opener = nullptr;
  std::string property{};  // of the opener's edge
  std::string first{};
  std::size_t parent = 0;  // the region of the opener
};

// One step can belong to one region; where a second branch runs into it, that is an overlap.
struct Overlap {
  std::size_t region = 0, other = 0;
  std::string step_id;
};

struct Regions {
  std::vector<Region> regions;
  std::map<std::string, std::size_t> region_of;  // of each step that can be reached
  std::vector<Overlap> overlaps;                 // the first of each region
};
// Takes time linear in steps and edges, whatever the document.
Regions regions_of(const Document& document);

}  // namespace backstamp::playbook
