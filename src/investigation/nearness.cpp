#include "investigation/nearness.h"

#include <cstdio>

#include "verdict/traits.h"

namespace backstamp::investigation {
namespace {

bool together(const NearnessSeed& seed, const FoundCopy& copy, const NearnessPolicy& policy) {
  const Duration apart = copy.delivered > seed.delivered ? copy.delivered - seed.delivered
                                                         : seed.delivered - copy.delivered;
  return apart <= policy.together;
}

// A fact beside the words that ties the copy to the seed; empty when there is none.
std::string second_fact(const NearnessSeed& seed, const FoundCopy& copy,
                        const NearnessPolicy& policy) {
  const auto same = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  if (same(seed.sender_address, copy.sender_address)) return "same sender";
  if (same(seed.sender_domain, copy.sender_domain) && !verdict::is_free_mail(seed.sender_domain)) {
    return "same sender domain";
  }
  if (same(seed.subject, copy.subject)) return "same subject";
  if (same(seed.sender_ip, copy.sender_ip)) return "same sending address";
  if (seed.sketch.url_shape_hash != 0 && seed.sketch.url_shape_hash == copy.sketch.url_shape_hash &&
      seed.sketch.mark_hash == copy.sketch.mark_hash) {
    return "same structure";
  }
  if (together(seed, copy, policy)) return "same days";
  return {};
}

std::string j_text(double j) {
  char text[16];
  std::snprintf(text, sizeof text, "J %.2f", j);
  return text;
}

}  // namespace

bool compares_words(const message::BodySketch& sketch, const NearnessPolicy& policy) {
  return message::comparable(sketch) && sketch.word_count >= policy.words_min;
}

std::optional<Nearness> near(const NearnessSeed& seed, const FoundCopy& copy,
                             const NearnessPolicy& policy) {
  if (!compares_words(seed.sketch, policy)) {
    const bool same_structure = seed.sketch.mark_hash != 0 &&
                                seed.sketch.mark_hash == copy.sketch.mark_hash &&
                                seed.sketch.url_shape_hash == copy.sketch.url_shape_hash;
    if (!same_structure || !together(seed, copy, policy)) return std::nullopt;
    return Nearness{"same structure, same days", false};
  }
  const double j = message::jaccard(seed.sketch, copy.sketch, seed.boilerplate);
  const std::string shown =
      j_text(j) + (seed.boilerplate.any() ? " without boilerplate" : std::string());
  if (j >= policy.near) return Nearness{shown, true};
  if (j < policy.possible) return std::nullopt;
  const std::string fact = second_fact(seed, copy, policy);
  if (fact.empty()) return std::nullopt;
  return Nearness{shown + ", " + fact, false};
}

}  // namespace backstamp::investigation
