#include "hunting/sigma_policy/yaml.h"

#include <yaml.h>

#include <memory>

#include "base/text.h"

namespace backstamp::hunting::sigma_policy {
namespace {

constexpr std::size_t bytes_max = 256 * 1024, nodes_max = 10'000;
constexpr int depth_max = 32;

// One event of libyaml, freed with the object.
class Event {
 public:
  Event() = default;
  ~Event() { clear(); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  bool read(yaml_parser_t& parser) {
    clear();
    filled_ = yaml_parser_parse(&parser, &event_) == 1;
    return filled_;
  }
  yaml_event_type_t type() const { return event_.type; }
  std::size_t line() const { return event_.start_mark.line + 1; }
  std::string_view scalar() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }
  bool plain() const { return event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE; }
  bool anchored() const {
    switch (event_.type) {
      case YAML_ALIAS_EVENT: return true;
      case YAML_SCALAR_EVENT: return event_.data.scalar.anchor != nullptr;
      case YAML_SEQUENCE_START_EVENT: return event_.data.sequence_start.anchor != nullptr;
      case YAML_MAPPING_START_EVENT: return event_.data.mapping_start.anchor != nullptr;
      default: return false;
    }
  }

 private:
  void clear() {
    if (filled_) yaml_event_delete(&event_);
    filled_ = false;
  }
  yaml_event_t event_{};
  bool filled_ = false;
};

class Reader {
 public:
  explicit Reader(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Reader() { yaml_parser_delete(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<Yaml> document() {
    do {
      TRY(next());
      if (event_.type() == YAML_STREAM_END_EVENT) return fail(Fault::invalid, "the YAML is empty");
    } while (event_.type() != YAML_DOCUMENT_START_EVENT);
    TRY(next());
    return node(0);
  }

 private:
  Result<void> next() {
    if (event_.read(parser_)) return {};
    return fail(Fault::invalid,
                "line " + std::to_string(parser_.problem_mark.line + 1) + ": " +
                    Text::lossy(parser_.problem == nullptr ? "no YAML" : parser_.problem).str());
  }

  Result<Yaml> node(int depth) {
    const std::string line = "line " + std::to_string(event_.line()) + ": ";
    if (event_.anchored()) return fail(Fault::invalid, line + "anchors and aliases are not read");
    if (depth > depth_max) return fail(Fault::limit, line + "nested too deep");
    if (++nodes_ > nodes_max) return fail(Fault::limit, line + "too many nodes");
    if (event_.type() == YAML_SCALAR_EVENT) return scalar();
    if (event_.type() == YAML_SEQUENCE_START_EVENT) return list(depth);
    if (event_.type() == YAML_MAPPING_START_EVENT) return map(depth);
    return fail(Fault::invalid, line + "a value was expected");
  }

  Yaml scalar() const {
    const std::string text = Text::lossy(event_.scalar()).str();
    const bool nothing =
        event_.plain() && (text.empty() || text == "~" || ascii_equal(text, "null"));
    Yaml yaml;
    yaml.kind = nothing ? Yaml::Kind::nothing : Yaml::Kind::text;
    if (!nothing) yaml.text = text;
    return yaml;
  }

  Result<Yaml> list(int depth) {
    Yaml yaml;
    yaml.kind = Yaml::Kind::list;
    for (;;) {
      TRY(next());
      if (event_.type() == YAML_SEQUENCE_END_EVENT) return yaml;
      yaml.items.push_back(TRY(node(depth + 1)));
    }
  }

  Result<Yaml> map(int depth) {
    Yaml yaml;
    yaml.kind = Yaml::Kind::map;
    for (;;) {
      TRY(next());
      if (event_.type() == YAML_MAPPING_END_EVENT) return yaml;
      const std::string line = "line " + std::to_string(event_.line()) + ": ";
      if (event_.type() != YAML_SCALAR_EVENT)
        return fail(Fault::invalid, line + "a key must be a text");
      std::string key = Text::lossy(event_.scalar()).str();
      if (yaml.find(key) != nullptr)
        return fail(Fault::invalid, line + "the key " + key + " comes twice");
      TRY(next());
      yaml.members.emplace_back(std::move(key), TRY(node(depth + 1)));
    }
  }

  yaml_parser_t parser_{};
  Event event_;
  std::size_t nodes_ = 0;
};

}  // namespace

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string Yaml::text_at(std::string_view key) const {
  const Yaml* found = find(key);
  return found == nullptr ? std::string() : found->text;
}

Result<Yaml> read_yaml(std::string_view text) {
  if (text.size() > bytes_max) {
    return fail(Fault::limit, "larger than " + std::to_string(bytes_max / 1024) + " KiB");
  }
  return Reader(text).document();
}

}  // namespace backstamp::hunting::sigma_policy
