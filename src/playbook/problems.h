// The parts of validate(): each adds what it finds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "playbook/document.h"

namespace backstamp::playbook {

using Problems = std::vector<Problem>;

// A name as a part of a JSON pointer (RFC 6901): ~ is written ~0, / is written ~1.
std::string pointer_token(std::string_view name);
std::string pointer_to(const Step& step, std::string_view property);

// Required, misspelt and ill-typed properties, ids, times, agents and targets.
void find_structure_problems(const Document& document, Problems& problems);
// Vocabularies, the order of times, what is referred to but not defined (markings, extensions,
// authentication), signatures, command types that nobody carries out.
void find_definition_problems(const Document& document, Problems& problems);
// What each step type must and must not lead on to; steps that are missing, unreachable, in a
// circle, or shared between branches.
void find_graph_problems(const Document& document, Problems& problems);
// Names, values, undeclared and constant variables, conditions that don't parse.
void find_variable_problems(const Document& document, Problems& problems);

}  // namespace backstamp::playbook
