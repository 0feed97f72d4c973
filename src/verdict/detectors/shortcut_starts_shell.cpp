// A shortcut that starts a command interpreter, or another program that runs what it is given.
#include <algorithm>

#include "verdict/detectors/detector.h"
#include "verdict/host_list.h"

namespace backstamp::verdict {
namespace {

bool parts_words(char c) { return std::string_view(" \t\"'\\/,;&|<>()=").contains(c); }

// Whether one of the command line's words is such a program, whatever its folder and ending; a
// caret between letters is no letter to the interpreter that reads the line.
bool names_interpreter(std::string_view command_line) {
  static const HostList interpreters = host_list("command_interpreters");
  std::string line = ascii_lower(command_line);
  std::erase(line, '^');
  std::string_view rest = line;
  while (!rest.empty()) {
    const auto end =
        static_cast<std::size_t>(std::ranges::find_if(rest, parts_words) - rest.begin());
    std::string_view word = rest.substr(0, end);
    if (word.ends_with(".exe")) word.remove_suffix(4);
    if (interpreters.contains(word)) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::optional<Reason> shortcut_starts_shell(const Signs& signs) {
  constexpr std::size_t shown_max = 200;
  for (const message::Attachment& file : signs.facts.attachments) {
    if (names_interpreter(file.command_line.view()))
      return seen(file.command_line.cut(shown_max), Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
