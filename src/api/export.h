// All rows of a query as CSV or NDJSON, written while they come: no cap, bounded memory.
#pragma once

#include <string>

#include "base/time.h"
#include "http/server.h"
#include "hunting/client.h"

namespace backstamp::api {

enum class ExportFormat { csv, ndjson };
// "csv", "ndjson"; "" is csv. Error: invalid.
Result<ExportFormat> export_format(const std::string& name);

struct ExportTools {
  const hunting::Client& hunting;
  const Clock& clock;
};

// The first row begins the answer. An error before it is returned; one after it cuts the body off,
// so that no reader takes it for whole. A client that leaves ends the query. An export may take an
// hour.
Result<void> export_rows(const ExportTools& tools, const std::string& query, ExportFormat format,
                         const http::Request& request, http::Responder& responder);

}  // namespace backstamp::api
