// How link rewriters carry the original URL inside the rewritten one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

enum class UrlWrapping {
  parameter,            // ?url=https%3A%2F%2F...
  parameter_base64,     // ?u=aHR0cHM6Ly8..., also in the URL-safe alphabet, padded or not
  proofpoint_2,         // ?u=https-3A__host_path: "-" for "%", "_" for "/"
  proofpoint_3,         // /v3/__https://host/a*b__;Iw!!...: "*" for what base64 holds
  last_path_part,       // /token/https%3A%2F%2F...
  between_underscores,  // /v2/___https://host/path___.token
};

// The name in content/rules/url_rewriters.json.
std::optional<UrlWrapping> url_wrapping(std::string_view name);
bool has_parameters(UrlWrapping wrapping);

// What stands where the original is expected in `rest`, a normalised URL from its path on, not
// yet read as a URL; nothing where the form does not fit. A parameter given twice is two of them.
// `path` is the beginning of the path that the rewriter always has. Linear in `rest`.
std::vector<std::string> wrapped_urls(UrlWrapping wrapping, std::string_view rest,
                                      std::string_view path,
                                      const std::vector<std::string>& parameters);

}  // namespace backstamp::message
