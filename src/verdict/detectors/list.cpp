#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

const std::vector<Detector>& detectors() {
  static const std::vector<Detector> all = {
      {"authentication_failed", authentication_failed},
      {"spf_failed", spf_failed},
      {"dkim_failed", dkim_failed},
      {"no_authentication", no_authentication},
      {"first_contact", first_contact},
      {"reply_to_elsewhere", reply_to_elsewhere},
      {"link_text_against_target", link_text_against_target},
      {"display_name_is_an_address", display_name_is_an_address},
      {"credential_words_and_link", credential_words_and_link},
      {"credential_words_in_subject", credential_words_in_subject},
      {"sender_domain_differs", sender_domain_differs},
      {"reported_by_others", reported_by_others},
      {"long_history", long_history},
      {"newsletter", newsletter},
  };
  return all;
}

Reason seen(const Text& detail, const Text& entity) {
  Reason reason;
  reason.detail = detail.cut(300);
  reason.entity = entity.cut(2'000);
  return reason;
}

}  // namespace backstamp::verdict
