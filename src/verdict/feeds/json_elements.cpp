#include "verdict/feeds/json_elements.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;
using Kind = JsonValue::Kind;

constexpr std::size_t keys_max = 64;
constexpr std::size_t path_bytes_max = 256;  // longer ones are at none of the places

// An object or array that is open.
struct Level {
  std::size_t path_size = 0;  // of the path to it
  bool array = false;
};

// nlohmann's parser tells what it meets; it keeps no tree and uses no recursion.
class Reader final : public nlohmann::json_sax<Json> {
 public:
  Reader(std::span<const std::string_view> places, const TakeElement& take)
      : places_(places), take_(take) {}

  bool null() override { return put({}); }
  bool boolean(bool truth) override {
    return put({.kind = Kind::truth, .text = truth ? "true" : "false", .items = {}, .members = {}});
  }
  bool number_integer(number_integer_t number) override { return put_number(number); }
  bool number_unsigned(number_unsigned_t number) override { return put_number(number); }
  bool number_float(number_float_t, const string_t& written) override {
    return put({.kind = Kind::number, .text = written, .items = {}, .members = {}});
  }
  bool string(string_t& text) override {
    return put({.kind = Kind::text, .text = std::move(text), .items = {}, .members = {}});
  }
  bool binary(binary_t&) override { return true; }  // never of text
  bool start_object(std::size_t) override { return open(/*array=*/false); }
  bool start_array(std::size_t) override { return open(/*array=*/true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override;
  bool parse_error(std::size_t at, const std::string&, const Json::exception& why) override {
    error_ = Error{Fault::invalid, "no JSON from byte " + std::to_string(at) +
                                       " on: " + Text::lossy(why.what()).cut(200).str()};
    return false;
  }

  Result<JsonOutline> outline() {
    if (error_) return std::unexpected(*std::move(error_));
    return std::move(outline_);
  }

 private:
  template <class Number>
  bool put_number(Number number) {
    return put({.kind = Kind::number, .text = std::to_string(number), .items = {}, .members = {}});
  }
  bool stop(Fault fault, std::string what) {
    error_ = Error{fault, std::move(what)};
    return false;
  }
  bool open(bool array);
  bool close();
  bool put(JsonValue value);
  bool count();
  JsonValue& place_for(JsonValue value);
  std::optional<std::size_t> place_here() const;

  std::span<const std::string_view> places_;
  const TakeElement& take_;
  JsonOutline outline_;
  std::optional<Error> error_;
  std::vector<Level> levels_;
  std::string path_;
  std::string key_;                // of the value that comes next, within an element
  std::optional<std::size_t> at_;  // the place of the element that is being built
  std::size_t values_ = 0;         // in it
  JsonValue element_;
  std::vector<JsonValue*> building_;  // the open objects and arrays of the element
};

// Keys hold '/' too: such a key could pass for two steps, so it is at no place.
bool Reader::key(string_t& name) {
  if (levels_.size() == 1 && outline_.keys.size() < keys_max && name.size() < path_bytes_max) {
    outline_.keys.push_back(name);
  }
  if (at_) {
    key_ = std::move(name);
    return true;
  }
  path_.resize(levels_.back().path_size);
  path_ += "/" + (name.contains('/') ? "//" : name.substr(0, path_bytes_max));
  return true;
}

bool Reader::count() {
  if (++values_ <= json_values_max) return true;
  return stop(Fault::limit,
              "an object of more than " + std::to_string(json_values_max) + " values");
}

// The value in the tree of the element. A pointer to an open object stays good: only the innermost
// one grows.
JsonValue& Reader::place_for(JsonValue value) {
  if (building_.empty()) return element_ = std::move(value);
  JsonValue& parent = *building_.back();
  if (parent.kind == Kind::array) return parent.items.emplace_back(std::move(value));
  return parent.members.emplace_back(JsonMember{std::move(key_), std::move(value)}).value;
}

bool Reader::put(JsonValue value) {
  if (!at_) return true;
  if (!count()) return false;
  place_for(std::move(value));
  return true;
}

std::optional<std::size_t> Reader::place_here() const {
  const auto found = std::ranges::find(places_, path_);
  if (found == places_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - places_.begin());
}

bool Reader::open(bool array) {
  if (levels_.size() >= json_depth_max) {
    return stop(Fault::limit, "nested deeper than " + std::to_string(json_depth_max));
  }
  if (levels_.empty()) outline_.root = array ? Kind::array : Kind::object;
  if (!at_) {
    if (!levels_.empty() && levels_.back().array) {
      path_.resize(levels_.back().path_size);
      path_ += "/[]";
    }
    if (!array) at_ = place_here();
    values_ = 0;
  }
  levels_.push_back({.path_size = path_.size(), .array = array});
  if (!at_) return true;
  if (!count()) return false;
  building_.push_back(&place_for(
      {.kind = array ? Kind::array : Kind::object, .text = {}, .items = {}, .members = {}}));
  return true;
}

bool Reader::close() {
  levels_.pop_back();
  if (!at_) return true;
  building_.pop_back();
  if (!building_.empty()) return true;
  const auto taken = take_(*at_, element_);
  at_.reset();
  element_ = {};
  if (!taken) error_ = taken.error();
  return taken.has_value();
}

}  // namespace

const JsonValue& JsonValue::at(std::string_view name) const {
  static const JsonValue nothing;
  const auto found = std::find_if(members.rbegin(), members.rend(),
                                  [&](const JsonMember& member) { return member.name == name; });
  return found == members.rend() ? nothing : found->value;
}

std::string_view JsonValue::as_text() const {
  return kind == Kind::text ? std::string_view(text) : std::string_view();
}

bool JsonOutline::has(std::string_view key) const {
  return std::ranges::find(keys, key) != keys.end();
}

Result<JsonOutline> each_json_element(std::string_view bytes,
                                      std::span<const std::string_view> places,
                                      const TakeElement& take) {
  Reader reader(places, take);
  try {
    Json::sax_parse(bytes, &reader);
  } catch (const Json::exception& error) {
    return fail(Fault::invalid, "no JSON: " + Text::lossy(error.what()).cut(200).str());
  }
  return reader.outline();
}

}  // namespace backstamp::verdict
