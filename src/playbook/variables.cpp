#include "playbook/variables.h"

#include <arpa/inet.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/uuid.h"

namespace backstamp::playbook {
namespace {

constexpr std::size_t value_bytes_max = 64 * 1024;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char byte) { return std::isxdigit(byte) != 0; });
}

bool is_digest(std::string_view text, std::size_t digits) {
  return text.size() == digits && is_hex(text);
}

template <class Integer>
bool is_integer(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_address(int family, std::string_view text) {
  const std::string network(text.substr(0, text.find('/')));
  const std::string_view prefix = text.substr(network.size());
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(family, network.c_str(), bytes.data()) != 1) return false;
  return prefix.empty() || is_integer<std::uint8_t>(prefix.substr(1));
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool separator = at % 3 == 2;
    if (separator ? text[at] != ':' && text[at] != '-' : !is_hex(text.substr(at, 1))) return false;
  }
  return true;
}

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  return colon != text.npos && colon > 0 && std::isalpha(static_cast<unsigned char>(text[0])) &&
         text.find_first_of(" \t\r\n") == text.npos;
}

struct Type {
  std::string_view name;
  ValueKind kind;
  bool (*fits)(std::string_view);
};

constexpr auto any = [](std::string_view) { return true; };

const Type types[] = {
    {"bool", ValueKind::boolean, [](std::string_view v) { return v == "true" || v == "false"; }},
    {"dictionary", ValueKind::text,
     [](std::string_view v) { return nlohmann::json::parse(v, nullptr, false).is_object(); }},
    {"float", ValueKind::number, [](std::string_view v) { return number_of(v).has_value(); }},
    {"hash", ValueKind::text, [](std::string_view v) { return v.size() >= 32 && is_hex(v); }},
    {"hexstring", ValueKind::text, is_hex},
    {"integer", ValueKind::number, is_integer<std::int64_t>},
    {"ipv4-addr", ValueKind::text, [](std::string_view v) { return is_address(AF_INET, v); }},
    {"ipv6-addr", ValueKind::text, [](std::string_view v) { return is_address(AF_INET6, v); }},
    {"long", ValueKind::number, is_integer<std::int64_t>},
    {"mac-addr", ValueKind::text, is_mac},
    {"md5-hash", ValueKind::text, [](std::string_view v) { return is_digest(v, 32); }},
    {"sha256-hash", ValueKind::text, [](std::string_view v) { return is_digest(v, 64); }},
    {"string", ValueKind::text, any},
    {"uri", ValueKind::text, is_uri},
    {"uuid", ValueKind::text, [](std::string_view v) { return Uuid::parse(v).has_value(); }},
};

const Type* find(std::string_view name) {
  const auto found = std::ranges::find(types, name, &Type::name);
  return found == std::end(types) ? nullptr : found;
}

}  // namespace

ValueKind value_kind(std::string_view type) {
  const Type* found = find(type);
  return found ? found->kind : ValueKind::text;
}

bool is_variable_name(std::string_view name) {
  if (name.size() < 5 || name.size() > 204) return false;
  if (!name.starts_with("__") || !name.ends_with("__")) return false;
  if (const unsigned char first = name[2]; !std::isalpha(first) && first != '_') return false;
  return std::ranges::all_of(
      name, [](unsigned char byte) { return std::isalnum(byte) || byte == '_' || byte == '-'; });
}

std::string_view name_in(std::string_view reference) {
  constexpr std::string_view suffix = ":value";
  if (reference.ends_with(suffix)) reference.remove_suffix(suffix.size());
  return reference;
}

bool fits(std::string_view type, std::string_view value) {
  const Type* found = find(type);
  return value.empty() || !found || found->fits(value);
}

std::optional<long double> number_of(std::string_view text) {
  long double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Result<void> assign(Variable& variable, std::string_view name, const std::string& value) {
  const std::string who(name);
  if (variable.constant) return fail(Fault::invalid, who + " is constant and can't be changed");
  if (value.size() > value_bytes_max)
    return fail(Fault::limit, who + " would be longer than 64 KiB");
  if (!fits(variable.type, value)) {
    return fail(Fault::invalid, who + " is of type " + variable.type + "; \"" +
                                    Text::lossy(value).cut(80).str() + "\" does not fit");
  }
  variable.value = value;
  return {};
}

}  // namespace backstamp::playbook
