// A verdict in the words of the hunting schema's columns.
#pragma once

#include <string>

#include "verdict/verdict.h"

namespace backstamp::verdict {

std::string threat_types_text(const Verdict& verdict);       // "Phish, Malware"
std::string detection_methods_json(const Verdict& verdict);  // {"Phish":["Rules","Indicators"]}
std::string confidence_json(const Verdict& verdict);         // {"Phish":"High"}

}  // namespace backstamp::verdict
