#include "playbook/graph.h"
#include "playbook/problems.h"

namespace backstamp::playbook {
namespace {

void find_start_problems(const Document& document, Problems& problems) {
  const auto start = document.workflow.find(document.workflow_start);
  if (start == document.workflow.end()) {
    problems.push_back({"/workflow_start", "names no step of this workflow; name its start step"});
  } else if (start->second.type != StepType::start) {
    problems.push_back({"/workflow_start", "must name a step of type start"});
  }
  const std::string& handler = document.workflow_exception;
  if (!handler.empty() && !document.workflow.contains(handler)) {
    problems.push_back({"/workflow_exception", "names no step of this workflow: " + handler});
  }
}

// CACAO 2.0 section 4.1: on_completion, or on_success with or without on_failure.
void find_way_problems(const Step& step, Problems& problems) {
  const bool completion = !step.on_completion.empty();
  const bool success = !step.on_success.empty(), failure = !step.on_failure.empty();
  const auto problem = [&](std::string_view property, std::string what) {
    problems.push_back({pointer_to(step, property), std::move(what)});
  };
  if (step.type == StepType::end) {
    if (completion || success || failure) problem("", "an end step leads nowhere; remove on_...");
    return;
  }
  if (step.type == StepType::start && (success || failure)) {
    problem("", "a start step has on_completion only");
  } else if (completion && (success || failure)) {
    problem("on_completion", "use on_completion or on_success with on_failure, not both");
  } else if (failure && !success) {
    problem("on_failure", "on_failure needs on_success beside it");
  } else if (!completion && !success) {
    problem("", "leads nowhere; add on_completion or on_success, or make it an end step");
  }
}

void find_branch_problems(const Step& step, Problems& problems) {
  const auto need = [&](bool there, std::string_view property, std::string_view what) {
    if (!there) problems.push_back({pointer_to(step, property), std::string(what)});
  };
  switch (step.type) {
    case StepType::if_condition:
    case StepType::while_condition:
      need(!step.condition.empty(), "condition", "missing; say when to take the branch");
      need(!step.on_true.empty(), "on_true", "missing; name the first step of the branch");
      break;
    case StepType::switch_condition:
      need(!step.switch_on.empty(), "switch", "missing; name the variable");
      need(!step.cases.empty(), "cases", "missing; name the first step of each case");
      break;
    case StepType::parallel:
      need(step.next_steps.size() >= 2, "next_steps",
           "name the first steps of two branches or more");
      break;
    case StepType::action:
      need(!step.commands.empty(), "commands", "missing; an action step has one command or more");
      break;
    case StepType::playbook_action:
      need(!step.playbook_id.empty(), "playbook_id", "missing; name the playbook to run");
      break;
    case StepType::start:
    case StepType::end: break;
  }
}

void find_missing_steps(const Document& document, const Step& step, Problems& problems) {
  for (const Edge& edge : edges_of(step)) {
    if (document.workflow.contains(edge.to)) continue;
    problems.push_back({pointer_to(step, edge.property),
                        "names no step of this workflow: " + edge.to.substr(0, 120)});
  }
}

std::string words_for(const Region& region) {
  if (region.opener) return region.property + " of " + region.opener->id;
  return "the main flow";
}

void find_region_problems(const Document& document, Problems& problems) {
  const Regions found = regions_of(document);
  for (const Overlap& overlap : found.overlaps) {
    const Region& region = found.regions[overlap.region];
    const std::string where = region.opener ? pointer_to(*region.opener, region.property)
                                            : std::string("/workflow_start");
    problems.push_back({where, "this branch runs into " + overlap.step_id + ", which belongs to " +
                                   words_for(found.regions[overlap.other]) +
                                   "; end each branch with an end step of its own"});
  }
  for (const auto& [id, step] : document.workflow) {
    if (found.region_of.contains(id)) continue;
    problems.push_back({"/workflow/" + pointer_token(id), "nothing leads to this step"});
  }
}

// Depth first without recursion: an edge to a step still open closes a circle.
class CircleFinder {
 public:
  CircleFinder(const Document& document, Problems& problems)
      : document_(document), problems_(problems) {}

  void walk_from(const Step& root) {
    if (!marks_.emplace(root.id, Mark::open).second) return;
    path_.push_back({&root, edges_of(root), 0});
    while (!path_.empty()) {
      Frame& frame = path_.back();
      if (frame.next == frame.edges.size()) {
        marks_[frame.step->id] = Mark::closed;
        path_.pop_back();
      } else {
        follow(*frame.step, frame.edges[frame.next++]);
      }
    }
  }

 private:
  enum class Mark { open, closed };
  struct Frame {
    const Step* step;
    std::vector<Edge> edges;
    std::size_t next;
  };

  void follow(const Step& from, const Edge& edge) {
    const auto step = document_.workflow.find(edge.to);
    if (step == document_.workflow.end()) return;
    const auto [mark, added] = marks_.emplace(edge.to, Mark::open);
    if (added) {
      path_.push_back({&step->second, edges_of(step->second), 0});
    } else if (mark->second == Mark::open) {
      problems_.push_back({pointer_to(from, edge.property),
                           "leads back to " + edge.to +
                               " and would never end; use a while-condition step, whose branch "
                               "ends with an end step of its own"});
    }
  }

  const Document& document_;
  Problems& problems_;
  std::map<std::string, Mark> marks_;
  std::vector<Frame> path_;
};

}  // namespace

void find_graph_problems(const Document& document, Problems& problems) {
  find_start_problems(document, problems);
  CircleFinder circles(document, problems);
  // From the start first, so that a circle is reported at the edge that leads back.
  const auto start = document.workflow.find(document.workflow_start);
  if (start != document.workflow.end()) circles.walk_from(start->second);
  for (const auto& [id, step] : document.workflow) {
    find_way_problems(step, problems);
    find_branch_problems(step, problems);
    find_missing_steps(document, step, problems);
    circles.walk_from(step);
  }
  find_region_problems(document, problems);
}

}  // namespace backstamp::playbook
