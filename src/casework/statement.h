// Statements of the case store: bound values only, prepared once a connection, errors as values.
// The only files that see the driver are connection.cpp, statement.cpp and database_error.cpp.
#pragma once

#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/store.h"
#include "casework/value.h"

namespace backstamp::casework {

struct Parameter {
  std::string_view name;  // as ":name" in the statement
  Value value;
};
using Parameters = std::initializer_list<Parameter>;

// One row of an answer, read column by column from the left. What cannot be read is noted, and the
// statement then fails as corrupt.
class Row {
 public:
  struct Column {
    const std::string* text;
    bool null;
  };
  Row(std::string_view columns, std::vector<Column> cells) : columns_(columns), cells_(cells) {}

  bool null() const { return at_ < cells_.size() && cells_[at_].null; }  // the next column
  std::string raw();                                                     // as it is stored
  std::string text() { return plain(raw()); }
  std::string lenient();  // whatever is there; empty where nothing is

  // The column's text through `parse`.
  template <class T>
  T parsed(Result<T> (*parse)(std::string_view)) {
    auto value = parse(text());
    if (value) return std::move(*value);
    note(value.error().what);
    return T{};
  }

  Text valid_text() { return parsed(Text::parse); }
  void skip(std::size_t columns) { at_ += columns; }
  std::int64_t number();
  bool flag() { return number() != 0; }
  Time time() { return Time(Duration(number())); }
  std::optional<Time> optional_time();
  Uuid uuid() { return parsed(Uuid::parse); }
  template <class Id>
  Id id() {
    return Id(uuid());
  }
  template <class Id>
  std::optional<Id> optional_id() {
    if (!null()) return id<Id>();
    ++at_;
    return std::nullopt;
  }
  const std::string& problem() const { return problem_; }

 private:
  void note(std::string_view what);

  std::string_view columns_;
  std::vector<Column> cells_;
  std::size_t at_ = 0;
  std::string problem_;
};

// `columns` is a list of plain names, `rest` what follows it: "from alerts where id = :id".
struct Select {
  std::string_view columns;
  std::string_view rest;
};

Result<void> for_each_row(Session& session, const Select& select, Parameters parameters,
                          const std::function<void(Row&)>& use);

// All rows through `read`: Row& -> T.
template <class T>
Result<std::vector<T>> all_rows(Session& session, const Select& select, Parameters parameters,
                                const std::function<T(Row&)>& read) {
  std::vector<T> rows;
  TRY(for_each_row(session, select, parameters, [&](Row& row) { rows.push_back(read(row)); }));
  return rows;
}

template <class T>
Result<std::optional<T>> one_row(Session& session, const Select& select, Parameters parameters,
                                 const std::function<T(Row&)>& read) {
  std::optional<T> found;
  TRY(for_each_row(session, select, parameters, [&](Row& row) { found = read(row); }));
  return found;
}

// An update or delete. The number of rows it changed.
Result<std::int64_t> execute(Session& session, std::string_view statement, Parameters parameters);

// Rows go in by hundreds. `ignore` skips those that are there; `replace` overwrites the row with
// the same `keys`, which must not come twice in one call. Returns the number of rows written.
enum class OnConflict { fail, ignore, replace };
struct Insert {
  std::string_view table;
  std::string_view columns;
  std::string_view more_columns = {};  // further ones: keys that are not read back
  OnConflict on_conflict = OnConflict::fail;
  std::string_view keys = {};
};
using Values = std::vector<Value>;
Result<std::int64_t> insert(Session& session, const Insert& insert, std::span<const Values> rows);
Result<std::int64_t> insert(Session& session, const Insert& insert, Values row);

}  // namespace backstamp::casework
