// One body -> its sketch, fingerprints, visible text and language.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/html.h"
#include "message/parse.h"
#include "message/sketch_distance.h"

namespace backstamp::message {

// Thresholds on jaccard(); docs/similarity.md says how they were measured.
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

// Which lines of the text each value of its sketch comes from, counted from 0; the sketch can't be
// undone, but a message that is at hand tells it again.
struct SketchLines {
  std::array<std::vector<std::uint16_t>, BodySketch::values> of_value;  // empty: not known
  std::size_t lines = 0;
};
// Of the body with this sketch and visible text. Nothing is known where the sketch is of another
// text: of hidden text, or of another version.
SketchLines sketch_lines(std::string_view visible_text, const BodySketch& sketch);

}  // namespace backstamp::message
