// Whatever stands in a message: guarding it leaves the header, ends, and leaves no more links that
// lead elsewhere than there were; a word that is none of ours is refused.
#include <cstddef>
#include <cstdint>

#include "click/guarding.h"
#include "click/link.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp;
  static const click::KeyRing keys = click::KeyRing::parse("0a01 " + std::string(64, 'a')).value();
  const std::string_view letter(reinterpret_cast<const char*>(data), size);
  const std::size_t end = letter.find("\n\n");
  const std::size_t body_at = end == std::string_view::npos ? size : end + 2;
  std::string last;
  const auto guard = [&](std::string_view target) {
    last = target;
    const std::string word = click::word_of({.target = last, .guard = {}, .recipient = {}}, keys);
    if (!word.empty() && click::link_of(word, keys).value().target != last) __builtin_trap();
    return word.empty() ? word : "https://gw.example/c/" + word;
  };
  const auto body = click::guarded_body(letter, body_at, guard);
  if (body && last.empty()) __builtin_trap();
  (void)click::link_of(letter, keys);
  return 0;
}
