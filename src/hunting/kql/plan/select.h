// The plan: a tree of SELECTs. Columns have ids (c17) that are never used twice in a plan; names of
// the query never get into it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hunting/kql/diagnostic.h"

namespace backstamp::hunting::kql {

struct Select;
using SelectPtr = std::shared_ptr<Select>;

// expression AS id
struct Item {
  std::string id;
  std::string sql;
};

struct SortKey {
  std::string id = {};
  bool descending = true;
  std::optional<bool> nulls_first = {};  // else first when ascending, last when descending
};

struct Join {
  SelectPtr left, right;
  std::string kind;                                       // "INNER JOIN"
  std::vector<std::pair<std::string, std::string>> keys;  // ids of left and right
  std::vector<std::string> left_ids, right_ids;           // what may be asked of each side
};

// Each leg gives its columns in the order of `ids`.
struct Union {
  struct Leg {
    SelectPtr select;
    std::vector<std::string> columns;  // SQL over the leg's ids
  };
  std::vector<std::string> ids;
  std::vector<Leg> legs;
};

struct Select {
  // From one of these; from nothing: one row.
  std::string table;  // `database`.`table` or numbers(n), ours; its alias is t
  SelectPtr child;
  std::optional<Join> join;
  std::optional<Union> all_of;

  std::vector<Item> items;       // besides what passes through
  std::vector<Item> array_join;  // arrays of equal length
  std::vector<std::string> where;
  bool grouped = false;
  std::vector<std::string> group_by;  // ids of the child
  bool distinct = false;
  std::vector<SortKey> order;
  std::optional<std::int64_t> limit;
  std::vector<std::string> limit_by;
  int layers = 0;  // how many operators were fused into it

  // May items and conditions still be added?
  bool open() const { return !grouped && !distinct && !limit && layers < 8; }
};

// The statement that gives the columns `outer` (ids or SQL over them) under the names r0, r1, ...
Checked<std::string> write_sql(const Select& select, const std::vector<std::string>& outer,
                               const std::vector<SortKey>& order,
                               std::optional<std::int64_t> limit);
// The same as a subquery of one column, without parentheses. Its ids are written s17, so that
// nobody outside takes them for columns that are needed.
Checked<std::string> write_subquery(const Select& select, const std::string& column);

std::string order_clause(const std::vector<SortKey>& order);

}  // namespace backstamp::hunting::kql
