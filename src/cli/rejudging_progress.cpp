#include "cli/rejudging_progress.h"

#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/answer.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

void show_progress(const Json& job) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\rweighing mail again: %lld of %lld parts, %lld messages ",
               static_cast<long long>(number(job, "shares_done")),
               static_cast<long long>(number(job, "shares")),
               static_cast<long long>(number(job, "messages")));
}

void show_result(const Json& job) {
  const Json worse = job.value("worse", Json::object());
  const Json better = job.value("better", Json::object());
  std::printf("looked at  %lld messages, %lld copies\n",
              static_cast<long long>(number(job, "messages")),
              static_cast<long long>(number(job, "copies")));
  std::printf("worse      %lld messages, %lld copies\n",
              static_cast<long long>(number(worse, "messages")),
              static_cast<long long>(number(worse, "copies")));
  std::printf("better     %lld messages, %lld copies\n",
              static_cast<long long>(number(better, "messages")),
              static_cast<long long>(number(better, "copies")));
  const std::string purge = text_of(job, "purge_action_id");
  if (!purge.empty()) std::printf("purge      action %s\n", purge.substr(0, 6).c_str());
  if (const auto undone = number(job, "purges_undone"); undone > 0) {
    std::printf("undone     %lld earlier purges\n", static_cast<long long>(undone));
  }
  if (const std::string why = text_of(job, "why"); !why.empty()) {
    std::printf("note       %s\n", why.c_str());
  }
}

}  // namespace

int follow_rejudging(const Context& context, const Connection& connection, const std::string& id) {
  for (;;) {
    const auto body = connection.get("/api/v1/rejudgings/" + id);
    if (!body) return complain(body.error());
    const auto job = read_answer(*body);
    if (!job) return complain(job.error());
    const std::string status = text_of(*job, "status");
    if (status == "Running") {
      show_progress(*job);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\x1b[K");
    if (context.json) {
      std::printf("%s\n", job->dump().c_str());
    } else {
      show_result(*job);
    }
    if (status == "Done") return 0;
    return complain(
        Error{Fault::unavailable, "mail was not weighed again: " + text_of(*job, "why")});
  }
}

}  // namespace backstamp::cli
