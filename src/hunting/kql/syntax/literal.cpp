// Literals: texts, numbers, timespans, datetime(...), long(...), dynamic(...).
#include <charconv>

#include "base/text.h"
#include "hunting/kql/syntax/parser.h"

namespace backstamp::hunting::kql {
namespace {

constexpr int dynamic_depth_max = 64;

std::optional<std::int64_t> whole(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  if (hexadecimal) {
    std::uint64_t bits = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return static_cast<std::int64_t>(bits);
  }
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> real(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_null_word(std::string_view text) { return text == "null"; }

std::string without_quotes(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                      text.back() == text.front();
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

Checked<Constant> raw_constant(const Token& token, Type type) {
  const std::string text = without_quotes(token.raw);
  if (is_null_word(text)) return Constant();
  if (type == Type::guid) return Constant(ascii_lower(text));
  const auto ticks = type == Type::datetime ? parse_datetime(text) : parse_timespan(text);
  if (!ticks) {
    return wrong(token.place, text + " is no " + std::string(name_of(type)),
                 type == Type::datetime ? "datetime(2026-01-31 13:45:00)" : "time(1.02:03:04)");
  }
  return Constant(*ticks);
}

}  // namespace

Checked<ExpressionPtr> Parser::literal() {
  const Token token = next();
  auto literal = make_expression(Expression::Kind::literal, token.place);
  switch (token.kind) {
    case Token::Kind::string: {
      std::string text = token.text;
      while (peek().kind == Token::Kind::string) text += next().text;
      literal->constant = std::move(text);
      return literal;
    }
    case Token::Kind::whole: {
      literal->type = Type::long_integer;
      const auto value = whole(token.text);
      if (!value) return wrong(token.place, token.text + " is too large for a long");
      literal->constant = *value;
      return literal;
    }
    case Token::Kind::real:
      literal->type = Type::real;
      literal->constant = real(token.text).value_or(0);
      return literal;
    case Token::Kind::timespan:
      literal->type = Type::timespan;
      literal->constant = parse_timespan(token.text).value_or(0);
      return literal;
    default:
      literal->type = type_of_name(token.text).value_or(Type::text);
      literal->constant = TRY(raw_constant(token, literal->type));
      return literal;
  }
}

// long(5), int(-3), real(null), bool(true), string(null).
Checked<ExpressionPtr> Parser::typed_literal(const Token& word) {
  auto literal = make_expression(Expression::Kind::literal, word.place);
  literal->type = type_of_name(word.text).value_or(Type::text);
  TRY(expect("("));
  const bool minus = accept("-");
  accept("+");
  const Token value = next();
  TRY(expect(")"));
  const auto refuse = [&] {
    return wrong(value.place, value.text + " is no " + std::string(name_of(literal->type)),
                 "a literal");
  };
  if (value.is_name("null")) {
    if (literal->type == Type::text) literal->constant = std::string();
    return literal;
  }
  const std::string text = (minus ? "-" : "") + value.text;
  if (is_whole(literal->type)) {
    const auto number = whole(text);
    if (!number) return refuse();
    literal->constant = *number;
  } else if (literal->type == Type::real) {
    const auto number = real(text);
    if (!number) return refuse();
    literal->constant = *number;
  } else if (literal->type == Type::boolean) {
    const std::string lowered = ascii_lower(value.text);
    if (lowered != "true" && lowered != "false" && text != "0" && text != "1") return refuse();
    literal->constant = lowered == "true" || text == "1";
  } else if (literal->type == Type::text) {
    literal->constant = value.text;
  } else {
    return refuse();
  }
  return literal;
}

Checked<ExpressionPtr> Parser::dynamic_literal(const Token& word) {
  auto literal = make_expression(Expression::Kind::literal, word.place);
  literal->type = Type::dynamic;
  TRY(expect("("));
  std::string json = TRY(dynamic_value());
  TRY(expect(")"));
  if (json != "null") literal->constant = std::move(json);
  return literal;
}

Checked<std::string> Parser::dynamic_value() {
  if (++depth_ > dynamic_depth_max) {
    return too_much(peek().place, "a dynamic nests deeper than 64");
  }
  const Token token = next();
  std::string json;
  if (token.is("[") || token.is("{")) {
    json = TRY(dynamic_list(token.is("[") ? "]" : "}"));
  } else if (token.kind == Token::Kind::string) {
    json = json_text(token.text);
  } else if (token.kind == Token::Kind::whole || token.kind == Token::Kind::real) {
    json = token.text;
    if (const auto value = whole(json)) json = std::to_string(*value);
  } else if (token.is("-") &&
             (peek().kind == Token::Kind::whole || peek().kind == Token::Kind::real)) {
    json = "-" + next().text;
  } else if (token.is_name("true") || token.is_name("false") || token.is_name("null")) {
    json = token.text;
  } else if (token.kind == Token::Kind::raw || token.kind == Token::Kind::timespan) {
    const bool moment = token.text.starts_with("date");
    const auto ticks = moment ? parse_datetime(without_quotes(token.raw))
                              : parse_timespan(token.raw.empty() ? token.text : token.raw);
    const std::string text =
        moment ? datetime_text(ticks.value_or(0)) : timespan_text(ticks.value_or(0));
    json = json_text(token.text == "guid" ? without_quotes(token.raw) : text);
  } else {
    return wrong(token.place, "unexpected " + token.text + " in a dynamic",
                 "a text, a number, true, false, null, [ or {");
  }
  --depth_;
  return json;
}

Checked<std::string> Parser::dynamic_list(std::string_view close) {
  const bool bag = close == "}";
  std::string json(bag ? "{" : "[");
  while (!peek().is(close)) {
    if (json.size() > 1) json += ',';
    if (bag) {
      if (peek().kind != Token::Kind::string) return unexpected("a key in quotes");
      json += json_text(next().text) + ":";
      TRY(expect(":"));
    }
    json += TRY(dynamic_value());
    if (!accept(",")) break;
  }
  TRY(expect(close));
  return json + std::string(close);
}

}  // namespace backstamp::hunting::kql
