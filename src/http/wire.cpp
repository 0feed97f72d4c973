#include "http/wire.h"

#include <array>
#include <boost/beast/http.hpp>
#include <charconv>

#include "base/check.h"
#include "base/text.h"

namespace backstamp::http {
namespace {

namespace beast = boost::beast::http;
using BeastError = boost::beast::error_code;

// A body as a string that never reserves what a peer merely announced.
struct GrowingBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool is_request, class BeastFields>
    reader(beast::header<is_request, BeastFields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, BeastError& error) { error = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, BeastError& error) {
      error = {};
      std::size_t size = 0;
      for (auto each = boost::asio::buffer_sequence_begin(buffers);
           each != boost::asio::buffer_sequence_end(buffers); ++each) {
        const boost::asio::const_buffer piece = *each;
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        size += piece.size();
      }
      return size;
    }
    void finish(BeastError& error) { error = {}; }

   private:
    value_type& body_;
  };
};

template <bool is_request>
using Parser = beast::parser<is_request, GrowingBody>;

template <bool is_request>
std::unique_ptr<Parser<is_request>> make_parser(const WireLimits& limits) {
  auto parser = std::make_unique<Parser<is_request>>();
  parser->eager(true);
  parser->header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
  parser->body_limit(limits.body_bytes_max);
  return parser;
}

// Feeds the parser until it needs more or is done. Returns the bytes it took.
template <class AnyParser>
std::size_t feed(AnyParser& parser, std::string_view bytes, BeastError& error) {
  std::size_t took = 0;
  error = {};
  while (!parser.is_done() && took < bytes.size()) {
    const std::size_t more =
        parser.put(boost::asio::buffer(bytes.data() + took, bytes.size() - took), error);
    took += more;
    if (error || more == 0) break;
  }
  if (error == beast::error::need_more) error = {};
  return took;
}

template <class BeastFields>
Fields fields_of(const BeastFields& from) {
  Fields fields;
  for (const auto& field : from) {
    const std::string name(field.name_string());
    const std::string value(field.value());
    const auto [place, added] = fields.emplace(name, value);
    if (!added) place->second += ", " + value;
  }
  return fields;
}

bool token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), token_character);
}

std::string field_lines(const Fields& fields) {
  std::string lines;
  for (const auto& [name, value] : fields) {
    if (!is_token(name)) continue;
    lines += name + ": ";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      lines += (byte < ' ' && c != '\t') || byte == 0x7f ? ' ' : c;
    }
    lines += "\r\n";
  }
  return lines;
}

// A request line must not be broken by what stands in the target.
std::string safe_target(std::string_view target) {
  std::string safe;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7f) {
      safe += c;
    } else {
      safe += percent_encode(std::string_view(&c, 1));
    }
  }
  return safe.empty() ? "/" : safe;
}

// "http://host/path" is the same resource as "/path" (RFC 9112, 3.2.2).
std::string origin_form(std::string_view target) {
  constexpr std::string_view scheme = "http://";
  if (!ascii_equal(target.substr(0, scheme.size()), scheme)) return std::string(target);
  const auto path = target.find_first_of("/?", scheme.size());
  if (path == std::string_view::npos) return "/";
  return (target[path] == '?' ? "/" : "") + std::string(target.substr(path));
}

int status_of(const BeastError& error) {
  if (error == beast::error::header_limit) return 431;
  if (error == beast::error::body_limit) return 413;
  if (error == beast::error::bad_version) return 505;
  return 400;
}

}  // namespace

struct RequestParser::State {
  WireLimits limits;
  std::unique_ptr<Parser<true>> parser;
  int status = 400;
};

RequestParser::RequestParser(const WireLimits& limits)
    : state_(std::make_unique<State>(State{limits, make_parser<true>(limits)})) {}
RequestParser::~RequestParser() = default;

