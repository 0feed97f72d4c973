// Copies with nearly the same body, whoever sent them and whatever was changed in them.
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> nearness_cluster(const Question& question) {
  return answer_with_clusters(question,
                              {.attributes = false, .nearness = true, .urls = {}, .files = {}});
}

}  // namespace backstamp::investigation
