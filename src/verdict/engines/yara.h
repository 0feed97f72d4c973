// YARA rules of a folder, asked about the message and each of its decoded parts.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "verdict/engines/engine.h"
#include "verdict/engines/yara_rules.h"

namespace backstamp::verdict {

// Reads and compiles all *.yar and *.yara of the folder now; changed rules need a new start. What
// is wrong with the folder is said when the engine is asked; a broken file is left out and named.
std::unique_ptr<Engine> make_yara(const std::filesystem::path& folder);

// The same of rules that are at hand.
std::unique_ptr<Engine> make_yara(std::span<const RuleFile> files);

}  // namespace backstamp::verdict
