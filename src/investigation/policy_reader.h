// Reads members of a policy file that must be there; the first that is missing or of another type
// ends it. For the .cpp files that read policies.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::investigation {

class PolicyFile {
 public:
  // Error: invalid, when it is no JSON object.
  static Result<PolicyFile> read(std::string_view json);
  PolicyFile(PolicyFile&&) noexcept;
  ~PolicyFile();

  // `pointer` as in RFC 6901: "/sign_in/speed_kmh_max". A wrong member is remembered; 0, "" or
  // nothing is returned then.
  double number(std::string_view pointer);
  std::string text(std::string_view pointer);
  std::vector<std::string> texts(std::string_view pointer);
  std::vector<std::pair<std::string, double>> numbers(std::string_view pointer);  // of an object

  // Error: invalid, with the first wrong member.
  Result<void> done() const;

 private:
  struct Content;
  explicit PolicyFile(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace backstamp::investigation
