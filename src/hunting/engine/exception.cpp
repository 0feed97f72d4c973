#include "hunting/engine/exception.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace backstamp::hunting::engine {
namespace {

constexpr std::string_view code_mark = "Code: ";
constexpr std::string_view exception_mark = ". DB::Exception: ";

int code_of(std::string_view error) {
  int number = 0;
  if (!error.starts_with(code_mark)) return code::std_exception;
  error.remove_prefix(code_mark.size());
  std::from_chars(error.data(), error.data() + error.size(), number);
  return number > 0 ? number : code::std_exception;
}

template <std::size_t size>
bool is_one_of(int number, const std::array<int, size>& numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

Exception make_exception(int code, std::string_view what, std::string_view name) {
  return {code, std::string(code_mark) + std::to_string(code) + std::string(exception_mark) +
                    std::string(what) + " (" + std::string(name) + ")"};
}

Exception read_exception(std::string_view error) {
  error = trim(error);
  const int number = code_of(error);
  const std::string prefix =
      std::string(code_mark) + std::to_string(number) + std::string(exception_mark);
  if (!error.starts_with(prefix)) {
    return make_exception(number, error, "STD_EXCEPTION");
  }
  while (error.substr(prefix.size()).starts_with(code_mark)) {
    error.remove_prefix(prefix.size());
    const auto version = error.rfind(" (version ");
    if (version != std::string_view::npos) error = error.substr(0, version);
  }
  return {number, std::string(error)};
}

int http_status_of(int number) {
  static constexpr std::array forbidden{192, 193, 497, 512, 516};
  // Texts that can't be parsed, wrong arguments, columns, types, syntax.
  static constexpr std::array bad_request{6,   8,   15,  25,  26,  27,  36,  37,  38,
                                          41,  44,  53,  62,  72,  117, 123, 167, 168,
                                          223, 321, 376, 427, 441, 675, 676};
  static constexpr std::array not_found{46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511};
  // 202 as well: ClickHouse answers 500, but the caller should simply come again.
  static constexpr std::array unavailable{76, 202, 209, 439};
  if (number == 194) return 401;
  if (is_one_of(number, forbidden)) return 403;
  if (is_one_of(number, not_found)) return 404;
  if (is_one_of(number, bad_request)) return 400;
  if (number == 159) return 408;
  if (number == 381) return 411;
  if (number == 229) return 413;
  if (number == code::not_implemented) return 501;
  if (is_one_of(number, unavailable)) return 503;
  return 500;
}

}  // namespace backstamp::hunting::engine
