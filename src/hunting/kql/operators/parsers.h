// Each operator's parser; its file says what it does.
#pragma once

#include "hunting/kql/operators/operators.h"

namespace backstamp::hunting::kql {

Checked<OperatorPtr> parse_as(Parser& parser, Place place);
Checked<OperatorPtr> parse_count(Parser& parser, Place place);
Checked<OperatorPtr> parse_datatable(Parser& parser, Place place);
Checked<OperatorPtr> parse_distinct(Parser& parser, Place place);
Checked<OperatorPtr> parse_evaluate(Parser& parser, Place place);
Checked<OperatorPtr> parse_extend(Parser& parser, Place place);
Checked<OperatorPtr> parse_externaldata(Parser& parser, Place place);
Checked<OperatorPtr> parse_getschema(Parser& parser, Place place);
Checked<OperatorPtr> parse_invoke(Parser& parser, Place place);
Checked<OperatorPtr> parse_join(Parser& parser, Place place);
Checked<OperatorPtr> parse_lookup(Parser& parser, Place place);
Checked<OperatorPtr> parse_make_series(Parser& parser, Place place);
Checked<OperatorPtr> parse_mv_apply(Parser& parser, Place place);
Checked<OperatorPtr> parse_mv_expand(Parser& parser, Place place);
Checked<OperatorPtr> parse_old_mvexpand(Parser& parser, Place place);
Checked<OperatorPtr> parse_parse(Parser& parser, Place place);
Checked<OperatorPtr> parse_parse_where(Parser& parser, Place place);
Checked<OperatorPtr> parse_partition(Parser& parser, Place place);
Checked<OperatorPtr> parse_print(Parser& parser, Place place);
Checked<OperatorPtr> parse_project(Parser& parser, Place place);
Checked<OperatorPtr> parse_project_away(Parser& parser, Place place);
Checked<OperatorPtr> parse_project_keep(Parser& parser, Place place);
Checked<OperatorPtr> parse_project_rename(Parser& parser, Place place);
Checked<OperatorPtr> parse_project_reorder(Parser& parser, Place place);
Checked<OperatorPtr> parse_range(Parser& parser, Place place);
Checked<OperatorPtr> parse_refused(Parser& parser, Place place);
Checked<OperatorPtr> parse_render(Parser& parser, Place place);
Checked<OperatorPtr> parse_sample(Parser& parser, Place place);
Checked<OperatorPtr> parse_sample_distinct(Parser& parser, Place place);
Checked<OperatorPtr> parse_search(Parser& parser, Place place);
Checked<OperatorPtr> parse_search_source(Parser& parser, Place place);
Checked<OperatorPtr> parse_serialize(Parser& parser, Place place);
Checked<OperatorPtr> parse_sort(Parser& parser, Place place);
Checked<OperatorPtr> parse_summarize(Parser& parser, Place place);
Checked<OperatorPtr> parse_take(Parser& parser, Place place);
Checked<OperatorPtr> parse_top(Parser& parser, Place place);
Checked<OperatorPtr> parse_union(Parser& parser, Place place);
Checked<OperatorPtr> parse_union_source(Parser& parser, Place place);
Checked<OperatorPtr> parse_where(Parser& parser, Place place);

// Reads "by a, b desc nulls first" as sort keys; used by sort and top.
struct SortExpression {
  ExpressionPtr value;
  bool descending = true;
  std::optional<bool> nulls_first = {};
};
Checked<std::vector<SortExpression>> parse_sort_keys(Parser& parser);
Checked<std::vector<SortKey>> bind_sort_keys(Binder& binder, Relation& relation,
                                             const std::vector<SortExpression>& keys,
                                             const ScopePtr& scope);

// summarize AGGREGATES by KEYS, as others make one.
OperatorPtr make_summarize(Place place, std::vector<ExpressionPtr> aggregates,
                           std::vector<ExpressionPtr> keys);

// Adds or replaces columns: the meaning of extend, and of the assignments of others.
Checked<void> extend_with(Binder& binder, Relation& relation,
                          const std::vector<ExpressionPtr>& assignments, const ScopePtr& scope);

// One [name =] array [to typeof(type)] of mv-expand and mv-apply.
struct ExpansionPart {
  std::string name;
  ExpressionPtr value;
  std::optional<Type> type;
};
Checked<ExpansionPart> parse_expansion_part(Parser& parser);
Checked<Relation> bind_expansion(Binder& binder, Relation input, const Station& station,
                                 const std::vector<ExpansionPart>& parts);

// union withsource=source of these tables.
Checked<Relation> bind_union(Binder& binder, Place place, const std::vector<ExpressionPtr>& tables,
                             const std::string& source, const Station& station);

}  // namespace backstamp::hunting::kql