Result<std::size_t> RequestParser::put(std::string_view bytes) {
  BeastError error;
  const bool had_head = head_done();
  const std::size_t took = feed(*state_->parser, bytes, error);
  if (error) {
    state_->status = status_of(error);
    const bool large = state_->status == 431 || state_->status == 413;
    return fail(large ? Fault::limit : Fault::invalid, "request: " + error.message());
  }
  const auto& head = state_->parser->get();
  if (!had_head && head_done() && head.version() == 11 && head.count(beast::field::host) != 1) {
    return fail(Fault::invalid, "request: needs one Host field");
  }
  return took;
}

bool RequestParser::head_done() const { return state_->parser->is_header_done(); }
bool RequestParser::done() const { return state_->parser->is_done(); }
bool RequestParser::keep_alive() const { return state_->parser->keep_alive(); }
bool RequestParser::old() const { return state_->parser->get().version() < 11; }
int RequestParser::status() const { return state_->status; }

bool RequestParser::wants_continue() const {
  const auto expect = state_->parser->get()[beast::field::expect];
  return ascii_equal({expect.data(), expect.size()}, "100-continue");
}

Request RequestParser::take() {
  auto& message = state_->parser->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = origin_form({message.target().data(), message.target().size()});
  request.fields = fields_of(message);
  request.body = std::move(message.body());
  return request;
}

struct ResponseParser::State {
  Body body;
  WireLimits limits;
  Take take;
  std::unique_ptr<Parser<false>> parser;
};

ResponseParser::ResponseParser(Body body, const WireLimits& limits, Take take)
    : state_(std::make_unique<State>(State{body, limits, std::move(take), nullptr})) {
  start();
}
ResponseParser::~ResponseParser() = default;

void ResponseParser::start() {
  state_->parser = make_parser<false>(state_->limits);
  state_->parser->skip(state_->body == Body::none);
}

Result<void> ResponseParser::hand_over() {
  std::string& body = state_->parser->get().body();
  if (body.empty()) return {};
  const bool wanted = state_->take(body);
  body.clear();
  if (!wanted) return fail(Fault::cancelled, "the rest of the response was not wanted");
  return {};
}

Result<std::size_t> ResponseParser::put(std::string_view bytes) {
  BeastError error;
  const std::size_t took = feed(*state_->parser, bytes, error);
  if (error) {
    const bool large = error == beast::error::header_limit || error == beast::error::body_limit;
    return fail(large ? Fault::limit : Fault::unavailable, "response: " + error.message());
  }
  TRY(hand_over());
  const bool interim = done() && state_->parser->get().result_int() / 100 == 1;
  if (!interim) return took;
  start();
  return took + TRY(put(bytes.substr(took)));
}

Result<void> ResponseParser::end() {
  BeastError error;
  if (!done() && state_->parser->got_some()) state_->parser->put_eof(error);
  if (error || !done()) return fail(Fault::unavailable, "the peer closed within its response");
  return hand_over();
}

bool ResponseParser::done() const { return state_->parser->is_done(); }
bool ResponseParser::keep_alive() const { return state_->parser->keep_alive(); }

Response ResponseParser::take() {
  const auto& message = state_->parser->get();
  Response response;
  response.status = static_cast<int>(message.result_int());
  response.fields = fields_of(message);
  return response;
}

std::string head_of(const Request& request) {
  const std::string method = is_token(request.method) ? request.method : "GET";
  return method + ' ' + safe_target(request.target) + " HTTP/1.1\r\n" +
         field_lines(request.fields) + "\r\n";
}

std::string head_of(const Response& response) {
  CHECK(response.status >= 100 && response.status <= 999);
  return "HTTP/1.1 " + std::to_string(response.status) + ' ' +
         std::string(reason_of(response.status)) + "\r\n" + field_lines(response.fields) + "\r\n";
}

std::string_view reason_of(int status) {
  const auto text = beast::obsolete_reason(beast::int_to_status(static_cast<unsigned>(status)));
  return {text.data(), text.size()};
}

std::string chunk_size_line(std::size_t bytes) {
  std::array<char, 18> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + 16, bytes, 16).ptr;
  return std::string(digits.data(), end) + "\r\n";
}

}  // namespace backstamp::http
