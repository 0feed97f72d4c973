#include "api/audit.h"

#include <nlohmann/json.hpp>

#include "api/request_body.h"
#include "casework/audit_table.h"

namespace backstamp::api {
namespace {

using Broken = std::optional<casework::BrokenEntry>;

Result<Broken> first_broken(casework::Session& session) {
  Broken journal = TRY(verify_journals(session));
  if (journal) return journal;
  return verify_audit(session);
}

Result<http::Response> verify(casework::Store& store) {
  const Broken broken = TRY(store.reading<Broken>(first_broken));
  nlohmann::ordered_json body = {{"whole", !broken}};
  if (broken) {
    body["chain"] = broken->chain;
    body["sequence"] = broken->sequence;
    body["what"] = broken->what;
  }
  return json(body.dump());
}

}  // namespace

std::vector<Route> audit_routes(casework::Store& store) {
  return {{.method = "GET",
           .path = "/api/v1/audit/verification",
           .answer = [&store](const http::Request&, const Segments&) {
             return answered(verify(store));
           }}};
}

}  // namespace backstamp::api
