// Text of ordinary mail: a topic's sentences among many others, with names and figures filled in.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sample/random.h"
#include "sample/topics.h"
#include "sample/world.h"

namespace backstamp::sample {

// What a conversation keeps from letter to letter: the words for {project}, {place}, ...
class Scene {
 public:
  Scene(Random& random, const World& world);
  // `pattern` with its slots filled. {n}, {amount}, {day} and {time} differ each time.
  std::string fill(Random& random, std::string_view pattern) const;

 private:
  std::map<std::string, std::string, std::less<>> words_;
};

enum class Language { english, german };

const Topic& pick_topic(Random& random, Language language);
// The first letter of a conversation, without its closing.
std::string opening_text(Random& random, const Scene& scene, const Topic& topic,
                         std::string_view to_first_name, Language language);
// A reply's own words, without the quotation. `turn` counts from 1.
std::string reply_text(Random& random, const Scene& scene, const Topic& topic,
                       std::string_view to_first_name, Language language, unsigned turn);
// `count` different sentences about this and that.
std::string remarks_text(Random& random, const Scene& scene, Language language, std::size_t count);
std::string closing(Random& random, const Person& author, std::string_view company,
                    Language language);

// Lines of at most 72 characters; empty lines stay.
std::string wrap(std::string_view text);
// "> " before each line.
std::string quote(std::string_view text);

}  // namespace backstamp::sample
