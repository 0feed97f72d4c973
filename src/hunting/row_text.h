// ClickHouse's TabSeparatedWithNames as values: exact for any bytes, and NULL differs from all
// text. https://clickhouse.com/docs/interfaces/formats/TabSeparated
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hunting/client.h"

namespace backstamp::hunting {

// Error: corrupt when a line has not as many cells as there are names.
Result<Rows> read_rows(std::string_view text);

// What a query failed of after its first rows were sent: the frame that ClickHouse ends such an
// answer with. A cell can't look like it: it stands after CR LF, and cells hold neither raw.
struct LateException {
  int code = 0;
  std::string text;
};
std::optional<LateException> read_late_exception(std::string_view answer);

}  // namespace backstamp::hunting
