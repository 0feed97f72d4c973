#include "hunting/engine/http_interface.h"

#include <unistd.h>

#include <chrono>

#include "base/uuid.h"

namespace backstamp::hunting::engine {
namespace {

constexpr std::size_t buffer_bytes_max = 1024 * 1024;

std::string random_tag() {
  std::string tag;
  const Uuid random = Uuid::random();
  for (const std::uint8_t byte : random.bytes()) {
    tag += static_cast<char>('a' + byte % 26);
  }
  return tag;
}

class Answer {
 public:
  Answer(http::Responder& responder, const Query& query, const Statement& statement,
         const std::string& version)
      : responder_(responder), version_(version), tag_(random_tag()) {
    const bool named = statement.kind != Statement::Kind::insert_data && !statement.format.empty();
    const std::string format = named ? statement.format : query.default_format;
    head_.fields = {{"Content-Type", content_type_of(format)},
                    {"X-ClickHouse-Format", format},
                    {"X-ClickHouse-Query-Id", query.id},
                    {"X-ClickHouse-Server-Display-Name", "backstamp-engine"},
                    {"X-ClickHouse-Timezone", "UTC"},
                    {"X-ClickHouse-Exception-Tag", tag_}};
  }

  // False when the client is gone.
  bool take(std::string_view bytes) {
    bytes_ += bytes.size();
    if (responder_.started()) return responder_.write(bytes);
    buffer_ += bytes;
    if (buffer_.size() <= buffer_bytes_max) return true;
    responder_.start(head_);
    const bool there = responder_.write(buffer_);
    buffer_ = std::string();
    return there;
  }

  void finish(const Statistics& statistics) {
    if (responder_.started()) return responder_.finish();
    const auto elapsed = std::chrono::steady_clock::now() - begun_;
    head_.fields["X-ClickHouse-Summary"] =
        summary_of(statistics, bytes_,
                   static_cast<std::uint64_t>(
                       std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count()));
    head_.body = std::move(buffer_);
    responder_.send(std::move(head_));
  }

  void fail(const Exception& exception) {
    const std::string message = exception.text + " (version " + version_ + ")\n";
    if (responder_.started()) {
      // Without finish(): the end of the body is missing, so no reader takes it for whole.
      responder_.write("\r\n__exception__\r\n" + tag_ + "\r\n" + message +
                       std::to_string(message.size()) + ' ' + tag_ + "\r\n__exception__\r\n");
      return;
    }
    head_.status = http_status_of(exception.code);
    head_.fields["Content-Type"] = "text/plain; charset=UTF-8";
    head_.fields["X-ClickHouse-Exception-Code"] = std::to_string(exception.code);
    head_.body = message;
    responder_.send(std::move(head_));
  }

 private:
  http::Responder& responder_;
  const std::string& version_;
  const std::string tag_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  http::Response head_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
};

void say(http::Responder& responder, int status, std::string text) {
  // The process id lets a supervisor tell its own child from a stranger on the same socket.
  responder.send({status,
                  {{"Content-Type", "text/plain; charset=UTF-8"},
                   {"X-Backstamp-Pid", std::to_string(::getpid())}},
                  std::move(text)});
}

void answer_query(const http::Request& request, http::Responder& responder, Executor& executor) {
  const auto query = read_query(request);
  if (!query) {
    Answer(responder, {}, {}, executor.version()).fail(query.error());
    return;
  }
  const Statement statement = scan_statement(query->sql);
  Answer answering(responder, *query, statement, executor.version());
  const auto result =
      executor.execute(*query, statement, request.stop,
                       [&](std::string_view bytes) { return answering.take(bytes); });
  if (result) {
    answering.finish(*result);
  } else {
    answering.fail(result.error());
  }
}

}  // namespace

void answer(const http::Request& request, http::Responder& responder, Executor& executor) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && request.method != "POST") return say(responder, 501, "only GET and POST\n");
  if (request.path() == "/ping") return say(responder, 200, "Ok.\n");
  if (request.path() != "/") {
    return say(responder, 404, "There is no handle " + request.target + "; queries go to /\n");
  }
  if (reads && request.query().empty()) return say(responder, 200, "Ok.\n");
  answer_query(request, responder, executor);
}

}  // namespace backstamp::hunting::engine
