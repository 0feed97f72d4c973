// How near two bodies are, from their sketches alone.
#pragma once

#include <bitset>

#include "message/facts.h"

namespace backstamp::message {

// Below this many words a body can't be compared by words: use mark_hash and url_shape_hash.
inline constexpr std::uint32_t sketch_words_min = 8;

inline constexpr int candidate_keys_min = 2;  // equal_keys() of a candidate

// True when the sketch says something about words.
inline bool comparable(const BodySketch& sketch) {
  return sketch.version != 0 && sketch.word_count >= sketch_words_min && sketch.keys[0] != 0;
}

// Some of a sketch's values.
using SketchValues = std::bitset<BodySketch::values>;

// The estimated weighted Jaccard nearness, 0 to 1; standard error about sqrt(J(1-J)/128).
// Two different values share their low byte with probability 1/256, which is taken out.
// 0 when the versions differ or either body has too few words. Values in `ignored` are not looked
// at; 0 when they are all.
inline double jaccard(const BodySketch& a, const BodySketch& b, const SketchValues& ignored = {}) {
  if (a.version != b.version || !comparable(a) || !comparable(b) || ignored.all()) return 0.0;
  int equal = 0;
  for (std::size_t i = 0; i < BodySketch::values; ++i) {
    equal += !ignored[i] && a.bytes[i] == b.bytes[i] ? 1 : 0;
  }
  const double looked_at = static_cast<double>(BodySketch::values - ignored.count());
  const double share = static_cast<double>(equal) / looked_at;
  const double estimate = (share * 256.0 - 1.0) / 255.0;
  return estimate < 0.0 ? 0.0 : estimate;
}

// The fewest equal bytes that make jaccard() at least `nearness`: what a store can count by itself.
inline int equal_bytes_of(double nearness) {
  const double share = (nearness * 255.0 + 1.0) / 256.0;
  const double bytes = share * static_cast<double>(BodySketch::values);
  const int whole = static_cast<int>(bytes);
  return bytes - whole > 1e-9 ? whole + 1 : whole;
}

// How many of the keys are equal in place: two or more make a candidate.
inline int equal_keys(const BodySketch& a, const BodySketch& b) {
  if (a.version != b.version || !comparable(a) || !comparable(b)) return 0;
  int equal = 0;
  for (std::size_t i = 0; i < BodySketch::keys_count; ++i) equal += a.keys[i] == b.keys[i] ? 1 : 0;
  return equal;
}

}  // namespace backstamp::message
