#include "playbook/outline.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "playbook/graph.h"

namespace backstamp::playbook {
namespace {

constexpr std::size_t name_bytes_max = 200;

std::string plain(const std::string& text) {
  std::string result;
  const std::string valid = Text::lossy(text).cut(name_bytes_max).str();
  for (const char c : valid) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) result += c;
  }
  return result;
}

std::string name_of_step(const Step& step) {
  return plain(step.name.empty() ? step.id : step.name);
}

std::string commands_of(const Step& step) {
  std::string text;
  for (const Command& command : step.commands) {
    text += (text.empty() ? " [" : ", ") + plain(command.type) + ": " +
            (command.command.empty() ? "(encoded)" : plain(command.command));
  }
  return text.empty() ? "" : text + "]";
}

std::string condition_of(const Step& step) {
  if (!step.condition.empty()) return " (" + plain(step.condition) + ")";
  if (!step.switch_on.empty()) return " (" + plain(step.switch_on) + ")";
  return step.playbook_id.empty() ? "" : " (" + plain(step.playbook_id) + ")";
}

std::string timing_of(const Step& step) {
  std::string text;
  if (step.delay.count() > 0) text += ", after " + std::to_string(step.delay.count()) + " ms";
  if (step.timeout.count() > 0) text += ", within " + std::to_string(step.timeout.count()) + " ms";
  return text;
}

class Outline {
 public:
  explicit Outline(const Document& document) : document_(document) {}

  std::string text() {
    text_ = plain(document_.name) + "\n" + plain(document_.id) + " of " + plain(document_.version) +
            "\n";
    add_branch(document_.workflow_start, 0);
    if (!document_.workflow_exception.empty()) {
      line(0, "when a step fails and has no way of its own:");
      add_branch(document_.workflow_exception, 1);
    }
    return text_;
  }

 private:
  void line(int depth, const std::string& what) {
    text_ += std::string(2 * static_cast<std::size_t>(depth), ' ') + what + "\n";
  }

  // From step to step until the branch ends or runs into what was shown.
  void add_branch(std::string id, int depth) {
    while (!id.empty()) {
      const auto found = document_.workflow.find(id);
      if (found == document_.workflow.end()) return line(depth, "? " + plain(id));
      const Step& step = found->second;
      if (!shown_.insert(id).second) return line(depth, "-> " + name_of_step(step));
      if (step.type != StepType::start && step.type != StepType::end) {
        line(depth, "- " + std::string(name_of(step.type)) + " " + name_of_step(step) +
                        condition_of(step) + commands_of(step) + timing_of(step));
      }
      add_ways(step, depth);
      id = step.on_success.empty() ? step.on_completion : step.on_success;
    }
  }

  void add_ways(const Step& step, int depth) {
    for (const Edge& edge : edges_of(step)) {
      const bool fails = edge.property == "on_failure";
      if (!edge.opens_branch && !fails) continue;
      line(depth + 1, (fails ? "if it fails" : plain(edge.property)) + ":");
      add_branch(edge.to, depth + 2);
    }
  }

  const Document& document_;
  std::string text_;
  std::set<std::string> shown_;
};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : plain(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string shape_of(StepType type) {
  switch (type) {
    case StepType::start:
    case StepType::end: return "oval";
    case StepType::if_condition:
    case StepType::while_condition:
    case StepType::switch_condition: return "diamond";
    default: return "box";
  }
}

// Where the CACAO layout extension 1.0 places steps: "x,y!" as `neato -n` takes it, by step id. Its
// y grows downwards, Graphviz's upwards.
std::map<std::string, std::string> positions_of(const Document& document) {
  using Json = nlohmann::json;
  const Json::json_pointer coordinates(
      "/step_extensions/extension-definition--418ee24c-9cb1-46d9-afa5-309e01aabc7f/coordinates");
  std::map<std::string, std::string> positions;
  const Json playbook = Json::parse(document.json, nullptr, false);
  for (const auto& [id, step] : document.workflow) {
    const Json::json_pointer place = Json::json_pointer() / "workflow" / id / coordinates;
    if (!playbook.contains(place) || !playbook[place].is_object()) continue;
    const Json x = playbook[place].value("x", Json()), y = playbook[place].value("y", Json());
    if (!x.is_number() || !y.is_number()) continue;
    positions[id] = x.dump() + "," + Json(-y.get<double>()).dump() + "!";
  }
  return positions;
}

}  // namespace

std::string outline(const Document& document) { return Outline(document).text(); }

std::string graph(const Document& document) {
  std::string text = "digraph " + quoted(document.name) + " {\n";
  const auto positions = positions_of(document);
  for (const auto& [id, step] : document.workflow) {
    text += "  " + quoted(id) + " [shape=" + shape_of(step.type) +
            ", label=" + quoted(name_of_step(step));
    if (const auto at = positions.find(id); at != positions.end()) {
      text += ", pos=" + quoted(at->second);
    }
    text += "];\n";
    for (const Edge& edge : edges_of(step)) {
      text += "  " + quoted(id) + " -> " + quoted(edge.to) + " [label=" + quoted(edge.property) +
              (edge.opens_branch ? ", style=dashed" : "") + "];\n";
    }
  }
  return text + "}\n";
}

}  // namespace backstamp::playbook
