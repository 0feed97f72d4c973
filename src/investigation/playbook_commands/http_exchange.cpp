#include "investigation/playbook_commands/http_exchange.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "http/client.h"
#include "playbook/base64.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t answer_bytes_max = 1024 * 1024;
constexpr std::size_t shown_bytes_max = 48 * 1024;

const Json* find(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

struct Url {
  bool secured = false;
  std::string authority;  // host and port as they stand
  std::string path;       // without a slash at its end
};

std::optional<Url> url_of(const std::string& text) {
  Url url;
  url.secured = text.starts_with("https://");
  if (!url.secured && !text.starts_with("http://")) return std::nullopt;
  const std::string rest = text.substr(url.secured ? 8 : 7);
  const auto slash = rest.find('/');
  url.authority = rest.substr(0, slash);
  if (slash != rest.npos) url.path = rest.substr(slash);
  if (url.authority.empty() || url.authority.find('@') != url.authority.npos) return std::nullopt;
  return url;
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

bool names_place(const std::string& beginning) {
  const auto scheme = beginning.find("://");
  return scheme != beginning.npos && beginning.find('/', scheme + 3) != beginning.npos;
}

// The whole header's value. Base64 is how RFC 7617 writes a name with a password.
std::string authorization_of(const Login& login) {
  if (login.type == "oauth2") return "Bearer " + login.secret;
  return "Basic " + playbook::encode_base64(login.user + ":" + login.secret);
}

Result<http::Endpoint> endpoint_of(const Url& url) {
  std::string host = url.authority;
  const bool has_port = host.rfind(':') != host.npos && !host.ends_with(']');
  if (!has_port) host += url.secured ? ":443" : ":80";
  return http::parse_endpoint(host);
}

}  // namespace

Result<RequestLine> request_line(const playbook::Command& command) {
  const std::string text = TRY(playbook::text_of(command));
  const auto first = text.find(' ');
  const std::string method = text.substr(0, first);
  std::string path = first == text.npos ? "" : text.substr(first + 1);
  if (const auto last = path.rfind(" HTTP/"); last != path.npos) path.resize(last);
  const bool known = method == "GET" || method == "HEAD" || method == "POST" || method == "PUT" ||
                     method == "PATCH" || method == "DELETE";
  if (!known || !path.starts_with('/')) {
    return fail(Fault::invalid, "such a command looks like \"GET /path HTTP/1.1\"");
  }
  if (climbs(path)) return fail(Fault::invalid, std::string(climbing));
  return RequestLine{method, path};
}

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

std::string request_refusal(const std::string& type, const RequestLine& line,
                            const playbook::Definition* target, const HttpReach& reach) {
  const std::string base = base_url(target);
  const auto url = url_of(base);
  if (!url) {
    return "an " + type +
           " command needs a target with address.url that begins with https:// or http://";
  }
  // Up to the first variable: what may be filled in must lie below what is allowed.
  const std::string fixed = base + line.path.substr(0, line.path.find("__"));
  const bool allowed = std::ranges::any_of(reach.allowed, [&](const std::string& beginning) {
    return names_place(beginning) && fixed.starts_with(beginning);
  });
  if (!allowed) {
    return "requests to " + Text::lossy(fixed).cut(200).str() +
           " are not allowed here; the administrator allows them by a line \"" + type +
           " URL\" in the setting playbooks.commands";
  }
  if (!target->authentication.empty() && !url->secured) {
    return "credentials are sent over https alone; give the target an address.url of https";
  }
  return reach.credentials->refusal(*target, fixed);
}

Result<http::Request> filled_request(const RequestLine& line, const playbook::Command& command,
                                     const playbook::Variables& variables) {
  http::Request request;
  request.method = line.method;
  // A value can neither leave its place in the path nor add a parameter.
  request.target = TRY(playbook::filled(
      line.path, variables, [](const std::string& value) { return http::percent_encode(value); }));
  if (climbs(request.target)) return fail(Fault::denied, std::string(climbing));
  const Json json = Json::parse(command.json, nullptr, false);
  const Json* headers = json.is_object() ? find(json, "headers") : nullptr;
  const Json none = Json::object();
  for (const auto& [name, values] : (headers && headers->is_object() ? *headers : none).items()) {
    const Json& value = values.is_array() && !values.empty() ? values.front() : values;
    if (!value.is_string()) continue;
    const std::string text = TRY(playbook::filled(value.get<std::string>(), variables,
                                                  [](const std::string& one) { return one; }));
    if (!is_plain_field(name) || !is_plain_field(text)) {
      return fail(Fault::invalid,
                  "header " + Text::lossy(name).cut(80).str() + " holds a control character");
    }
    request.fields[name] = text;
  }
  return request;
}

Result<HttpAnswer> exchange(http::Request request, const playbook::Definition& target,
                            const HttpReach& reach, Deadline deadline) {
  const auto url = url_of(base_url(&target));
  if (!url) return fail(Fault::invalid, "the target has no URL");
  const http::Endpoint endpoint = TRY(endpoint_of(*url));
  std::vector<std::string> secrets;
  if (!target.authentication.empty()) {
    const std::string where = base_url(&target) + request.target;
    const Login login = TRY(reach.credentials->login(target, where));
    request.fields["Authorization"] = authorization_of(login);
    if (!is_plain_field(request.fields["Authorization"])) {
      return fail(Fault::invalid, "the secret holds a control character; correct its file");
    }
    secrets = {login.secret, request.fields["Authorization"],
               playbook::encode_base64(login.user + ":" + login.secret)};
  }
  request.target = url->path + request.target;
  request.fields["Host"] = url->authority;
  std::optional<http::TlsPeer> tls;
  if (url->secured) {
    std::string name = std::get<http::TcpEndpoint>(endpoint).host;
    tls = http::TlsPeer{.name = std::move(name), .ca_file = reach.ca_file};
  }
  const http::Response answer =
      TRY(http::Client(endpoint, answer_bytes_max, std::move(tls)).send(request, deadline));
  const std::string body = without_secrets(answer.body, secrets);
  return HttpAnswer{.status = answer.status, .body = Text::lossy(body).cut(shown_bytes_max).str()};
}

}  // namespace backstamp::investigation
