// ClickHouse's TabSeparatedWithNames as values: exact for any bytes, and NULL differs from all
// text. https://clickhouse.com/docs/interfaces/formats/TabSeparated
#pragma once

#include <functional>
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

// Rows of TabSeparated as they arrive. The first mebibyte is held back until more came or the end
// was reached: it may be the text of an error, which has no rows.
class RowStream {
 public:
  using Take = std::function<Result<void>(const std::vector<std::optional<std::string>>&)>;
  explicit RowStream(Take take) : take_(std::move(take)) {}

  bool put(std::string_view bytes);  // false: no more is wanted
  Result<void> finish();             // after the last piece of a good answer
  const std::optional<Error>& failed() const { return failed_; }
  std::optional<LateException> late_exception() const;
  std::string held_back() const { return flowing_ ? std::string() : buffer_; }

 private:
  Result<void> hand_over();

  Take take_;
  std::string buffer_;
  bool flowing_ = false, broken_off_ = false;
  std::optional<Error> failed_;
};

}  // namespace backstamp::hunting
