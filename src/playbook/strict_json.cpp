#include "playbook/strict_json.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

// Hears each piece of the text in order; false stops the reading.
class Checker final : public Json::json_sax_t {
 public:
  explicit Checker(int depth_max) : depth_max_(depth_max) {}
  const std::optional<Error>& error() const { return error_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override { return open(); }
  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    error_ = Error{Fault::invalid, "the key \"" + Text::lossy(name).cut(80).str() +
                                       "\" stands twice in one object; keep one of them"};
    return false;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t, const std::string&, const Json::exception& problem) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    std::string_view what = problem.what();
    if (const auto from = what.find("] "); from != what.npos) what.remove_prefix(from + 2);
    error_ = Error{Fault::invalid, "not JSON: " + Text::lossy(what).cut(300).str()};
    return false;
  }

 private:
  bool open() {
    keys_.emplace_back();
    if (static_cast<int>(keys_.size()) <= depth_max_) return true;
    error_ = Error{Fault::limit, "nested deeper than " + std::to_string(depth_max_) + " levels"};
    return false;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  const int depth_max_;
  std::vector<std::set<std::string>> keys_;  // one set an open object or array
  std::optional<Error> error_;
};

}  // namespace

Result<void> check_json(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes_max) {
    return fail(Fault::limit, "larger than " + std::to_string(limits.bytes_max) + " bytes");
  }
  Checker checker(limits.depth_max);
  if (Json::sax_parse(bytes, &checker)) return {};
  return std::unexpected(checker.error().value_or(Error{Fault::invalid, "not JSON"}));
}

}  // namespace backstamp::playbook
