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
  };
  return all;
}

}  // namespace backstamp::investigation
