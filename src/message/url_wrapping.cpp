#include "message/url_wrapping.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "message/base64.h"
#include "message/url_escape.h"

namespace backstamp::message {
namespace {

constexpr std::array<std::pair<std::string_view, UrlWrapping>, 6> names = {{
    {"parameter", UrlWrapping::parameter},
    {"parameter_base64", UrlWrapping::parameter_base64},
    {"proofpoint_2", UrlWrapping::proofpoint_2},
    {"proofpoint_3", UrlWrapping::proofpoint_3},
    {"last_path_part", UrlWrapping::last_path_part},
    {"between_underscores", UrlWrapping::between_underscores},
}};

std::string base64_decoded(std::string encoded) {
  std::ranges::replace(encoded, '-', '+');
  std::ranges::replace(encoded, '_', '/');
  std::string decoded;
  Base64Decoder decoder;
  decoder.add(encoded, decoded);
  decoder.finish(decoded);
  return decoded;
}

std::string decoded_value(UrlWrapping wrapping, std::string_view value) {
  if (wrapping == UrlWrapping::parameter_base64) return base64_decoded(percent_decoded(value));
  if (wrapping != UrlWrapping::proofpoint_2) return percent_decoded(value);
  std::string plain(value);
  std::ranges::replace(plain, '-', '%');
  std::ranges::replace(plain, '_', '/');
  return percent_decoded(plain);
}

std::string_view query_of(std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t mark = rest.find('?');
  return mark == rest.npos ? std::string_view() : rest.substr(mark + 1);
}

std::vector<std::string> parameter_values(UrlWrapping wrapping, std::string_view query,
                                          const std::vector<std::string>& names_wanted) {
  std::vector<std::string> values;
  while (!query.empty()) {
    std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with("amp;")) pair.remove_prefix(4);  // HTML quoted as plain text
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos) continue;
    const std::string name = percent_decoded(pair.substr(0, equals));
    if (std::ranges::find(names_wanted, name) == names_wanted.end()) continue;
    values.push_back(decoded_value(wrapping, pair.substr(equals + 1)));
  }
  return values;
}

// The characters that the "*" of a Proofpoint URL stand for, taken one after the other.
class Replaced {
 public:
  explicit Replaced(std::string characters) : characters_(std::move(characters)) {}

  // Appends the next `count` characters; false when there are fewer or they are not UTF-8.
  bool take(std::size_t count, std::string& text) {
    for (; count > 0; --count) {
      const std::string_view rest = std::string_view(characters_).substr(at_);
      const std::size_t length = utf8_length(rest);
      if (length == 0) return false;
      text += rest.substr(0, length);
      at_ += length;
    }
    return true;
  }

 private:
  std::string characters_;
  std::size_t at_ = 0;
};

// "**A" stands for two characters, "**B" for three, ... "**_" for 65; 0 for another letter.
std::size_t run_length(char letter) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t place = letters.find(letter);
  return place == letters.npos ? 0 : place + 2;
}

// As Proofpoint's published decoder does it.
std::optional<std::string> filled_in(std::string_view text, Replaced replaced) {
  std::string url;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '*') {
      url += text[i];
      continue;
    }
    const bool run = i + 2 < text.size() && text[i + 1] == '*';
    const std::size_t count = run ? run_length(text[i + 2]) : 1;
    if (count == 0 || !replaced.take(count, url)) return std::nullopt;
    if (run) i += 2;
  }
  return url;
}

std::vector<std::string> proofpoint_3(std::string_view rest) {
  const std::size_t end = rest.find("__;");
  if (end == rest.npos) return {};
  const std::string_view characters = rest.substr(end + 3);
  const std::size_t mark = characters.find('!');
  if (mark == characters.npos) return {};
  auto url = filled_in(percent_decoded(rest.substr(0, end)),
                       Replaced(base64_decoded(std::string(characters.substr(0, mark)))));
  if (!url) return {};
  return {std::move(*url)};
}

std::vector<std::string> last_path_part(std::string_view rest) {
  rest = rest.substr(0, rest.find_first_of("?#"));
  return {percent_decoded(rest.substr(rest.rfind('/') + 1))};
}

std::vector<std::string> between_underscores(std::string_view rest) {
  const std::size_t end = rest.find("___.");
  if (end == rest.npos) return {};
  return {std::string(rest.substr(0, end))};
}

}  // namespace

std::optional<UrlWrapping> url_wrapping(std::string_view name) {
  for (const auto& [known, wrapping] : names) {
    if (known == name) return wrapping;
  }
  return std::nullopt;
}

bool has_parameters(UrlWrapping wrapping) {
  return wrapping == UrlWrapping::parameter || wrapping == UrlWrapping::parameter_base64 ||
         wrapping == UrlWrapping::proofpoint_2;
}

std::vector<std::string> wrapped_urls(UrlWrapping wrapping, std::string_view rest,
                                      std::string_view path,
                                      const std::vector<std::string>& parameters) {
  if (!rest.starts_with(path)) return {};
  switch (wrapping) {
    case UrlWrapping::proofpoint_3: return proofpoint_3(rest.substr(path.size()));
    case UrlWrapping::last_path_part: return last_path_part(rest);
    case UrlWrapping::between_underscores: return between_underscores(rest.substr(path.size()));
    default: return parameter_values(wrapping, query_of(rest), parameters);
  }
}

}  // namespace backstamp::message
