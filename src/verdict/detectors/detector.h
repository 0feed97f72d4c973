// A signal: what one detector sees in a message. One file each, its name in list.cpp; points,
// threat type and sentence stand in content/rules/detectors.json under the rule's name. The phrase
// families of content/rules/phrase_families.json are detectors without a file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "message/facts.h"
#include "verdict/judge.h"
#include "verdict/signs.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// Nothing when the signal is not there. In the Reason, `detail` is what was seen (it takes the
// place of {seen} in the rule's sentence) and `entity` what it was seen on; judge() adds the rest.
using Look = std::function<std::optional<Reason>(const Signs& signs, const History& history)>;

struct Detector {
  std::string rule;
  Look look;
};

const std::vector<Detector>& detectors();

// subject_FAMILY, text_FAMILY (once is enough) and text_FAMILY_often (three times), as far as
// detectors.json has them.
std::vector<Detector> phrase_detectors();

// The Reason of a detector.
Reason seen(const Text& detail, const Text& entity);

// Those that ask the facts and the history alone.
#define BACKSTAMP_DETECTOR(name) std::optional<Reason> name(const message::Facts&, const History&)
BACKSTAMP_DETECTOR(authentication_failed);
BACKSTAMP_DETECTOR(spf_failed);
BACKSTAMP_DETECTOR(dkim_failed);
BACKSTAMP_DETECTOR(no_authentication);
BACKSTAMP_DETECTOR(first_contact);
BACKSTAMP_DETECTOR(reply_to_elsewhere);
BACKSTAMP_DETECTOR(link_text_against_target);
BACKSTAMP_DETECTOR(display_name_is_an_address);
BACKSTAMP_DETECTOR(sender_domain_differs);
BACKSTAMP_DETECTOR(reported_by_others);
BACKSTAMP_DETECTOR(long_history);
BACKSTAMP_DETECTOR(newsletter);
BACKSTAMP_DETECTOR(name_of_an_insider);
#undef BACKSTAMP_DETECTOR

// Those that ask the signs.
#define BACKSTAMP_DETECTOR(name) std::optional<Reason> name(const Signs& signs)
BACKSTAMP_DETECTOR(sender_domain_not_public);
BACKSTAMP_DETECTOR(sender_risky_zone);
BACKSTAMP_DETECTOR(sender_random_domain);
BACKSTAMP_DETECTOR(sender_random_host);
BACKSTAMP_DETECTOR(sender_default_tenant);
BACKSTAMP_DETECTOR(sender_odd_address);
BACKSTAMP_DETECTOR(sender_long_local_part);
BACKSTAMP_DETECTOR(sender_without_address);
BACKSTAMP_DETECTOR(name_claims_brand);
BACKSTAMP_DETECTOR(name_mentions_brand);
BACKSTAMP_DETECTOR(subject_claims_brand);
BACKSTAMP_DETECTOR(brand_sender_foreign_links);
BACKSTAMP_DETECTOR(sender_imitates_brand);
BACKSTAMP_DETECTOR(link_imitates_brand);
BACKSTAMP_DETECTOR(sender_imitates_recipient);
BACKSTAMP_DETECTOR(security_words_in_domain);
BACKSTAMP_DETECTOR(name_is_a_role);
BACKSTAMP_DETECTOR(name_is_a_lure);
BACKSTAMP_DETECTOR(name_shouts);
BACKSTAMP_DETECTOR(name_is_the_recipient);
BACKSTAMP_DETECTOR(free_mail_official);
BACKSTAMP_DETECTOR(reply_to_other_free_mail);
BACKSTAMP_DETECTOR(link_risky_zone);
BACKSTAMP_DETECTOR(link_free_hosting);
BACKSTAMP_DETECTOR(link_blog_hosting);
BACKSTAMP_DETECTOR(link_shortener);
BACKSTAMP_DETECTOR(link_redirector);
BACKSTAMP_DETECTOR(link_long_host);
BACKSTAMP_DETECTOR(link_ip_in_name);
BACKSTAMP_DETECTOR(link_ip_address);
BACKSTAMP_DETECTOR(link_look_alike_letters);
BACKSTAMP_DETECTOR(link_punycode);
BACKSTAMP_DETECTOR(link_with_user_name);
BACKSTAMP_DETECTOR(link_carries_address);
BACKSTAMP_DETECTOR(link_very_long);
BACKSTAMP_DETECTOR(links_lead_away);
BACKSTAMP_DETECTOR(one_link_many_times);
BACKSTAMP_DETECTOR(image_only);
BACKSTAMP_DETECTOR(image_leads_away);
BACKSTAMP_DETECTOR(image_to_risky_host);
BACKSTAMP_DETECTOR(qr_code_only);
BACKSTAMP_DETECTOR(mail_link_prepared);
BACKSTAMP_DETECTOR(mail_link_to_free_mail);
BACKSTAMP_DETECTOR(free_mail_in_text);
BACKSTAMP_DETECTOR(split_by_invisible);
BACKSTAMP_DETECTOR(mixed_scripts);
BACKSTAMP_DETECTOR(styled_letters);
BACKSTAMP_DETECTOR(styled_letters_in_text);
BACKSTAMP_DETECTOR(hidden_text);
BACKSTAMP_DETECTOR(mostly_hidden_text);
BACKSTAMP_DETECTOR(form_asks_password);
BACKSTAMP_DETECTOR(subject_amount);
BACKSTAMP_DETECTOR(subject_random_id);
BACKSTAMP_DETECTOR(subject_in_capitals);
BACKSTAMP_DETECTOR(footer_in_other_language);
BACKSTAMP_DETECTOR(brand_and_threat);
BACKSTAMP_DETECTOR(brand_and_foreign_links);
BACKSTAMP_DETECTOR(threat_and_call);
BACKSTAMP_DETECTOR(promise_and_call);
BACKSTAMP_DETECTOR(risky_host_and_call);
BACKSTAMP_DETECTOR(bulk_without_header);
BACKSTAMP_DETECTOR(money_by_free_mail);
BACKSTAMP_DETECTOR(order_by_free_mail);
BACKSTAMP_DETECTOR(subject_split_words);
BACKSTAMP_DETECTOR(attached_page_acts);
BACKSTAMP_DETECTOR(attached_page);
BACKSTAMP_DETECTOR(attached_program);
BACKSTAMP_DETECTOR(attached_double_extension);
BACKSTAMP_DETECTOR(shortcut_starts_shell);
BACKSTAMP_DETECTOR(password_protected_archive);
BACKSTAMP_DETECTOR(password_beside_archive);
BACKSTAMP_DETECTOR(office_macros);
BACKSTAMP_DETECTOR(misleading_file_name);
#undef BACKSTAMP_DETECTOR

}  // namespace backstamp::verdict
