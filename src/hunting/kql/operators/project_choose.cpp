// project-away, project-keep, project-reorder: columns by name, or by a pattern with *.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

enum class Mode { away, keep, reorder };

struct Pattern {
  Place place;
  std::string text = {};
  bool wild = false;
  std::string order = {};  // of project-reorder: asc, desc or ""
};

// * stands for any run of characters.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

class Choose final : public Operator {
 public:
  Choose(Place where, Mode mode, std::vector<Pattern> patterns)
      : Operator(where), mode_(mode), patterns_(std::move(patterns)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station&) const override {
    std::vector<Column> chosen;
    for (const Pattern& pattern : patterns_) {
      std::vector<Column> found = matching(input, pattern);
      if (found.empty() && !pattern.wild) {
        Expression name;
        name.place = pattern.place;
        name.text = pattern.text;
        return binder.unknown(name, {.row = &input, .scope = {}});
      }
      if (pattern.order == "asc") std::ranges::sort(found, {}, &Column::name);
      if (pattern.order == "desc") std::ranges::sort(found, std::greater(), &Column::name);
      for (Column& column : found) {
        if (!has(chosen, column.name)) chosen.push_back(std::move(column));
      }
    }
    std::vector<Column> others;
    for (const Column& column : input.columns) {
      if (!has(chosen, column.name)) others.push_back(column);
    }
    if (mode_ == Mode::away) {
      input.columns = std::move(others);
    } else if (mode_ == Mode::reorder) {
      chosen.insert(chosen.end(), others.begin(), others.end());
      input.columns = std::move(chosen);
    } else {
      std::erase_if(input.columns, [&](const Column& one) { return !has(chosen, one.name); });
    }
    return input;
  }

 private:
  static bool has(const std::vector<Column>& columns, std::string_view name) {
    return std::ranges::find(columns, name, &Column::name) != columns.end();
  }

  static std::vector<Column> matching(const Relation& input, const Pattern& pattern) {
    std::vector<Column> found;
    if (!pattern.wild) {
      if (const Column* column = find_column(input, pattern.text)) found.push_back(*column);
      return found;
    }
    for (const Column& column : input.columns) {
      if (matches(pattern.text, column.name)) found.push_back(column);
    }
    return found;
  }

  Mode mode_;
  std::vector<Pattern> patterns_;
};

Checked<Pattern> parse_pattern(Parser& parser) {
  Pattern pattern{.place = parser.peek().place, .text = {}, .order = {}};
  if (parser.at_name() && parser.peek().is("[")) {
    pattern.text = TRY(parser.name());
  } else {
    std::size_t end = parser.peek().begin;
    while ((parser.peek().is("*") || parser.peek().kind == Token::Kind::name ||
            parser.peek().kind == Token::Kind::whole) &&
           parser.peek().begin == end) {
      pattern.wild = pattern.wild || parser.peek().is("*");
      end = parser.peek().end;
      pattern.text += parser.next().text;
    }
  }
  if (pattern.text.empty()) return parser.unexpected("a column's name");
  for (const char* order : {"asc", "desc", "granny-asc", "granny-desc"}) {
    if (parser.accept_name(order)) pattern.order = order;
  }
  return pattern;
}

Checked<OperatorPtr> parse_choose(Parser& parser, Place place, Mode mode) {
  std::vector<Pattern> patterns;
  do {
    patterns.push_back(TRY(parse_pattern(parser)));
  } while (parser.accept(","));
  return std::make_shared<Choose>(place, mode, std::move(patterns));
}

}  // namespace

Checked<OperatorPtr> parse_project_away(Parser& parser, Place place) {
  return parse_choose(parser, place, Mode::away);
}
Checked<OperatorPtr> parse_project_keep(Parser& parser, Place place) {
  return parse_choose(parser, place, Mode::keep);
}
Checked<OperatorPtr> parse_project_reorder(Parser& parser, Place place) {
  return parse_choose(parser, place, Mode::reorder);
}

}  // namespace backstamp::hunting::kql
