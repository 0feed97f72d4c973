// One body -> its sketch, fingerprints, visible text and language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/html.h"
#include "message/parse.h"
#include "message/sketch_distance.h"

namespace backstamp::message {

// Thresholds on jaccard(); see README.md for how they were measured.
inline constexpr int candidate_keys_min = 2;             // equal_keys() of a candidate
inline constexpr double near_duplicate_possible = 0.14;  // of one mail in a small store
inline constexpr double near_duplicate_likely = 0.17;    // of one mail in millions
inline constexpr double near_duplicate_sure = 0.25;      // from where a second hop may start

struct BodyFeatures {
  BodySketch sketch;
  std::string body_fingerprint;  // 16 hex digits; empty when the body has nothing to compare
  std::string html_fingerprint;  // 16 hex digits; empty without HTML
  Text visible_text;             // at most Limits::text_bytes_max
  Text language;                 // ISO 639-1; empty when unsure
};

// `plain_utf8` is the decoded text/plain part (empty without one), `html` what read_html() said of
// the HTML part (null without one), `urls` those of the body (others are ignored).
// Pure, thread-safe, never fails.
BodyFeatures body_features(std::string_view plain_utf8, const HtmlReading* html,
                           const std::vector<Url>& urls, const Limits& limits);

}  // namespace backstamp::message
