#include "verdict/feeds/stix_pattern.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "verdict/feeds/stix_token.h"

namespace backstamp::verdict {
namespace {

using Kind = StixToken::Kind;
using Reason = std::string_view;
using Parsed = std::expected<void, Reason>;

constexpr std::size_t depth_max = 32;
constexpr Reason not_understood = "pattern not understood";
constexpr Reason several = "pattern of several conditions at once";
constexpr Reason no_equality = "pattern with a comparison other than equality";
constexpr Reason in_time = "pattern of events in time";

struct Property {
  std::string_view path, kind;
};

// In lower case; the name of a hash without its hyphen.
constexpr std::array properties = {
    Property{"url:value", "url"},
    Property{"domain-name:value", "domain"},
    Property{"ipv4-addr:value", "ip"},
    Property{"ipv6-addr:value", "ip"},
    Property{"file:hashes.sha256", "file"},
    Property{"email-addr:value", "sender"},
    Property{"email-message:from_ref.value", "sender"},
    Property{"email-message:sender_ref.value", "sender"},
};

constexpr std::array<std::string_view, 11> other_comparisons = {
    "!=", "<>", "<", "<=", ">", ">=", "NOT", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"};

#define EXPECT_PARSED(expression) \
  if (const auto parsed = (expression); !parsed) return std::unexpected(parsed.error())

// By recursive descent; each function reads what its name says.
class Parser {
 public:
  explicit Parser(std::vector<StixToken> tokens) : tokens_(std::move(tokens)) {}

  std::expected<StixValues, Reason> pattern();

 private:
  Parsed observations();
  Parsed observation();
  Parsed qualifiers();
  Parsed conditions();
  Parsed condition();
  Parsed comparison();
  Parsed set(std::string_view kind);
  Parsed constant(std::string_view kind);
  std::optional<std::string> path();
  bool step(std::string& path);

  const StixToken& next() const { return tokens_[at_]; }
  // Moves on where that is what comes next.
  bool take(Kind kind, std::string_view written);
  bool word(std::string_view written) { return take(Kind::word, written); }
  bool mark(std::string_view written) { return take(Kind::mark, written); }
  Parsed closed(std::string_view written);

  std::vector<StixToken> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  StixValues found_;
};

bool Parser::take(Kind kind, std::string_view written) {
  if (!next().is(kind, written)) return false;
  ++at_;
  return true;
}

Parsed Parser::closed(std::string_view written) {
  if (!mark(written)) return std::unexpected(not_understood);
  --depth_;
  return {};
}

std::expected<StixValues, Reason> Parser::pattern() {
  EXPECT_PARSED(observations());
  if (next().kind != Kind::end) return std::unexpected(not_understood);
  return std::move(found_);
}

Parsed Parser::observations() {
  do {
    EXPECT_PARSED(observation());
  } while (word("OR"));
  if (word("AND")) return std::unexpected(several);
  if (word("FOLLOWEDBY")) return std::unexpected(in_time);
  return {};
}

Parsed Parser::observation() {
  if (++depth_ > depth_max) return std::unexpected("pattern nested too deep");
  if (mark("(")) {
    EXPECT_PARSED(observations());
    EXPECT_PARSED(closed(")"));
  } else {
    if (!mark("[")) return std::unexpected(not_understood);
    EXPECT_PARSED(conditions());
    EXPECT_PARSED(closed("]"));
  }
  return qualifiers();
}

Parsed Parser::qualifiers() {
  if (word("START") || word("WITHIN") || word("REPEATS")) return std::unexpected(in_time);
  return {};
}

Parsed Parser::conditions() {
  do {
    EXPECT_PARSED(condition());
  } while (word("OR"));
  if (word("AND")) return std::unexpected(several);
  return {};
}

Parsed Parser::condition() {
  if (!mark("(")) return comparison();
  if (++depth_ > depth_max) return std::unexpected("pattern nested too deep");
  EXPECT_PARSED(conditions());
  return closed(")");
}

Parsed Parser::comparison() {
  if (word("NOT") || word("EXISTS")) return std::unexpected(no_equality);
  const auto property_path = path();
  if (!property_path) return std::unexpected(not_understood);
  const auto property = std::ranges::find(properties, *property_path, &Property::path);
  const std::string_view kind = property == properties.end() ? "" : property->kind;
  if (mark("=") || mark("==")) return constant(kind);
  if (word("IN")) return set(kind);
  const bool other = std::ranges::find(other_comparisons, next().text) != other_comparisons.end();
  return std::unexpected(other ? no_equality : not_understood);
}

Parsed Parser::set(std::string_view kind) {
  if (!mark("(")) return std::unexpected(not_understood);
  do {
    EXPECT_PARSED(constant(kind));
  } while (mark(","));
  if (!mark(")")) return std::unexpected(not_understood);
  return {};
}

Parsed Parser::constant(std::string_view kind) {
  const StixToken& token = next();
  if (token.kind == Kind::mark || token.kind == Kind::end) return std::unexpected(not_understood);
  if (kind.empty() || token.kind != Kind::text) {
    ++found_.unused;
  } else {
    found_.values.push_back({.kind = kind, .value = token.text});
  }
  ++at_;
  // The point of a number such as 1.5.
  if (token.kind == Kind::word && mark(".") && next().kind == Kind::word) ++at_;
  return {};
}

std::optional<std::string> Parser::path() {
  if (next().kind != Kind::word) return std::nullopt;
  std::string path = tokens_[at_++].text;
  if (!mark(":")) return std::nullopt;
  path += ":";
  if (!step(path)) return std::nullopt;
  while (true) {
    if (mark(".")) {
      path += ".";
      if (!step(path)) return std::nullopt;
    } else if (mark("[")) {
      path += "[";
      if (!mark("*") && !step(path)) return std::nullopt;
      path += "]";
      if (!mark("]")) return std::nullopt;
    } else {
      return path;
    }
  }
}

// A step in quotes that holds a point is none of ours.
bool Parser::step(std::string& path) {
  if (next().kind != Kind::word && next().kind != Kind::text) return false;
  const std::string name = ascii_lower(tokens_[at_++].text);
  path += name == "sha-256" ? "sha256" : name.contains('.') ? "?" : name;
  return true;
}

#undef EXPECT_PARSED

}  // namespace

std::expected<StixValues, std::string_view> stix_values(std::string_view pattern) {
  auto tokens = stix_tokens(pattern);
  if (!tokens) return std::unexpected(tokens.error());
  return Parser(*std::move(tokens)).pattern();
}

}  // namespace backstamp::verdict
