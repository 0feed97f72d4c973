// From the outermost SELECT inwards, each asked only for the columns that are needed of it.
#include <set>

#include "hunting/kql/plan/select.h"
#include "hunting/kql/plan/sql_text.h"

namespace backstamp::hunting::kql {
namespace {

// As deep as the engine takes it (max_subquery_depth is set above this).
constexpr int depth_max = 150;

using Ids = std::set<std::string>;

void add_ids(Ids& ids, std::string_view text) {
  for (std::string& id : ids_in(text)) ids.insert(std::move(id));
}

class Writer {
 public:
  Checked<std::string> write(const Select& select, const Ids& wanted) {
    if (++depth_ > depth_max) return too_much({}, "the query's tables nest too deeply");
    Ids needed = wanted;
    add_clauses(select, needed);
    std::vector<std::string> list = own_items(select, needed);
    const Ids inner = passing_through(select, needed);
    std::string text = TRY(from(select, inner));
    for (const std::string& id : inner) {
      if (wanted.contains(id)) list.push_back(id);
    }
    if (list.empty()) list.emplace_back("1 AS nothing");
    text = "SELECT " + std::string(select.distinct ? "DISTINCT " : "") + joined(list) + text;
    text += clauses(select);
    --depth_;
    if (text.size() > sql_bytes_max) return too_much({}, "the query's SQL is larger than 4 MiB");
    return text;
  }

 private:
  // Closes `needed` over the items that other items mention; an item may only mention earlier ones.
  static std::vector<std::string> own_items(const Select& select, Ids& needed) {
    std::vector<std::string> list;
    for (auto item = select.items.rbegin(); item != select.items.rend(); ++item) {
      if (!needed.contains(item->id)) continue;
      add_ids(needed, item->sql);
      list.push_back(item->sql + " AS " + item->id);
    }
    std::ranges::reverse(list);
    for (const Item& array : select.array_join) add_ids(needed, array.sql);
    return list;
  }

  static void add_clauses(const Select& select, Ids& needed) {
    for (const std::string& condition : select.where) add_ids(needed, condition);
    for (const SortKey& key : select.order) needed.insert(key.id);
    needed.insert(select.group_by.begin(), select.group_by.end());
    needed.insert(select.limit_by.begin(), select.limit_by.end());
  }

  static Ids passing_through(const Select& select, Ids needed) {
    for (const Item& item : select.items) needed.erase(item.id);
    return needed;
  }

  Checked<std::string> from(const Select& select, const Ids& inner) {
    std::string text;
    Ids below = inner;
    for (const Item& array : select.array_join) below.erase(array.id);
    if (!select.table.empty()) {
      text = " FROM " + select.table + " AS t";
    } else if (select.child) {
      text = " FROM (" + TRY(write(*select.child, below)) + ")";
    } else if (select.join) {
      text = TRY(from_join(*select.join, below));
    } else if (select.all_of) {
      text = TRY(from_union(*select.all_of, below));
    }
    std::vector<std::string> arrays;
    for (const Item& array : select.array_join) arrays.push_back(array.sql + " AS " + array.id);
    if (!arrays.empty()) text += " ARRAY JOIN " + joined(arrays);
    return text;
  }

  Checked<std::string> from_join(const Join& join, const Ids& needed) {
    Ids left, right;
    std::vector<std::string> conditions;
    for (const std::string& id : join.left_ids) {
      if (needed.contains(id)) left.insert(id);
    }
    for (const std::string& id : join.right_ids) {
      if (needed.contains(id)) right.insert(id);
    }
    for (const auto& [ours, theirs] : join.keys) {
      left.insert(ours);
      right.insert(theirs);
      conditions.push_back("l." + ours + " = r." + theirs);
    }
    const std::string first = TRY(write(*join.left, left));
    const std::string second = TRY(write(*join.right, right));
    std::string text = " FROM (" + first + ") AS l " + join.kind + " (" + second + ") AS r";
    if (!conditions.empty()) text += " ON " + joined(conditions, " AND ");
    return text;
  }

  Checked<std::string> from_union(const Union& all, const Ids& needed) {
    std::vector<std::string> legs;
    for (const Union::Leg& leg : all.legs) {
      Ids below;
      std::vector<std::string> list;
      for (std::size_t i = 0; i < all.ids.size(); ++i) {
        if (!needed.contains(all.ids[i])) continue;
        add_ids(below, leg.columns[i]);
        list.push_back(leg.columns[i] + " AS " + all.ids[i]);
      }
      if (list.empty()) list.emplace_back("1 AS nothing");
      const std::string inner = TRY(write(*leg.select, below));
      legs.push_back("SELECT " + joined(list) + " FROM (" + inner + ")");
    }
    return " FROM (" + joined(legs, " UNION ALL ") + ")";
  }

  static std::string clauses(const Select& select) {
    std::string text;
    if (!select.where.empty()) text += " WHERE (" + joined(select.where, ") AND (") + ")";
    if (!select.group_by.empty()) text += " GROUP BY " + joined(select.group_by);
    text += order_clause(select.order);
    if (select.limit) text += " LIMIT " + std::to_string(*select.limit);
    if (!select.limit_by.empty()) text += " BY " + joined(select.limit_by);
    return text;
  }

  int depth_ = 0;
};

}  // namespace

std::string order_clause(const std::vector<SortKey>& order) {
  std::vector<std::string> keys;
  for (const SortKey& key : order) {
    const bool first = key.nulls_first.value_or(!key.descending);
    keys.push_back(key.id + (key.descending ? " DESC" : " ASC") +
                   (first ? " NULLS FIRST" : " NULLS LAST"));
  }
  return keys.empty() ? "" : " ORDER BY " + joined(keys);
}

Checked<std::string> write_sql(const Select& select, const std::vector<std::string>& outer,
                               const std::vector<SortKey>& order,
                               std::optional<std::int64_t> limit) {
  Ids wanted;
  std::vector<std::string> list;
  for (const std::string& column : outer) {
    add_ids(wanted, column);
    list.push_back(column + " AS r" + std::to_string(list.size()));
  }
  for (const SortKey& key : order) wanted.insert(key.id);
  std::string text = "SELECT " + joined(list) + " FROM (" + TRY(Writer().write(select, wanted)) +
                     ")" + order_clause(order);
  if (limit) text += " LIMIT " + std::to_string(*limit);
  return text;
}

Checked<std::string> write_subquery(const Select& select, const std::string& column) {
  Ids wanted;
  add_ids(wanted, column);
  return with_inner_ids("SELECT " + column + " FROM (" + TRY(Writer().write(select, wanted)) + ")");
}

}  // namespace backstamp::hunting::kql
