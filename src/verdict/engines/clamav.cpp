#include "verdict/engines/clamav.h"

#include <sys/socket.h>

#include <array>

#include "http/socket.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t chunk_bytes = 128 * 1024;
constexpr std::size_t reply_bytes_max = 4 * 1024;
constexpr std::size_t name_bytes_max = 200;

std::array<char, 4> big_endian(std::size_t size) {
  return {static_cast<char>(size >> 24), static_cast<char>(size >> 16),
          static_cast<char>(size >> 8), static_cast<char>(size)};
}

// Each chunk with its length before it; a length of 0 ends the message.
Result<void> send_chunks(http::Socket& socket, std::string_view bytes, Deadline deadline) {
  for (;;) {
    const std::string_view chunk = bytes.substr(0, chunk_bytes);
    const std::array<char, 4> size = big_endian(chunk.size());
    const std::array<std::string_view, 2> pieces{std::string_view(size.data(), size.size()), chunk};
    TRY(socket.write(pieces, deadline));
    if (chunk.empty()) return {};
    bytes.remove_prefix(chunk.size());
  }
}

// Up to the NUL that ends it, or the peer's end.
Result<std::string> read_reply(http::Socket& socket, Deadline deadline) {
  std::string reply;
  std::array<char, 1024> room{};
  while (reply.size() < reply_bytes_max) {
    const std::size_t got = TRY(socket.read(room, deadline));
    reply.append(room.data(), got);
    const auto end = reply.find('\0');
    if (end != reply.npos) return reply.substr(0, end);
    if (got == 0) break;
  }
  if (reply.empty()) return fail(Fault::unavailable, "clamd closed without a reply");
  return reply;
}

bool is_phish(std::string_view name) { return ascii_lower(name).contains("phish"); }

// Heuristics and signatures of unwanted programs find honest things too.
std::string_view rule_for(std::string_view name) {
  const bool guess = name.starts_with("Heuristics.") || name.starts_with("PUA.");
  if (is_phish(name)) return guess ? "clamav_phish_guess" : "clamav_phish";
  return guess ? "clamav_guess" : "clamav_found";
}

class ClamAv final : public Engine {
 public:
  explicit ClamAv(http::Endpoint clamd) : clamd_(std::move(clamd)) {}

  std::string_view name() const override { return "ClamAV"; }

  Result<Opinion> examine(const Inquiry& inquiry, Deadline deadline,
                          std::stop_token stop) override {
    return read_clamd_reply(TRY(converse("zINSTREAM", &inquiry.bytes, deadline, stop)));
  }

  Result<std::string> version(Deadline deadline, std::stop_token stop) override {
    return Text::lossy(TRY(converse("zVERSION", nullptr, deadline, stop))).cut(200).str();
  }

 private:
  Result<std::string> converse(std::string_view command, const Bytes* bytes, Deadline deadline,
                               const std::stop_token& stop) {
    auto connected = http::connect_to(clamd_, deadline);
    if (!connected) {
      return fail(connected.error().fault,
                  connected.error().what + "; start clamd, or correct engines.clamav.socket");
    }
    http::Socket& socket = *connected;
    const std::stop_callback wake(stop, [&] { ::shutdown(socket.fd(), SHUT_RDWR); });
    // The NUL after the command is part of it.
    Result<void> sent = socket.write(std::string(command) + '\0', deadline);
    if (sent && bytes != nullptr) sent = send_chunks(socket, *bytes, deadline);
    // A clamd that takes no more says why and closes: what it said counts more than our failure.
    Result<std::string> reply = read_reply(socket, deadline);
    if (!reply) return std::unexpected(std::move(reply).error().in(http::text_of(clamd_)));
    return reply;
  }

  const http::Endpoint clamd_;
};

}  // namespace

std::unique_ptr<Engine> make_clamav(http::Endpoint clamd) {
  return std::make_unique<ClamAv>(std::move(clamd));
}

Result<Opinion> read_clamd_reply(std::string_view reply) {
  constexpr std::string_view subject = "stream: ", found = " FOUND";
  reply = trim(reply);
  if (reply == "stream: OK") return Opinion();
  if (!reply.starts_with(subject) || !reply.ends_with(found) ||
      reply.size() <= subject.size() + found.size()) {
    if (reply.contains("size limit exceeded")) {
      return fail(Fault::limit,
                  "the message is larger than clamd takes; raise StreamMaxLength in clamd.conf");
    }
    return fail(Fault::unavailable, "clamd says: " + Text::lossy(reply).cut(300).str());
  }
  const std::string_view name =
      reply.substr(subject.size(), reply.size() - subject.size() - found.size());
  const Text shown = Text::lossy(name).cut(name_bytes_max);
  Opinion opinion;
  if (name.starts_with("Heuristics.Limits.")) {
    opinion.gaps.push_back("looked only in part: " + shown.str());
    return opinion;
  }
  Reason saw;
  saw.detail = shown;
  opinion.reasons.push_back(reason_of(engine_rules(), rule_for(name), saw));
  return opinion;
}

}  // namespace backstamp::verdict
