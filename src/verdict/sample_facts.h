// Test support: an honest message, and what changes make it look like.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "verdict/judge.h"

namespace backstamp::verdict {

inline const Time now{std::chrono::hours(24 * 365 * 56)};

inline Text t(std::string_view text) { return Text::lossy(text); }

inline message::Address address(std::string_view text, std::string_view name = "") {
  return {t(name), t(text), t(text.substr(text.find('@') + 1))};
}

// An honest message of a supplier whose domain is proven.
inline message::Facts sample() {
  message::Facts facts;
  facts.sender.from = address("anna@supplier.example", "Anna Berg");
  facts.sender.mail_from = t("anna@supplier.example");
  facts.sender.mail_from_domain = t("supplier.example");
  facts.sender.ip = t("192.0.2.7");
  facts.recipients = {{address("jo@our.example"), message::RecipientKind::to}};
  facts.subject = t("Minutes of Tuesday");
  facts.visible_text = t("Here are the minutes. See you next week.");
  facts.authentication = {t("pass"), t("pass"), t("pass"), t(""), t("mx.example")};
  return facts;
}

inline void add_link(message::Facts& facts, std::string_view url, std::string_view host,
                     std::string_view text = "") {
  facts.urls.push_back({t(url), t(host), message::UrlLocation::body, t(text)});
}

inline void add_file(message::Facts& facts, std::string_view name, std::string_view type) {
  facts.attachments.push_back(
      {.file_name = t(name), .file_type = t(type), .sha256 = std::string(64, 'a')});
}

inline History known() {
  return {.from_sender_before = 9,
          .from_domain_before = 40,
          .first_seen = now - std::chrono::hours(24 * 300),
          .reports_by_others = 0,
          .domain_is_free_mail = false,
          .name_is_an_insiders = false};
}

inline void unproven(message::Facts& facts) {
  facts.authentication = {t("none"), t("none"), t("none"), {}, {}};
}

// One detector, one change of the sample, and whether it fires then.
struct DetectorCase {
  std::string rule;
  bool fires = false;
  std::function<void(message::Facts&, History&)> change;
};

using Change = std::function<void(message::Facts&, History&)>;

inline Change nothing() {
  return [](message::Facts&, History&) {};
}
inline Change from(std::string_view mailbox, std::string_view name) {
  return [sender = address(mailbox, name)](message::Facts& facts, History&) {
    facts.sender.from = sender;
  };
}
inline Change subject(std::string words) {
  return [words = std::move(words)](message::Facts& facts, History&) { facts.subject = t(words); };
}
inline Change text(std::string words) {
  return [words = std::move(words)](message::Facts& facts, History&) {
    facts.visible_text = t(words);
  };
}
inline Change link(std::string url, std::string host) {
  return [url = std::move(url), host = std::move(host)](message::Facts& facts, History&) {
    add_link(facts, url, host);
  };
}
inline Change file(std::string name, std::string type) {
  return [name = std::move(name), type = std::move(type)](message::Facts& facts, History&) {
    add_file(facts, name, type);
  };
}
inline Change html(message::HtmlTraits traits) {
  return [traits = std::move(traits)](message::Facts& facts, History&) { facts.html = traits; };
}
inline Change all_of(std::vector<Change> changes) {
  return [changes = std::move(changes)](message::Facts& facts, History& history) {
    for (const Change& change : changes) change(facts, history);
  };
}

// Each in a test file of its own; detectors_test.cpp runs them all.
std::vector<DetectorCase> cases_of_past();
std::vector<DetectorCase> cases_of_senders();
std::vector<DetectorCase> cases_of_links();
std::vector<DetectorCase> cases_of_texts();
std::vector<DetectorCase> cases_of_phrases();

}  // namespace backstamp::verdict
