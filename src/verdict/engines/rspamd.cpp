#include "verdict/engines/rspamd.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "http/client.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t answer_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t symbols_shown_max = 3;

std::optional<double> number_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string with_one_digit(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", std::clamp(value, -1e6, 1e6));
  return text;
}

// "BAYES_SPAM 5.1, FUZZY_DENIED 4.0": what weighed most.
std::string heaviest_symbols(const Json& answer) {
  const auto symbols = answer.find("symbols");
  if (symbols == answer.end() || !symbols->is_object()) return {};
  std::vector<std::pair<double, std::string>> heaviest;
  for (const auto& [name, symbol] : symbols->items()) {
    if (!symbol.is_object()) continue;
    const double score = number_in(symbol, "score").value_or(0);
    if (score > 0) heaviest.emplace_back(-score, Text::lossy(name).cut(60).str());
  }
  std::ranges::sort(heaviest);
  std::string text;
  for (std::size_t i = 0; i < std::min(heaviest.size(), symbols_shown_max); ++i) {
    text += (i > 0 ? ", " : "") + heaviest[i].second + " " + with_one_digit(-heaviest[i].first);
  }
  return text;
}

// The rule for its action; "" when the action speaks of no spam. An action that the administrator
// made up is judged by the score alone.
std::string_view rule_for(std::string_view action, double score, double required) {
  if (action == "no action" || action == "soft reject") return "";
  if (action == "greylist") return "rspamd_doubt";
  if (action == "add header" || action == "rewrite subject") return "rspamd_probable_spam";
  if (action == "reject" || action == "discard" || action == "quarantine") return "rspamd_spam";
  return required > 0 && score >= required ? "rspamd_probable_spam" : "";
}

Reason reason_for(std::string_view rule, const Json& answer, double score) {
  std::string seen = "score " + with_one_digit(score);
  if (const auto required = number_in(answer, "required_score")) {
    seen += " of " + with_one_digit(*required);
  }
  seen += ", " + text_in(answer, "action");
  if (const std::string symbols = heaviest_symbols(answer); !symbols.empty()) {
    seen += " (" + symbols + ")";
  }
  Reason saw;
  saw.detail = Text::lossy(seen).cut(300);
  return reason_of(engine_rules(), rule, saw);
}

class Rspamd final : public Engine {
 public:
  explicit Rspamd(const http::Endpoint& worker)
      : worker_(http::text_of(worker)), client_(worker, answer_bytes_max) {}

  std::string_view name() const override { return "Rspamd"; }

  Result<Opinion> examine(const Inquiry& inquiry, Deadline deadline, std::stop_token) override {
    return read_rspamd_answer(TRY(send(rspamd_request(inquiry), deadline)));
  }

  Result<std::string> version(Deadline deadline, std::stop_token) override {
    http::Request ping{.method = "GET", .target = "/ping"};
    ping.fields["Connection"] = "close";
    const http::Response response = TRY(send(ping, deadline));
    if (response.status != 200) {
      return fail(Fault::unavailable,
                  worker_ + " answered " + std::to_string(response.status) + " to a ping");
    }
    return Text::lossy(response.field("Server").value_or("it answers")).cut(100).str();
  }

 private:
  Result<http::Response> send(const http::Request& request, Deadline deadline) {
    auto response = client_.send(request, deadline);
    if (response) return response;
    const Error& error = response.error();
    const std::string at = error.what.starts_with(worker_) ? "" : worker_ + ": ";
    return fail(error.fault, at + error.what + "; start Rspamd, or correct engines.rspamd.address");
  }

  const std::string worker_;
  http::Client client_;
};

}  // namespace

std::unique_ptr<Engine> make_rspamd(const http::Endpoint& worker) {
  return std::make_unique<Rspamd>(worker);
}

http::Request rspamd_request(const Inquiry& inquiry) {
  const message::Facts& facts = inquiry.facts;
  http::Request request{.method = "POST", .target = "/checkv2"};
  // A kept connection that the worker closes meanwhile would lose the question.
  request.fields["Connection"] = "close";
  request.fields["User-Agent"] = "backstamp";
  const auto add = [&](const char* name, const Text& value) {
    if (!value.empty() && value.size() <= 1'000) request.fields[name] = value.str();
  };
  add("IP", facts.sender.ip);
  add("From", facts.sender.mail_from);
  if (!facts.delivered_to.empty()) {
    add("Rcpt", facts.delivered_to.front());
  } else if (!facts.recipients.empty()) {
    add("Rcpt", facts.recipients.front().address.address);
  }
  request.body = inquiry.bytes;
  return request;
}

Result<Opinion> read_rspamd_answer(const http::Response& response) {
  const Json answer = Json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  const bool readable = answer.is_object();
  if (response.status != 200 || !readable) {
    std::string why = readable ? text_in(answer, "error") : "";
    if (why.empty()) why = readable ? "no reason given" : "no JSON";
    return fail(response.status == 413 ? Fault::limit : Fault::unavailable,
                "Rspamd answered " + std::to_string(response.status) + ": " +
                    Text::lossy(why).cut(200).str());
  }
  Opinion opinion;
  const auto skipped = answer.find("is_skipped");
  if (skipped != answer.end() && *skipped == true) {
    opinion.gaps.emplace_back("passed the message over, as its own settings say");
    return opinion;
  }
  const auto score = number_in(answer, "score");
  const std::string action = text_in(answer, "action");
  if (!score || action.empty()) {
    return fail(Fault::unavailable, "Rspamd's answer has no score or no action");
  }
  const auto required = number_in(answer, "required_score").value_or(0);
  const std::string_view rule = rule_for(action, *score, required);
  if (!rule.empty()) opinion.reasons.push_back(reason_for(rule, answer, *score));
  return opinion;
}

}  // namespace backstamp::verdict
