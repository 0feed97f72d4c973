#include "rejudging/touching_condition.h"

#include "base/check.h"
#include "hunting/client.h"

namespace backstamp::rejudging {
namespace {

std::string by_links(const std::string& condition) {
  return "NetworkMessageId IN (SELECT NetworkMessageId FROM EmailUrlInfo WHERE UrlLocation != "
         "'Header' AND " +
         condition + ")";
}

std::string domain_matches(const std::string& column) {
  return "(" + column + " = {value:String} OR endsWith(" + column + ", {below:String}))";
}

std::string url_condition(const Text& value) {
  // As verdict::Indicators::match_url() reads entries: '*' or '/' at the end makes a prefix.
  const bool prefix = value.view().ends_with('*') || value.view().ends_with('/');
  return by_links(prefix ? "startsWith(Url, {value:String})" : "Url = {value:String}");
}

std::string indicator_condition(const std::string& kind, const Text& value) {
  if (kind == "sender") {
    return "(lower(SenderFromAddress) = {value:String} OR "
           "lower(SenderMailFromAddress) = {value:String})";
  }
  if (kind == "domain") {
    return "(" + domain_matches("SenderFromDomain") + " OR " +
           domain_matches("lower(SenderMailFromDomain)") + " OR " +
           by_links(domain_matches("UrlDomain")) + ")";
  }
  if (kind == "url") return url_condition(value);
  if (kind == "file") {
    return "NetworkMessageId IN (SELECT NetworkMessageId FROM EmailAttachmentInfo WHERE SHA256 = "
           "{value:String})";
  }
  CHECK(kind == "ip");
  return "(SenderIPv4 = {value:String} OR SenderIPv6 = {value:String} OR " +
         by_links("UrlDomain = {value:String}") + ")";
}

std::map<std::string, std::string> indicator_parameters(const Text& value) {
  std::string text = value.str();
  if (text.ends_with('*')) text.pop_back();
  return {{"value", hunting::text_parameter(text)}, {"below", hunting::text_parameter("." + text)}};
}

// The feed's changed entries of one kind.
std::string entries(const std::string& kind) {
  return "(SELECT Value FROM RejudgingEntries WHERE RejudgingId = {job:String} AND Kind = '" +
         kind + "')";
}

// The name itself and its parents of at least two labels.
std::string names_of(const std::string& column) {
  const std::string labels = "splitByChar('.', " + column + ")";
  return "arrayMap(i -> arrayStringConcat(arraySlice(" + labels + ", i), '.'), range(1, length(" +
         labels + ")))";
}

std::string by_domain(const std::string& table, const std::string& names) {
  return "NetworkMessageId IN (SELECT NetworkMessageId FROM (SELECT NetworkMessageId, arrayJoin(" +
         names + ") AS Name FROM " + table + ") WHERE Name IN " + entries("domain") + ")";
}

std::string feed_condition() {
  return "(" + by_links("(Url IN " + entries("url") + " OR UrlDomain IN " + entries("ip") + ")") +
         " OR " + by_domain("EmailUrlInfo", names_of("UrlDomain")) +
         " OR NetworkMessageId IN (SELECT NetworkMessageId FROM EmailAttachmentInfo WHERE SHA256 "
         "IN " +
         entries("file") + ") OR lower(SenderFromAddress) IN " + entries("sender") +
         " OR lower(SenderMailFromAddress) IN " + entries("sender") + " OR SenderIPv4 IN " +
         entries("ip") + " OR SenderIPv6 IN " + entries("ip") + " OR " +
         by_domain("EmailEvents", "arrayConcat(" + names_of("SenderFromDomain") + ", " +
                                      names_of("lower(SenderMailFromDomain)") + ")") +
         ")";
}

Condition window_condition(const casework::Rejudging& job) {
  Condition condition{.sql = "1", .parameters = {}};
  if (job.since) {
    condition.sql += " AND IngestedAt >= {since:DateTime64(3)}";
    condition.parameters["since"] = hunting::time_parameter(*job.since);
  }
  if (job.until) {
    condition.sql += " AND IngestedAt < {until:DateTime64(3)}";
    condition.parameters["until"] = hunting::time_parameter(*job.until);
  }
  return condition;
}

}  // namespace

bool reads_letters(const casework::Rejudging& job) {
  return job.kind == "rules" || job.kind == "engines";
}

std::string subject_of(const casework::Rejudging& job) {
  if (job.kind == "rules") return "Rules";
  if (job.kind == "engines") return job.cause == "arrived" ? "Mail" : "Engines";
  return (job.kind == "feed" ? "Entries " : "Entry ") + job.kind + " " + job.value.cut(300).str();
}

Condition touching_condition(const casework::Rejudging& job) {
  if (job.kind == "feed") {
    return {.sql = feed_condition(), .parameters = {{"job", job.id.value().text()}}};
  }
  if (reads_letters(job)) return window_condition(job);
  return {.sql = indicator_condition(job.kind, job.value),
          .parameters = indicator_parameters(job.value)};
}

}  // namespace backstamp::rejudging
