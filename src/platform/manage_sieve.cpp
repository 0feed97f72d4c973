#include "platform/manage_sieve.h"

#include <charconv>

namespace backstamp::platform {
namespace {

constexpr std::size_t script_bytes_max = 1024 * 1024;
constexpr std::size_t lines_max = 10'000;
constexpr std::size_t words_max = 100;  // of a line
constexpr std::chrono::seconds session_max{60};

std::string base64(std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) -> unsigned {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    text += alphabet[bits >> 18];
    text += alphabet[bits >> 12 & 63];
    text += i + 1 < bytes.size() ? alphabet[bits >> 6 & 63] : '=';
    text += i + 2 < bytes.size() ? alphabet[bits & 63] : '=';
  }
  return text;
}

// As a literal that is sent at once (RFC 5804, 4): it holds any bytes.
std::string as_literal(std::string_view text) {
  return "{" + std::to_string(text.size()) + "+}\r\n" + std::string(text);
}

std::unexpected<Error> no_protocol(const std::string& doing) {
  return fail(Fault::unavailable,
              "the Sieve server, asked to " + doing + ", gave an answer that is no ManageSieve");
}

}  // namespace

Result<char> ManageSieve::next() {
  if (at_ == buffer_.size()) {
    buffer_.resize(4'096);
    at_ = 0;
    const std::size_t got = TRY(socket_.read(buffer_, deadline_));
    buffer_.resize(got);
    if (got == 0) return fail(Fault::unavailable, "the Sieve server closed the connection");
  }
  return buffer_[at_++];
}

Result<std::string> ManageSieve::quoted() {
  std::string text;
  for (;;) {
    char c = TRY(next());
    if (c == '"') return text;
    if (c == '\\') c = TRY(next());
    text += c;
    if (text.size() > script_bytes_max) return fail(Fault::limit, "a string of a Sieve server");
  }
}

// After "{": "12}" or "12+}", a line end, and so many bytes.
Result<std::string> ManageSieve::literal() {
  std::string digits;
  for (char c = TRY(next()); c != '}'; c = TRY(next())) {
    if (digits.size() > 10) return no_protocol("send a text");
    if (c != '+') digits += c;
  }
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return no_protocol("send a text");
  }
  if (size > script_bytes_max) return fail(Fault::limit, "a Sieve script larger than 1 MiB");
  while (TRY(next()) != '\n') {
  }
  std::string text;
  text.reserve(size);
  while (text.size() < size) text += TRY(next());
  return text;
}

Result<ManageSieve::Line> ManageSieve::line() {
  Line line;
  std::string atom;
  const auto end_atom = [&] {
    if (!atom.empty()) line.words.push_back(std::exchange(atom, ""));
  };
  for (;;) {
    const char c = TRY(next());
    if (line.words.size() > words_max || atom.size() > 10'000) return no_protocol("answer");
    if (c == '\r') continue;
    if (c == '\n' || c == ' ') end_atom();
    if (c == '\n') return line;
    if (c == ' ') continue;
    if (c == '"') {
      line.words.push_back(TRY(quoted()));
    } else if (c == '{' && atom.empty()) {
      line.words.push_back(TRY(literal()));
    } else {
      atom += c;
    }
  }
}

Result<std::vector<ManageSieve::Line>> ManageSieve::answer(const std::string& doing) {
  std::vector<Line> lines;
  while (lines.size() < lines_max) {
    Line one = TRY(line());
    if (one.words.empty()) continue;
    const std::string& first = one.words.front();
    if (ascii_equal(first, "OK")) return lines;
    if (ascii_equal(first, "NO") || ascii_equal(first, "BYE")) {
      std::string said;
      for (std::size_t i = 1; i < one.words.size(); ++i) said += " " + one.words[i];
      const bool missing = said.find("NONEXISTENT") != std::string::npos;
      return fail(
          missing ? Fault::not_found : Fault::denied,
          "the Sieve server, asked to " + doing + ", said no:" + Text::lossy(said).cut(300).str());
    }
    lines.push_back(std::move(one));
  }
  return no_protocol(doing);
}

Result<std::vector<ManageSieve::Line>> ManageSieve::ask(const std::string& command,
                                                        const std::string& doing) {
  TRY(socket_.write(command + "\r\n", deadline_));
  return answer(doing);
}

Result<ManageSieve> ManageSieve::open(const ImapServer& server, const Text& address) {
  const Deadline wait = deadline_in(std::chrono::seconds(server.wait_seconds_max));
  http::Socket socket = TRY(http::connect_to(http::TcpEndpoint{server.host, server.port}, wait));
  ManageSieve session(std::move(socket), deadline_in(session_max));
  TRY(session.answer("greet"));
  const std::string name =
      address.str() + '\0' + server.master_user + '\0' + server.master_password;
  TRY(session.ask("AUTHENTICATE \"PLAIN\" " + as_literal(base64(name)),
                  "sign in as its master user for " + address.str()));
  return session;
}

Result<std::vector<SieveScriptName>> ManageSieve::scripts() {
  std::vector<SieveScriptName> names;
  for (const Line& line : TRY(ask("LISTSCRIPTS", "list scripts"))) {
    const bool active = line.words.size() > 1 && ascii_equal(line.words[1], "ACTIVE");
    names.push_back({line.words.front(), active});
  }
  return names;
}

Result<Bytes> ManageSieve::script(const std::string& name) {
  const auto lines = TRY(ask("GETSCRIPT " + as_literal(name), "give a script"));
  if (lines.empty()) return Bytes();
  return lines.front().words.front();
}

Result<void> ManageSieve::put(const std::string& name, std::string_view text) {
  TRY(ask("PUTSCRIPT " + as_literal(name) + " " + as_literal(text), "keep a script"));
  return {};
}

Result<void> ManageSieve::activate(const std::string& name) {
  TRY(ask("SETACTIVE " + as_literal(name), "make a script the active one"));
  return {};
}

}  // namespace backstamp::platform
