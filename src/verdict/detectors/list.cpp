#include "verdict/detectors/detector.h"

namespace backstamp::verdict {
namespace {

Detector asks(std::string rule,
              std::optional<Reason> (*look)(const message::Facts&, const History&)) {
  return {std::move(rule), [look](const Signs& signs, const History& history) {
            return look(signs.facts, history);
          }};
}

Detector asks(std::string rule, std::optional<Reason> (*look)(const Signs&)) {
  return {std::move(rule), [look](const Signs& signs, const History&) { return look(signs); }};
}

// Authentication, history and headers.
std::vector<Detector> past_detectors() {
  return {
      asks("authentication_failed", authentication_failed),
      asks("spf_failed", spf_failed),
      asks("dkim_failed", dkim_failed),
      asks("no_authentication", no_authentication),
      asks("first_contact", first_contact),
      asks("reply_to_elsewhere", reply_to_elsewhere),
      asks("link_text_against_target", link_text_against_target),
      asks("display_name_is_an_address", display_name_is_an_address),
      asks("sender_domain_differs", sender_domain_differs),
      asks("reported_by_others", reported_by_others),
      asks("long_history", long_history),
      asks("newsletter", newsletter),
      asks("name_of_an_insider", name_of_an_insider),
  };
}

// Who it claims to be.
std::vector<Detector> sender_detectors() {
  return {
      asks("sender_domain_not_public", sender_domain_not_public),
      asks("sender_risky_zone", sender_risky_zone),
      asks("sender_random_domain", sender_random_domain),
      asks("sender_random_host", sender_random_host),
      asks("sender_default_tenant", sender_default_tenant),
      asks("sender_odd_address", sender_odd_address),
      asks("sender_long_local_part", sender_long_local_part),
      asks("sender_without_address", sender_without_address),
      asks("name_claims_brand", name_claims_brand),
      asks("name_mentions_brand", name_mentions_brand),
      asks("subject_claims_brand", subject_claims_brand),
      asks("brand_sender_foreign_links", brand_sender_foreign_links),
      asks("sender_imitates_brand", sender_imitates_brand),
      asks("link_imitates_brand", link_imitates_brand),
      asks("sender_imitates_recipient", sender_imitates_recipient),
      asks("security_words_in_domain", security_words_in_domain),
      asks("name_is_a_role", name_is_a_role),
      asks("name_is_a_lure", name_is_a_lure),
      asks("name_shouts", name_shouts),
      asks("name_is_the_recipient", name_is_the_recipient),
      asks("free_mail_official", free_mail_official),
      asks("reply_to_other_free_mail", reply_to_other_free_mail),
  };
}

// Where it leads.
std::vector<Detector> link_detectors() {
  return {
      asks("link_risky_zone", link_risky_zone),
      asks("link_free_hosting", link_free_hosting),
      asks("link_blog_hosting", link_blog_hosting),
      asks("link_shortener", link_shortener),
      asks("link_redirector", link_redirector),
      asks("link_long_host", link_long_host),
      asks("link_ip_in_name", link_ip_in_name),
      asks("link_ip_address", link_ip_address),
      asks("link_look_alike_letters", link_look_alike_letters),
      asks("link_punycode", link_punycode),
      asks("link_with_user_name", link_with_user_name),
      asks("link_carries_address", link_carries_address),
      asks("link_very_long", link_very_long),
      asks("links_lead_away", links_lead_away),
      asks("one_link_many_times", one_link_many_times),
      asks("image_only", image_only),
      asks("image_leads_away", image_leads_away),
      asks("image_to_risky_host", image_to_risky_host),
      asks("qr_code_only", qr_code_only),
      asks("mail_link_prepared", mail_link_prepared),
      asks("mail_link_to_free_mail", mail_link_to_free_mail),
      asks("free_mail_in_text", free_mail_in_text),
  };
}

// What it hides, says and brings along.
std::vector<Detector> text_detectors() {
  return {
      asks("split_by_invisible", split_by_invisible),
      asks("mixed_scripts", mixed_scripts),
      asks("styled_letters", styled_letters),
      asks("styled_letters_in_text", styled_letters_in_text),
      asks("hidden_text", hidden_text),
      asks("mostly_hidden_text", mostly_hidden_text),
      asks("form_asks_password", form_asks_password),
      asks("subject_amount", subject_amount),
      asks("subject_random_id", subject_random_id),
      asks("subject_in_capitals", subject_in_capitals),
      asks("footer_in_other_language", footer_in_other_language),
      asks("brand_and_threat", brand_and_threat),
      asks("brand_and_foreign_links", brand_and_foreign_links),
      asks("threat_and_call", threat_and_call),
      asks("promise_and_call", promise_and_call),
      asks("risky_host_and_call", risky_host_and_call),
      asks("bulk_without_header", bulk_without_header),
      asks("money_by_free_mail", money_by_free_mail),
      asks("order_by_free_mail", order_by_free_mail),
      asks("subject_split_words", subject_split_words),
      asks("attached_page_acts", attached_page_acts),
      asks("attached_page", attached_page),
      asks("attached_program", attached_program),
      asks("attached_double_extension", attached_double_extension),
      asks("shortcut_starts_shell", shortcut_starts_shell),
      asks("password_protected_archive", password_protected_archive),
      asks("password_beside_archive", password_beside_archive),
      asks("office_macros", office_macros),
      asks("misleading_file_name", misleading_file_name),
  };
}

std::vector<Detector> all_detectors() {
  std::vector<Detector> all;
  for (auto part :
       {past_detectors, sender_detectors, link_detectors, text_detectors, phrase_detectors}) {
    for (Detector& detector : part()) all.push_back(std::move(detector));
  }
  return all;
}

}  // namespace

const std::vector<Detector>& detectors() {
  static const std::vector<Detector> all = all_detectors();
  return all;
}

Reason seen(const Text& detail, const Text& entity) {
  Reason reason;
  reason.detail = detail.cut(300);
  reason.entity = entity.cut(2'000);
  return reason;
}

}  // namespace backstamp::verdict
