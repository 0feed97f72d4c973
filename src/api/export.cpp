#include "api/export.h"

#include <nlohmann/json.hpp>

#include "api/hunt_answer.h"
#include "base/csv.h"
#include "base/log.h"
#include "base/text.h"

namespace backstamp::api {
namespace {

namespace kql = hunting::kql;
using Json = nlohmann::ordered_json;

constexpr Duration export_ms_max{3'600'000};
constexpr std::size_t piece_bytes = 64 * 1024;

class Export {
 public:
  Export(const kql::Compiled& compiled, ExportFormat format, http::Responder& responder)
      : compiled_(compiled), format_(format), responder_(responder) {}

  Result<void> take(const std::vector<kql::Cell>& row) {
    if (!responder_.started()) begin();
    format_ == ExportFormat::csv ? add_csv(row) : add_json(row);
    return buffer_.size() < piece_bytes ? Result<void>() : flush();
  }

  Result<void> finish() {
    if (!responder_.started()) begin();
    TRY(flush());
    responder_.finish();
    return {};
  }

 private:
  void begin() {
    const bool csv = format_ == ExportFormat::csv;
    http::Response head;
    head.fields["Content-Type"] = csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
    head.fields["Content-Disposition"] =
        std::string("attachment; filename=\"mail.") + (csv ? "csv\"" : "ndjson\"");
    responder_.start(std::move(head));
    if (!csv) return;
    for (const kql::ResultColumn& column : compiled_.columns) {
      if (!buffer_.empty()) buffer_ += ',';
      buffer_ += csv_cell(Text::lossy(column.name).view());
    }
    buffer_ += "\r\n";
  }

  void add_csv(const std::vector<kql::Cell>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) buffer_ += ',';
      const bool number = kql::is_number(compiled_.columns[i].type);
      if (row[i]) {
        buffer_ += csv_cell(Text::lossy(*row[i]).view(), number ? CsvCell::number : CsvCell::text);
      }
    }
    buffer_ += "\r\n";
  }

  void add_json(const std::vector<kql::Cell>& row) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const kql::ResultColumn& column = compiled_.columns[i];
      object[Text::lossy(column.name).str()] = cell_json(row[i], column.type);
    }
    buffer_ += object.dump() + "\n";
  }

  Result<void> flush() {
    const bool there = buffer_.empty() || responder_.write(buffer_);
    buffer_.clear();
    return there ? Result<void>() : fail(Fault::cancelled, "the client left");
  }

  const kql::Compiled& compiled_;
  const ExportFormat format_;
  http::Responder& responder_;
  std::string buffer_;
};

}  // namespace

Result<ExportFormat> export_format(const std::string& name) {
  if (name.empty() || name == "csv") return ExportFormat::csv;
  if (name == "ndjson") return ExportFormat::ndjson;
  return fail(Fault::invalid, "'format' must be csv or ndjson");
}

Result<void> export_rows(const ExportTools& tools, const std::string& query, ExportFormat format,
                         const http::Request& request, http::Responder& responder) {
  kql::HuntBounds bounds;
  const auto compiled = kql::compile(
      query, hunt_settings(tools.hunting, tools.clock, kql::rows_unbounded, &bounds, request.stop));
  if (!compiled) {
    responder.send(refusal(compiled.error()));
    return {};
  }
  bounds.time_max = export_ms_max;
  Export out(*compiled, format, responder);
  auto done = kql::stream(
      tools.hunting, *compiled, bounds,
      [&](const std::vector<kql::Cell>& row) { return out.take(row); }, request.stop);
  if (done) done = out.finish();
  if (!done && responder.started()) {
    log(LogLevel::warning, "export broken off", {{"why", done.error().what}});
  }
  return done;
}

}  // namespace backstamp::api
