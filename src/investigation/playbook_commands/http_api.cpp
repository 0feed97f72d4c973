#include <nlohmann/json.hpp>

#include "base/text.h"
#include "http/client.h"
#include "http/message.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t answer_bytes_max = 1024 * 1024;
constexpr std::size_t shown_bytes_max = 48 * 1024;
constexpr std::string_view scheme = "http://";

const Json* find(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

// The target's first URL without a slash at its end; empty when it has none.
std::string base_url(const playbook::Definition* target) {
  if (!target) return "";
  const Json json = Json::parse(target->json, nullptr, false);
  const Json* address = json.is_object() ? find(json, "address") : nullptr;
  const Json* urls = address && address->is_object() ? find(*address, "url") : nullptr;
  if (!urls || !urls->is_array() || urls->empty() || !urls->front().is_string()) return "";
  std::string url = urls->front().get<std::string>();
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool asks_for_credentials(const playbook::Definition* target) {
  const Json json = target ? Json::parse(target->json, nullptr, false) : Json();
  return json.is_object() && find(json, "authentication_info") != nullptr;
}

// "METHOD PATH [HTTP/1.1]" (CACAO 2.0 section 5.6)
struct RequestLine {
  std::string method, path;
};

Result<RequestLine> request_line(const std::string& text) {
  const auto first = text.find(' ');
  if (first == text.npos) {
    return fail(Fault::invalid, "an http-api command looks like \"GET /path HTTP/1.1\"");
  }
  std::string path = text.substr(first + 1);
  if (const auto last = path.rfind(" HTTP/"); last != path.npos) path.resize(last);
  const std::string method = text.substr(0, first);
  const bool known = method == "GET" || method == "HEAD" || method == "POST" || method == "PUT" ||
                     method == "PATCH" || method == "DELETE";
  if (known && path.starts_with('/')) return RequestLine{method, path};
  return fail(Fault::invalid, "an http-api command looks like \"GET /path HTTP/1.1\"");
}

// A segment "." or "..", also written with %2e.
bool climbs(std::string_view path) {
  path = path.substr(0, path.find('?'));
  std::string plain;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const bool dot = path[at] == '%' && ascii_lower(path.substr(at, 3)) == "%2e";
    plain += dot ? '.' : path[at];
    if (dot) at += 2;
  }
  plain += '/';
  return plain.find("/./") != plain.npos || plain.find("/../") != plain.npos;
}

constexpr std::string_view climbing = "the path must not climb out of where it is by . or ..";

bool is_plain_field(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
}

class HttpApiCommands final : public playbook::Commands {
 public:
  explicit HttpApiCommands(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition* target) const override {
    const auto text = playbook::text_of(command);
    const auto line = text ? request_line(*text) : std::unexpected(text.error());
    if (!line) return line.error().what;
    if (climbs(line->path)) return std::string(climbing);
    const std::string base = base_url(target);
    if (!base.starts_with(scheme)) {
      return "an http-api command needs a target with address.url that begins with http://";
    }
    if (asks_for_credentials(target)) {
      return "credentials for targets are not kept here; use a target without authentication_info";
    }
    // Up to the first variable: what may be filled in must lie below what is allowed.
    const std::string fixed = base + line->path.substr(0, line->path.find("__"));
    for (const std::string& beginning : allowed_) {
      const bool whole =
          beginning.starts_with(scheme) && beginning.find('/', scheme.size()) != beginning.npos;
      if (whole && fixed.starts_with(beginning)) return "";
    }
    return "requests to " + Text::lossy(fixed).cut(200).str() +
           " are not allowed here; the administrator allows them by a line \"http-api URL\" in "
           "the setting playbooks.commands";
  }

  playbook::Repeat repeat(const playbook::Command& command) const override {
    const auto text = playbook::text_of(command);
    const bool reading = text && (text->starts_with("GET ") || text->starts_with("HEAD "));
    return reading ? playbook::Repeat::harmless : playbook::Repeat::asked;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    // As it stands in the playbook: values may be secret.
    outcome.asked = Json{{"url", base_url(invocation.target)}, {"request", command.command}}.dump();
    const auto answer = ask(invocation, command, variables);
    if (!answer) {
      outcome.succeeded = false;
      outcome.why = answer.error().what;
      return outcome;
    }
    const std::string body = Text::lossy(answer->body).cut(shown_bytes_max).str();
    outcome.succeeded = answer->status >= 200 && answer->status < 300;
    if (!outcome.succeeded) outcome.why = "answered with " + std::to_string(answer->status);
    outcome.out["__http_status__"].value = std::to_string(answer->status);
    outcome.out["__http_body__"].value = body;
    outcome.found = Json{{"status", answer->status}, {"body", body}}.dump();
    return outcome;
  }

 private:
  Result<http::Response> ask(const playbook::Invocation& invocation,
                             const playbook::Command& command,
                             const playbook::Variables& variables) const {
    const std::string why = refusal(command, invocation.agent, invocation.target);
    if (!why.empty()) return fail(Fault::denied, why);
    const std::string base = base_url(invocation.target).substr(scheme.size());
    const auto slash = base.find('/');
    std::string host = base.substr(0, slash);
    const std::string prefix = slash == base.npos ? "" : base.substr(slash);
    if (host.find(':') == host.npos || host.ends_with(']')) host += ":80";
    const http::Endpoint endpoint = TRY(http::parse_endpoint(host));
    http::Request request = TRY(request_of(command, variables));
    request.target = prefix + request.target;
    request.fields["Host"] = base.substr(0, slash);
    return http::Client(endpoint, answer_bytes_max).send(request, invocation.deadline);
  }

  static Result<http::Request> request_of(const playbook::Command& command,
                                          const playbook::Variables& variables) {
    const RequestLine line = TRY(request_line(TRY(playbook::text_of(command))));
    http::Request request;
    request.method = line.method;
    // A value can neither leave its place in the path nor add a parameter.
    request.target = TRY(playbook::filled(line.path, variables, [](const std::string& value) {
      return http::percent_encode(value);
    }));
    if (climbs(request.target)) return fail(Fault::denied, std::string(climbing));
    const auto as_is = [](const std::string& value) { return value; };
    const Json json = Json::parse(command.json, nullptr, false);
    const Json* headers = find(json, "headers");
    const Json none = Json::object();
    for (const auto& [name, values] : (headers && headers->is_object() ? *headers : none).items()) {
      const Json& value = values.is_array() && !values.empty() ? values.front() : values;
      if (!value.is_string()) continue;
      const std::string text = TRY(playbook::filled(value.get<std::string>(), variables, as_is));
      if (!is_plain_field(name) || !is_plain_field(text)) {
        return fail(Fault::invalid,
                    "header " + Text::lossy(name).cut(80).str() + " holds a control character");
      }
      request.fields[name] = text;
    }
    if (const Json* content = find(json, "content"); content && content->is_string()) {
      request.body = TRY(playbook::filled(content->get<std::string>(), variables, as_is));
    }
    return request;
  }

  const std::vector<std::string> allowed_;
};

}  // namespace

CommandsOfType http_api_commands(std::vector<std::string> allowed) {
  return std::make_unique<HttpApiCommands>(std::move(allowed));
}

}  // namespace backstamp::investigation
