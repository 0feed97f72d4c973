#include "casework/statement.h"

#include <charconv>

#include "base/check.h"
#include "casework/connection.h"
#include "casework/prepared.h"

namespace backstamp::casework {
namespace {

struct Inputs {
  std::vector<const Value*> values;
  std::function<std::string(std::size_t)> name;
};

std::unique_ptr<Prepared> prepare(Connection& connection, const std::string& text,
                                  const Inputs& inputs, std::size_t columns) {
  auto prepared = std::make_unique<Prepared>(connection.sql());
  prepared->in.resize(inputs.values.size());
  prepared->out.resize(columns);
  for (std::size_t i = 0; i < inputs.values.size(); ++i) {
    Cell& cell = prepared->in[i];
    const bool is_text = inputs.values[i]->is_text();
    prepared->in_is_text.push_back(is_text);
    if (is_text) {
      prepared->statement.exchange(soci::use(cell.text, cell.state, inputs.name(i)));
    } else {
      prepared->statement.exchange(soci::use(cell.number, cell.state, inputs.name(i)));
    }
  }
  for (Cell& cell : prepared->out) prepared->statement.exchange(soci::into(cell.text, cell.state));
  prepared->statement.alloc();
  prepared->statement.prepare(text);
  prepared->statement.define_and_bind();
  return prepared;
}

void fill(Prepared& prepared, const Inputs& inputs) {
  for (std::size_t i = 0; i < inputs.values.size(); ++i) {
    const Value& value = *inputs.values[i];
    Cell& cell = prepared.in[i];
    CHECK(value.is_text() == prepared.in_is_text[i]);
    cell.state = value.null() ? soci::i_null : soci::i_ok;
    cell.number = value.number();
    cell.text = value.text();
  }
}

Row row_of(const Prepared& prepared, std::string_view columns) {
  std::vector<Row::Column> cells;
  cells.reserve(prepared.out.size());
  for (const Cell& cell : prepared.out) cells.push_back({&cell.text, cell.state == soci::i_null});
  return {columns, std::move(cells)};
}

Prepared& prepared_for(Connection& connection, const std::string& text, const Inputs& inputs,
                       std::size_t columns) {
  auto& prepared = connection.prepared()[text];
  if (!prepared) prepared = prepare(connection, text, inputs, columns);
  return *prepared;
}

// Runs the statement and hands out its rows to the last one, so that it holds no snapshot open.
Result<std::int64_t> run(Session& session, const std::string& text, const Inputs& inputs,
                         std::string_view columns, const std::function<void(Row&)>& use) {
  Connection& connection = session.connection();
  if (connection.failure()) return std::unexpected(connection.failure()->error);
  const auto count = static_cast<std::size_t>(std::ranges::count(columns, ','));
  std::string problem;
  std::int64_t changed = 0;
  try {
    Prepared& prepared = prepared_for(connection, text, inputs, columns.empty() ? 0 : count + 1);
    fill(prepared, inputs);
    bool more = prepared.statement.execute(/*withDataExchange=*/true);
    if (columns.empty()) changed = prepared.statement.get_affected_rows();
    for (; more && !columns.empty(); more = prepared.statement.fetch()) {
      Row row = row_of(prepared, columns);
      if (problem.empty()) use(row);
      if (problem.empty()) problem = row.problem();
    }
  } catch (const soci::soci_error& thrown) {
    const Error error = connection.failed(thrown);
    connection.prepared().erase(text);
    return std::unexpected(error);
  }
  if (problem.empty()) return changed;
  return fail(Fault::corrupt, "case store " + connection.url().shown + ": " + problem);
}

Inputs inputs_of(Parameters parameters) {
  Inputs inputs;
  for (const Parameter& parameter : parameters) inputs.values.push_back(&parameter.value);
  inputs.name = [parameters](std::size_t i) { return std::string(parameters.begin()[i].name); };
  return inputs;
}

std::vector<std::string_view> names_in(std::string_view list) {
  std::vector<std::string_view> names;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    names.push_back(trim(list.substr(0, comma)));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  return names;
}

std::string conflict_clause(const Insert& insert, std::string_view columns) {
  if (insert.on_conflict == OnConflict::fail) return {};
  if (insert.on_conflict == OnConflict::ignore) return " on conflict do nothing";
  const auto keys = names_in(insert.keys);
  std::string text = " on conflict (" + std::string(insert.keys) + ") do update set ";
  bool first = true;
  for (const std::string_view name : names_in(columns)) {
    if (std::ranges::find(keys, name) != keys.end()) continue;
    if (!std::exchange(first, false)) text += ", ";
    text += std::string(name) + " = excluded." + std::string(name);
  }
  return text;
}

std::string insert_text(const Insert& insert, std::size_t rows, std::size_t columns) {
  std::string names(insert.columns);
  if (!insert.more_columns.empty()) names.append(", ").append(insert.more_columns);
  std::string text = "insert into " + std::string(insert.table) + " (" + names + ") values ";
  for (std::size_t i = 0; i < rows * columns; ++i) {
    if (i % columns == 0) text += i == 0 ? "(" : ", (";
    text.append(":v").append(std::to_string(i));
    text += (i + 1) % columns == 0 ? ")" : ", ";
  }
  return text + conflict_clause(insert, names);
}

Result<std::int64_t> insert_some(Session& session, const std::string& text,
                                 std::span<const Values> rows) {
  Inputs inputs;
  for (const Values& row : rows) {
    for (const Value& value : row) inputs.values.push_back(&value);
  }
  inputs.name = [](std::size_t i) { return std::to_string(i).insert(0, 1, 'v'); };
  return run(session, text, inputs, {}, {});
}

}  // namespace

std::string Row::raw() {
  CHECK(at_ < cells_.size());
  const Column& cell = cells_[at_++];
  if (!cell.null) return *cell.text;
  note("is missing");
  return {};
}

std::string Row::lenient() {
  CHECK(at_ < cells_.size());
  const Column& cell = cells_[at_++];
  return cell.null ? std::string() : plain(*cell.text);
}

std::int64_t Row::number() {
  const std::string digits = raw();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) note("is not a number");
  return value;
}

