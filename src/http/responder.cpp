#include "http/responder.h"

#include <array>
#include <cstdio>

#include "base/check.h"
#include "http/wire.h"

namespace backstamp::http {
namespace {

// Large enough to be cheap, small enough that a slow but living client gets each through in time.
constexpr std::size_t piece_bytes_max = 256 * 1024;

// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", in English whatever the locale.
std::string http_date(Time time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                days[std::chrono::weekday(day).c_encoding()], unsigned{date.day()},
                months[unsigned{date.month()} - 1], int{date.year()},
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

bool bodiless(int status) { return status == 204 || status == 304 || status / 100 == 1; }

}  // namespace

void SocketResponder::add_fields(Response& response) const {
  response.fields.emplace("Date", http_date(SystemClock().now()));
  response.fields.insert_or_assign("Connection", manner_.keep_alive ? "keep-alive" : "close");
}

void SocketResponder::send(Response response) {
  CHECK(state_ == State::waiting);
  add_fields(response);
  const bool without_body = bodiless(response.status);
  if (!without_body) {
    response.fields.insert_or_assign("Content-Length", std::to_string(response.body.size()));
  }
  state_ = State::streaming;
  const std::string head = head_of(response);
  const bool body_follows = !without_body && !manner_.head_only;
  // Small answers leave in one packet.
  if (body_follows && response.body.size() <= piece_bytes_max) {
    const std::array<std::string_view, 2> both{head, response.body};
    const auto wrote = socket_.write(both, deadline_in(manner_.io_ms_max));
    state_ = wrote ? State::done : State::broken;
    return;
  }
  const bool wrote = put(head) && (!body_follows || put(response.body));
  state_ = wrote ? State::done : State::broken;
}

void SocketResponder::start(Response head) {
  CHECK(state_ == State::waiting);
  if (!manner_.chunks) manner_.keep_alive = false;  // the end of the connection ends the body
  add_fields(head);
  head.fields.erase("Content-Length");
  if (manner_.chunks) head.fields.insert_or_assign("Transfer-Encoding", "chunked");
  state_ = State::streaming;
  if (!put(head_of(head))) state_ = State::broken;
}

bool SocketResponder::write(std::string_view bytes) {
  CHECK(state_ == State::streaming || state_ == State::broken);
  while (!bytes.empty() && state_ == State::streaming && !manner_.head_only) {
    const std::string_view piece = bytes.substr(0, piece_bytes_max);
    bytes.remove_prefix(piece.size());
    if (!(manner_.chunks ? put_chunk(piece) : put(piece))) state_ = State::broken;
  }
  return state_ == State::streaming;
}

void SocketResponder::finish() {
  CHECK(state_ == State::streaming || state_ == State::broken);
  if (state_ == State::broken) return;
  const bool wrote = !manner_.chunks || manner_.head_only || put("0\r\n\r\n");
  state_ = wrote ? State::done : State::broken;
}

bool SocketResponder::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, piece_bytes_max);
    if (!socket_.write(piece, deadline_in(manner_.io_ms_max))) return false;
    bytes.remove_prefix(piece.size());
  }
  return true;
}

bool SocketResponder::put_chunk(std::string_view bytes) {
  const std::string size = chunk_size_line(bytes.size());
  const std::array<std::string_view, 3> pieces{size, bytes, "\r\n"};
  return socket_.write(pieces, deadline_in(manner_.io_ms_max)).has_value();
}

}  // namespace backstamp::http
