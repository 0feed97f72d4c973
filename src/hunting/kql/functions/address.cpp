// IPv4: ipv4_is_private, ipv4_is_in_range, ipv4_compare, has_ipv4, ... Null for what is no address.
#include <charconv>

#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

struct Range {
  std::uint32_t first = 0, last = 0;
};

std::optional<std::uint32_t> address_of(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || value > 255) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    address = (address << 8) | value;
    if (part == 3) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

// 10.0.0.0/8, or one address.
std::optional<Range> range_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = address_of(text.substr(0, slash));
  if (!address) return std::nullopt;
  int bits = 32;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    if (bits < 0 || bits > 32) return std::nullopt;
  }
  const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
  return Range{*address & mask, (*address & mask) | ~mask};
}

// 1.2.3.4 or 1.2.3.4/24, whose prefix is dropped, as a number.
std::string number_sql(const std::string& text) {
  return sql("toUInt32(toIPv4OrNull(splitByChar('/', trimBoth($0))[1]))", {text});
}

std::string within(const std::string& number, const Range& range) {
  return sql("($0 BETWEEN $1 AND $2)",
             {number, std::to_string(range.first), std::to_string(range.last)});
}

Scalar flag(const std::string& number, const std::string& found) {
  return make_scalar(sql("if(isNull($0), NULL, $1)", {number, found}), Type::boolean);
}

Checked<Scalar> is_private(Call& call) {
  const std::string number = number_sql(call.text(0));
  std::vector<std::string> parts;
  for (const std::string_view net : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
    parts.push_back(within(number, *range_of(net)));
  }
  return flag(number, "(" + joined(parts, " OR ") + ")");
}

Checked<std::vector<std::string>> nets_of(Call& call) {
  std::vector<std::string> nets;
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (const auto text = constant_text(call[i])) {
      nets.push_back(*text);
    } else if (const auto texts = constant_texts(call[i])) {
      nets.insert(nets.end(), texts->begin(), texts->end());
    } else {
      return wrong(call.place_of(i), "the ranges must be constant", "'10.0.0.0/8'");
    }
  }
  if (nets.size() > 5'000) return too_much(call.place(), "at most 5000 ranges");
  return nets;
}

Checked<Scalar> is_in_ranges(Call& call) {
  const auto nets = TRY(nets_of(call));
  const std::string number = number_sql(call.text(0));
  std::vector<std::string> parts;
  for (const std::string& net : nets) {
    const auto range = range_of(net);
    if (range) parts.push_back(within(number, *range));
    if (!range && nets.size() == 1) return null_of(Type::boolean);
  }
  if (parts.empty()) return flag(number, "false");
  return flag(number, "(" + joined(parts, " OR ") + ")");
}

Checked<Scalar> compare(Call& call) {
  const std::string a = number_sql(call.text(0)), b = number_sql(call.text(1));
  if (call.syntax.text == "ipv4_is_match") {
    return make_scalar(sql("($0 = $1)", {a, b}), Type::boolean);
  }
  return make_scalar(sql("toInt64(sign(toInt64($0) - toInt64($1)))", {a, b}), Type::long_integer);
}

Checked<Scalar> parse(Call& call) {
  return make_scalar(sql("toInt64($0)", {number_sql(call.text(0))}), Type::long_integer);
}

constexpr std::string_view ipv4_regex =
    "(?:^|[^0-9A-Za-z.])((?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}"
    "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]))(?:$|[^0-9A-Za-z.])";

Checked<Scalar> has_ipv4(Call& call) {
  return make_scalar(
      sql("has(extractAll($0, $1), $2)", {call.text(0), sql_text(ipv4_regex), call.text(1)}),
      Type::boolean, false);
}

Checked<Scalar> has_ipv4_prefix(Call& call) {
  return make_scalar(sql("arrayExists(a -> startsWith(a, $2), extractAll($0, $1))",
                         {call.text(0), sql_text(ipv4_regex), call.text(1)}),
                     Type::boolean, false);
}

constexpr Function functions[] = {
    {"ipv4_is_private", 1, 1, is_private},
    {"ipv4_is_in_range", 2, 2, is_in_ranges},
    {"ipv4_is_in_any_range", 2, any_number, is_in_ranges},
    {"ipv4_is_match", 2, 2, compare},
    {"ipv4_compare", 2, 2, compare},
    {"parse_ipv4", 1, 1, parse},
    {"has_ipv4", 2, 2, has_ipv4},
    {"has_ipv4_prefix", 2, 2, has_ipv4_prefix},
};

}  // namespace

std::span<const Function> address_functions() { return functions; }

}  // namespace backstamp::hunting::kql