std::optional<Time> Row::optional_time() {
  if (!null()) return time();
  ++at_;
  return std::nullopt;
}

void Row::note(std::string_view what) {
  if (!problem_.empty()) return;
  const auto names = names_in(columns_);
  problem_ = "column " + std::string(names[at_ - 1]) + ": " + std::string(what) +
             ", in the row that begins with '" +
             Text::lossy(cells_[0].null ? "" : *cells_[0].text).cut(64).str() +
             "': restore a backup";
}

Result<void> for_each_row(Session& session, const Select& select, Parameters parameters,
                          const std::function<void(Row&)>& use) {
  const std::string text = "select " + std::string(select.columns) + ' ' + std::string(select.rest);
  TRY(run(session, text, inputs_of(parameters), select.columns, use));
  return {};
}

Result<std::int64_t> execute(Session& session, std::string_view statement, Parameters parameters) {
  return run(session, std::string(statement), inputs_of(parameters), {}, {});
}

Result<std::int64_t> insert(Session& session, const Insert& insert, std::span<const Values> rows) {
  std::int64_t written = 0;
  for (const std::size_t step : {std::size_t{100}, std::size_t{10}, std::size_t{1}}) {
    if (rows.size() < step) continue;
    const std::string text = insert_text(insert, step, rows.front().size());
    for (; rows.size() >= step; rows = rows.subspan(step)) {
      written += TRY(insert_some(session, text, rows.first(step)));
    }
  }
  return written;
}

Result<std::int64_t> insert(Session& session, const Insert& insert_into, Values row) {
  return insert(session, insert_into, std::span<const Values>(&row, 1));
}

}  // namespace backstamp::casework
