// parse, parse-where: columns out of a text by a pattern of literals, names and *.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

enum class Mode { simple, relaxed, regex };

struct Piece {
  enum class Kind { literal, column, any };
  Kind kind = Kind::any;
  Place place;
  std::string text = {};  // the literal, or the column's name
  Type type = Type::text;
};

// Groups of a user's pattern must not be counted with ours.
std::string without_groups(std::string_view pattern) {
  std::string text;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    text += c;
    if (c == '\\' && i + 1 < pattern.size()) {
      text += pattern[++i];
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if (c == '(' && !in_class && pattern.substr(i + 1, 1) != "?") {
      text += "?:";
    }
  }
  return text;
}

class Parse final : public Operator {
 public:
  Parse(Place where, Mode mode, std::string flags, bool filters, ExpressionPtr text,
        std::vector<Piece> pieces)
      : Operator(where),
        mode_(mode),
        flags_(std::move(flags)),
        filters_(filters),
        text_(std::move(text)),
        pieces_(std::move(pieces)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const Scalar text = TRY(binder.scalar(*text_, {.row = &input, .scope = station.scope}));
    const std::string pattern = regex();
    TRY(check_regex(place, pattern));
    input.open();
    const std::string groups =
        binder
            .column(input, "",
                    make_scalar(sql("extractGroups($0, $1)", {text_sql(text), sql_text(pattern)}),
                                Type::dynamic))
            .id;
    std::vector<std::string> failed = {sql("length($0) = 0", {groups})};
    std::vector<std::pair<std::string, Scalar>> values = values_of(groups, failed);
    const std::string none = "(" + joined(failed, " OR ") + ")";
    for (auto& [name, value] : values) {
      const std::string nothing = null_of(value.type).sql;
      value.sql = sql("if($0, $1, $2)", {none, nothing, canonical_sql(value, true)});
      value = make_scalar(value.sql, value.type, true);
      Column column = binder.column(input, name, value);
      const auto found = std::ranges::find(input.columns, name, &Column::name);
      if (found != input.columns.end()) {
        *found = std::move(column);
      } else {
        input.columns.push_back(std::move(column));
      }
    }
    if (filters_) input.where("NOT " + none);
    return input;
  }

 private:
  // Unless relaxed, a value that is not of its type makes the whole row fail.
  std::vector<std::pair<std::string, Scalar>> values_of(const std::string& groups,
                                                        std::vector<std::string>& failed) const {
    std::vector<std::pair<std::string, Scalar>> values;
    for (const Piece& piece : pieces_) {
      if (piece.kind != Piece::Kind::column) continue;
      const std::string group =
          sql("arrayElement($0, $1)", {groups, std::to_string(values.size() + 1)});
      const Scalar value = converted(make_scalar(group, Type::text, false), piece.type);
      if (value.nullable && mode_ != Mode::relaxed) failed.push_back(is_null_sql(value));
      values.emplace_back(piece.text, value);
    }
    return values;
  }

  std::string regex() const {
    std::string pattern = "(?s" + flags_ + ")^";
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const bool last = i + 1 == pieces_.size();
      if (piece.kind == Piece::Kind::literal) {
        pattern += mode_ == Mode::regex ? "(?:" + without_groups(piece.text) + ")"
                                        : regex_quoted(piece.text);
      } else if (piece.kind == Piece::Kind::any) {
        pattern += last ? ".*" : ".*?";
      } else if (is_whole(piece.type) && mode_ == Mode::simple) {
        pattern += "\\s*(-?[0-9]+)";
      } else if (piece.type == Type::real && mode_ == Mode::simple) {
        pattern += "\\s*(-?[0-9]+(?:\\.[0-9]+)?)";
      } else {
        pattern += last ? "(.*)" : "(.*?)";
      }
    }
    return pattern + "$";
  }

  Mode mode_;
  std::string flags_;
  bool filters_;
  ExpressionPtr text_;
  std::vector<Piece> pieces_;
};

Checked<Piece> parse_piece(Parser& parser) {
  Piece piece{.place = parser.peek().place, .text = {}};
  if (parser.accept("*")) return piece;
  if (parser.peek().kind == Token::Kind::string) {
    piece.kind = Piece::Kind::literal;
    piece.text = parser.next().text;
    return piece;
  }
  piece.kind = Piece::Kind::column;
  piece.text = TRY(parser.name());
  if (parser.accept(":")) piece.type = TRY(parser.type_name());
  return piece;
}

Checked<OperatorPtr> parse_pattern(Parser& parser, Place place, bool filters) {
  Mode mode = Mode::simple;
  std::string flags;
  while (parser.at_option("kind") || parser.at_option("flags")) {
    const bool kind = parser.next().text == "kind";
    parser.next();
    const Token word = parser.next();
    if (!kind) {
      for (const char c : word.text) {
        if (!std::string_view("Uism").contains(c)) return wrong(word.place, "flags are U, i, s, m");
        flags += c;
      }
    } else if (word.text == "regex" || word.text == "relaxed" || word.text == "simple") {
      mode = word.text == "regex"     ? Mode::regex
             : word.text == "relaxed" ? Mode::relaxed
                                      : Mode::simple;
    } else {
      return wrong(word.place, "unknown kind of parse", "simple, relaxed or regex");
    }
  }
  ExpressionPtr text = TRY(parser.postfix_expression());
  TRY(parser.expect_name("with"));
  std::vector<Piece> pieces;
  while (parser.peek().kind == Token::Kind::string || parser.peek().is("*") || parser.at_name()) {
    pieces.push_back(TRY(parse_piece(parser)));
  }
  if (pieces.empty()) return parser.unexpected("a pattern of texts, names and *");
  return std::make_shared<Parse>(place, mode, std::move(flags), filters, std::move(text),
                                 std::move(pieces));
}

}  // namespace

Checked<OperatorPtr> parse_parse(Parser& parser, Place place) {
  return parse_pattern(parser, place, /*filters=*/false);
}

Checked<OperatorPtr> parse_parse_where(Parser& parser, Place place) {
  return parse_pattern(parser, place, /*filters=*/true);
}

}  // namespace backstamp::hunting::kql
