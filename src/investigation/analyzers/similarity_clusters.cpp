// The four similarity clusters: subject or body fingerprint, with sender IP or sender domain, in
// the same direction.
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> similarity_clusters(const Question& question) {
  return answer_with_clusters(question,
                              {.attributes = true, .nearness = false, .urls = {}, .files = {}});
}

}  // namespace backstamp::investigation
