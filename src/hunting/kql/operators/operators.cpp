#include "hunting/kql/operators/operators.h"

#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

constexpr OperatorParser operators[] = {
    {"as", parse_as},
    {"count", parse_count},
    {"distinct", parse_distinct},
    {"evaluate", parse_evaluate},
    {"extend", parse_extend},
    {"filter", parse_where},
    {"getschema", parse_getschema},
    {"invoke", parse_invoke},
    {"join", parse_join},
    {"limit", parse_take},
    {"lookup", parse_lookup},
    {"make-series", parse_make_series},
    {"mv-apply", parse_mv_apply},
    {"mv-expand", parse_mv_expand},
    {"mvexpand", parse_old_mvexpand},
    {"order", parse_sort},
    {"parse", parse_parse},
    {"parse-where", parse_parse_where},
    {"project", parse_project},
    {"project-away", parse_project_away},
    {"project-keep", parse_project_keep},
    {"project-rename", parse_project_rename},
    {"project-reorder", parse_project_reorder},
    {"render", parse_render},
    {"sample", parse_sample},
    {"sample-distinct", parse_sample_distinct},
    {"search", parse_search},
    {"serialize", parse_serialize},
    {"sort", parse_sort},
    {"summarize", parse_summarize},
    {"take", parse_take},
    {"top", parse_top},
    {"union", parse_union},
    {"where", parse_where},
    // Known to the language, refused by name.
    {"consume", parse_refused},
    {"facet", parse_refused},
    {"find", parse_refused},
    {"fork", parse_refused},
    {"parse-kv", parse_refused},
    {"partition", parse_partition},
    {"reduce", parse_refused},
    {"scan", parse_refused},
    {"top-hitters", parse_refused},
    {"top-nested", parse_refused},
};

bool behind_is_name(const Parser& parser) {
  return parser.peek(1).kind == Token::Kind::name && !parser.peek(1).is_name("in");
}
bool behind_is_parenthesis(const Parser& parser) { return parser.peek(1).is("("); }
bool union_begins(const Parser& parser) {
  return parser.peek(1).is("(") || parser.peek(1).is("*") || behind_is_name(parser);
}
bool print_begins(const Parser& parser) {
  const Token& behind = parser.peek(1);
  if (behind.kind == Token::Kind::symbol) {
    return behind.is("(") || behind.is("-") || behind.is("[");
  }
  return behind.kind != Token::Kind::end && !behind.is_name("and") && !behind.is_name("or");
}
bool search_begins(const Parser& parser) {
  const Token& behind = parser.peek(1);
  return behind.kind == Token::Kind::string || behind.is_name("in") || behind.is("*") ||
         behind.is_name("kind") || behind.is("(");
}

constexpr SourceParser sources[] = {
    {"datatable", behind_is_parenthesis, parse_datatable},
    {"externaldata", behind_is_parenthesis, parse_externaldata},
    {"external_data", behind_is_parenthesis, parse_externaldata},
    {"print", print_begins, parse_print},
    {"range", behind_is_name, parse_range},
    {"search", search_begins, parse_search_source},
    {"union", union_begins, parse_union_source},
    {"find", behind_is_name, parse_refused},
};

}  // namespace

const OperatorParser* operator_parser(std::string_view name) {
  const auto found = std::ranges::find(operators, name, &OperatorParser::name);
  return found == std::end(operators) ? nullptr : found;
}

const SourceParser* source_parser(std::string_view name) {
  const auto found = std::ranges::find(sources, name, &SourceParser::name);
  return found == std::end(sources) ? nullptr : found;
}

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const OperatorParser& one : operators) names.emplace_back(one.name);
  return names;
}

}  // namespace backstamp::hunting::kql
