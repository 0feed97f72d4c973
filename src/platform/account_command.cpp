#include <nlohmann/json.hpp>

#include "platform/accounts.h"

namespace backstamp::platform {
namespace {

constexpr int status_not_found = 4;
constexpr std::size_t before_bytes_max = 16 * 1024;

std::string first_line(const std::string& output) {
  const std::string_view line = trim(std::string_view(output).substr(0, output.find('\n')));
  return line.empty() ? "it does not say why" : Text::lossy(line).cut(300).str();
}

}  // namespace

Result<std::string> CommandAccounts::run(const char* verb, const AccountChange& change,
                                         const std::string* before) const {
  if (command_.empty()) {
    return fail(Fault::unavailable,
                "no command for accounts is set; name one in the setting accounts.command");
  }
  std::vector<std::string> words = {command_, verb, change.change, change.account.str(),
                                    change.subject};
  if (before != nullptr) words.push_back(*before);
  const ProgramEnd end = TRY_IN(command_ + " " + verb, run_(words));
  if (end.status == 0) return end.output;
  const std::string why = command_ + " " + verb + " " + change.change + ": ended with " +
                          std::to_string(end.status) + ": " + first_line(end.output);
  return fail(end.status == status_not_found ? Fault::not_found : Fault::unavailable, why);
}

Result<AccountState> CommandAccounts::look(const AccountChange& change) const {
  const std::string output = TRY(run("look", change, nullptr));
  const auto state = nlohmann::json::parse(output, nullptr, false);
  if (!state.is_object() || !state.contains("in_effect") || !state["in_effect"].is_boolean()) {
    return fail(Fault::corrupt, command_ + " look " + change.change +
                                    ": printed no {\"in_effect\": true or false}");
  }
  AccountState read{.in_effect = state["in_effect"].get<bool>(), .before = {}};
  if (state.contains("before")) read.before = state["before"].dump();
  if (read.before.size() > before_bytes_max)
    return fail(Fault::limit, command_ + " look: 'before' is larger than 16 KiB");
  return read;
}

Result<void> CommandAccounts::make(const AccountChange& change) const {
  TRY(run("make", change, nullptr));
  return {};
}

Result<void> CommandAccounts::take_back(const AccountChange& change,
                                        const std::string& before) const {
  TRY(run("take-back", change, &before));
  return {};
}

}  // namespace backstamp::platform
