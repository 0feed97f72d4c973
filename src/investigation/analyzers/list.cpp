// The analyzers there are, in the order in which playbooks usually ask them.
#include "investigation/analyzers/list.h"

#include <array>

namespace backstamp::investigation {

std::span<const Analyzer> analyzers() {
  static constexpr std::array all = {
      Analyzer{"extract", "Indicators of the message: sender, IP, URLs, files", extract},
      Analyzer{"sender",
               "Who sent it: authentication, first contact, history; the engines' opinions",
               sender},
      Analyzer{"url-reputation", "Its URLs against the block and allow list", url_reputation},
      Analyzer{"file-reputation", "Its files against the block and allow list", file_reputation},
      Analyzer{"similarity-clusters", "Copies with the same subject or body and the same sender",
               similarity_clusters},
      Analyzer{"nearness-cluster", "Copies with nearly the same body, whoever sent them",
               nearness_cluster},
      Analyzer{"indicator-clusters", "Copies that hold a URL or file judged bad",
               indicator_clusters},
      Analyzer{"latest-location", "Where each copy lies now", latest_location},
      Analyzer{"cluster-verdict", "Each cluster's verdict by the published thresholds",
               cluster_verdict},
      Analyzer{"judge-message", "The message's verdict from all that was found", judge_message},
      Analyzer{"recommend-removal",
               "A removal of the bad copies that lie in mailboxes, for approval",
               recommend_removal},
      Analyzer{"mail-forwarding-rules",
               "Rules, forwarding and transport rules that send an account's mail away or hide it",
               mail_forwarding_rules},
      Analyzer{"mail-delegation", "Who was let into an account's mailbox, or may send in its name",
               mail_delegation},
      Analyzer{"user-activity", "Sign-ins of an account that its owner can hardly have made",
               user_activity},
      Analyzer{"mass-download", "How much mail and how many files an account fetched at once",
               mass_download},
      Analyzer{"outbound-mail-anomaly", "An account's sending held against its own past",
               outbound_mail_anomaly},
      Analyzer{"outbound-threats", "Malware, phish and spam that an account sent",
               outbound_threats},
      Analyzer{"dlp-violations",
               "Card numbers, accounts, national numbers and keys in what it sent", dlp_violations},
      Analyzer{"judge-account", "An account's verdict from all that was found", judge_account},
      Analyzer{"recommend-account-actions",
               "Changes that take an account back from whoever took it over, for approval",
               recommend_account_actions},
      Analyzer{"url-clicks", "Who followed the links: people, scanners, previews", url_clicks},
      Analyzer{"devices", "Which devices hold a bad file or reached the host of a bad link",
               devices},
      Analyzer{"judge-url", "A link's verdict, and how far it came", judge_url},
      Analyzer{"recommend-clicker-actions",
               "Changes for those who reached the bad link, for approval",
               recommend_clicker_actions},
  };
  return all;
}

}  // namespace backstamp::investigation
