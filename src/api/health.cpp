#include "api/health.h"

#include "api/problem.h"

namespace backstamp::api {
namespace {

http::Response text(std::string body) {
  http::Response response;
  response.fields["Content-Type"] = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

std::string gauge(const std::string& name, const std::string& about, std::uint64_t value) {
  return "# HELP " + name + " " + about + "\n# TYPE " + name + " gauge\n" + name + " " +
         std::to_string(value) + "\n";
}

}  // namespace

std::vector<Route> health_routes(Health health) {
  return {
      {.method = "GET",
       .path = "/healthz",
       .answer = [](const http::Request&, const Segments&) { return text("ok\n"); },
       .open = true},
      {.method = "GET",
       .path = "/readyz",
       .answer =
           [health](const http::Request&, const Segments&) {
             const auto ready = health.ready();
             return ready ? text("ready\n") : problem(503, "not ready", ready.error().what);
           },
       .open = true},
      {.method = "GET",
       .path = "/metrics",
       .answer =
           [health](const http::Request&, const Segments&) {
             const auto pending = health.pending();
             return text(
                 gauge("backstamp_spool_batches", "Batches that wait for the engine.",
                       pending.batches) +
                 gauge("backstamp_spool_bytes", "Bytes that wait for the engine.", pending.bytes) +
                 gauge("backstamp_engine_restarts", "Restarts of the engine since the start.",
                       health.engine_restarts()) +
                 (health.more_gauges ? health.more_gauges() : ""));
           }},
  };
}

}  // namespace backstamp::api
