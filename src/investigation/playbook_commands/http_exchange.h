// One HTTP request on behalf of a playbook, as http-api and openc2-http have it in common: where it
// goes, whether it may, who we are there, and what came back.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"
#include "investigation/playbook_commands/credentials.h"
#include "playbook/runner.h"

namespace backstamp::investigation {

// What commands may reach: beginnings of URLs, with a slash after the host (a line of
// playbooks.commands each), and the secrets for it.
struct HttpReach {
  std::vector<std::string> allowed{};
  std::shared_ptr<const Credentials> credentials = std::make_shared<const Credentials>();
  std::string ca_file{};  // see http::TlsPeer
};

// "METHOD PATH [HTTP/1.1]" (CACAO 2.0 section 5.6)
struct RequestLine {
  std::string method, path;
};
Result<RequestLine> request_line(const playbook::Command& command);

// Why the request may not be made; empty when it may. `type`: of the command, for the text.
std::string request_refusal(const std::string& type, const RequestLine& line,
                            const playbook::Definition* target, const HttpReach& reach);

// The target's URL, for the log.
std::string base_url(const playbook::Definition* target);

// A request as it goes out, but for its way in: method, path and headers with their variables
// filled in. Errors: denied (a value climbs out of the path), invalid.
Result<http::Request> filled_request(const RequestLine& line, const playbook::Command& command,
                                     const playbook::Variables& variables);

struct HttpAnswer {
  int status = 0;
  std::string body;  // valid UTF-8, at most 48 KiB, without the secrets that were sent
};
// Sends it, with the target's credentials where it names any. Errors: those of http::Client, and of
// Credentials::login().
Result<HttpAnswer> exchange(http::Request request, const playbook::Definition& target,
                            const HttpReach& reach, Deadline deadline);

}  // namespace backstamp::investigation
