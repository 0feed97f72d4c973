// The real mail that campaigns are made from and hidden in: shared/data/mail, unpacked.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mutator.h"

namespace backstamp::bench {

enum class Kind { words, image_only, link_only };

// A message that a campaign is made from, of a campaign of its own.
struct Base {
  std::string path;  // below the mail folder
  std::string bytes;
  std::string campaign;  // as the collection's INDEX.tsv names it
  Kind kind = Kind::words;
  std::uint32_t word_count = 0;
};

// Of phishing_pot, chosen by the seed: 15 short (under 40 words), 19 of medium length (under 200),
// 13 long; 7 that show an image alone and 6 that show a link alone. No two of one kit.
std::vector<Base> choose_bases(const std::filesystem::path& mail, Chance& chance);

// Every other message below `mail`, in a fixed order, with its collection and its path. Members of
// the bases' own campaigns, which would count as errors and are none, are left out.
void for_each_other(const std::filesystem::path& mail, const std::vector<Base>& bases,
                    const std::function<void(std::string_view collection, const std::string& path,
                                             std::string_view bytes)>& use);

}  // namespace backstamp::bench
