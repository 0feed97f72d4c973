// The pages of the gateway, in English or German as the browser wishes. Everything that comes from
// outside is escaped; a page loads nothing and runs nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::click {

enum class Language { english, german };
// Of Accept-Language (RFC 9110, 12.5.4); English when it names neither.
Language language_of(std::string_view accept_language);

struct PageFacts {
  Text organisation;  // may be empty
  std::string_view target;
  Language language = Language::english;
};

std::string blocked_page(const PageFacts& facts);
// With `go_on` a button that sends the same address by POST.
std::string warning_page(const PageFacts& facts, bool go_on);
// The address is none of ours.
std::string unknown_page(const PageFacts& facts);

}  // namespace backstamp::click
