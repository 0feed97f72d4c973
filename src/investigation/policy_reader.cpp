#include "investigation/policy_reader.h"

#include <nlohmann/json.hpp>

namespace backstamp::investigation {

using Json = nlohmann::json;

struct PolicyFile::Content {
  Json json;
  std::string problem;

  template <class T>
  T at(std::string_view pointer) {
    const Json::json_pointer place{std::string(pointer)};
    try {
      if (json.contains(place)) return json.at(place).get<T>();
      if (problem.empty()) problem = std::string(pointer) + " is missing";
    } catch (const Json::exception&) {
      if (problem.empty()) problem = std::string(pointer) + " has the wrong type";
    }
    return T{};
  }
};

PolicyFile::PolicyFile(std::unique_ptr<Content> content) : content_(std::move(content)) {}
PolicyFile::PolicyFile(PolicyFile&&) noexcept = default;
PolicyFile::~PolicyFile() = default;

Result<PolicyFile> PolicyFile::read(std::string_view json) {
  auto content = std::make_unique<Content>();
  content->json = Json::parse(json, nullptr, false);
  if (!content->json.is_object()) return fail(Fault::invalid, "the policy is no JSON object");
  return PolicyFile(std::move(content));
}

double PolicyFile::number(std::string_view pointer) { return content_->at<double>(pointer); }
std::string PolicyFile::text(std::string_view pointer) {
  return content_->at<std::string>(pointer);
}
std::vector<std::string> PolicyFile::texts(std::string_view pointer) {
  return content_->at<std::vector<std::string>>(pointer);
}
std::vector<std::pair<std::string, double>> PolicyFile::numbers(std::string_view pointer) {
  const auto members = content_->at<std::map<std::string, double>>(pointer);
  return {members.begin(), members.end()};
}

Result<void> PolicyFile::done() const {
  if (content_->problem.empty()) return {};
  return fail(Fault::invalid, content_->problem);
}

}  // namespace backstamp::investigation
