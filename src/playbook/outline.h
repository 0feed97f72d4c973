// A playbook for people: as an indented outline, and as a graph.
#pragma once

#include <string>

#include "playbook/document.h"

namespace backstamp::playbook {

// One line a step, branches indented below the step that opens them. Control characters of names
// are left out.
std::string outline(const Document& document);

// In Graphviz's language: steps as nodes, ways as edges with their names.
std::string graph(const Document& document);

}  // namespace backstamp::playbook
