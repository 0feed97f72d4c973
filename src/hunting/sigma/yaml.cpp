#include "hunting/sigma/yaml.h"

#include <yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace backstamp::hunting::sigma {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t bytes_max = 256 * 1024;
constexpr int depth_max = 32;
constexpr int nodes_max = 10'000;

class Event {
 public:
  Event() = default;
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  yaml_event_t* get() { return &event_; }
  yaml_event_type_t type() const { return event_.type; }
  const yaml_event_t* operator->() const { return &event_; }
  std::size_t line() const { return event_.start_mark.line + 1; }

 private:
  yaml_event_t event_{};
};

std::unexpected<Error> wrong(std::size_t line, const std::string& what) {
  return fail(Fault::invalid, "line " + std::to_string(line) + ": " + what);
}

// A plain scalar as the core schema reads it.
Json plain(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return nullptr;
  }
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole);
      read.ec == std::errc() && read.ptr == end) {
    return whole;
  }
  const bool digits = text.find_first_not_of("+-0123456789.eE") == text.npos;
  double real = 0;
  if (const auto read = std::from_chars(text.data(), end, real);
      digits && read.ec == std::errc() && read.ptr == end) {
    return real;
  }
  return text;
}

class Reader {
 public:
  explicit Reader(std::string_view text) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Reader() {
    if (ready_) yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<Json> document() {
    if (!ready_) return fail(Fault::limit, "no memory to read YAML");
    TRY(expect(YAML_STREAM_START_EVENT));
    TRY(expect(YAML_DOCUMENT_START_EVENT));
    Event first;
    TRY(next(first));
    Json json = TRY(value(first, 0));
    TRY(expect(YAML_DOCUMENT_END_EVENT));
    Event last;
    TRY(next(last));
    if (last.type() == YAML_STREAM_END_EVENT) return json;
    return wrong(last.line(), "more than one document; give one rule");
  }

 private:
  Result<void> next(Event& event) {
    if (yaml_parser_parse(&parser_, event.get()) == 1) return {};
    const std::string what = parser_.problem ? parser_.problem : "cannot be read";
    return wrong(parser_.problem_mark.line + 1, Text::lossy(what).cut(200).str());
  }

  Result<void> expect(yaml_event_type_t type) {
    Event event;
    TRY(next(event));
    if (event.type() == type) return {};
    return wrong(event.line(), "not one YAML document");
  }

  Result<Json> value(const Event& event, int depth) {
    if (++nodes_ > nodes_max) return fail(Fault::limit, "more than 10000 nodes of YAML");
    if (depth > depth_max) return fail(Fault::limit, "YAML nested deeper than 32 levels");
    switch (event.type()) {
      case YAML_SCALAR_EVENT: return scalar(event);
      case YAML_SEQUENCE_START_EVENT: return sequence(event, depth);
      case YAML_MAPPING_START_EVENT: return mapping(event, depth);
      default: return wrong(event.line(), "anchors and aliases are not taken; write it out");
    }
  }

  Result<Json> scalar(const Event& event) {
    const auto& scalar = event->data.scalar;
    if (scalar.anchor || scalar.tag) return wrong(event.line(), "anchors and tags are not taken");
    std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    if (!Text::parse(text)) return wrong(event.line(), "not valid UTF-8");
    if (scalar.style == YAML_PLAIN_SCALAR_STYLE) return plain(text);
    return Json(std::move(text));
  }

  Result<Json> sequence(const Event& event, int depth) {
    if (event->data.sequence_start.anchor || event->data.sequence_start.tag) {
      return wrong(event.line(), "anchors and tags are not taken");
    }
    Json list = Json::array();
    for (;;) {
      Event one;
      TRY(next(one));
      if (one.type() == YAML_SEQUENCE_END_EVENT) return list;
      list.push_back(TRY(value(one, depth + 1)));
    }
  }

  Result<Json> mapping(const Event& event, int depth) {
    if (event->data.mapping_start.anchor || event->data.mapping_start.tag) {
      return wrong(event.line(), "anchors and tags are not taken");
    }
    Json object = Json::object();
    for (;;) {
      Event key;
      TRY(next(key));
      if (key.type() == YAML_MAPPING_END_EVENT) return object;
      if (key.type() != YAML_SCALAR_EVENT) return wrong(key.line(), "a key must be a text");
      const std::string name(reinterpret_cast<const char*>(key->data.scalar.value),
                             key->data.scalar.length);
      if (!Text::parse(name)) return wrong(key.line(), "not valid UTF-8");
      if (object.contains(name)) return wrong(key.line(), name + " stands there twice");
      Event one;
      TRY(next(one));
      object[name] = TRY(value(one, depth + 1));
    }
  }

  yaml_parser_t parser_{};
  bool ready_ = false;
  int nodes_ = 0;
};

}  // namespace

Result<std::string> yaml_to_json(std::string_view yaml) {
  if (yaml.size() > bytes_max) return fail(Fault::limit, "more than 256 KiB of YAML");
  const Json json = TRY(Reader(yaml).document());
  return json.dump();
}

}  // namespace backstamp::hunting::sigma
