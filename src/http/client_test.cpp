#include "http/client.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <thread>

#include "base/uuid.h"
#include "http/server.h"
#include "http/socket.h"

namespace backstamp::http {
namespace {

Deadline soon() { return deadline_in(Duration(20'000)); }

// A peer that speaks by a script: each connection gets the next answer after its first bytes
// arrived, and is closed then; an empty answer closes at once.
class ScriptedPeer {
 public:
  explicit ScriptedPeer(std::vector<std::string> answers)
      : listening_(listen_on(TcpEndpoint{"127.0.0.1", 0}).value()),
        thread_([this, script = std::move(answers)] { run(script); }) {}

  Endpoint endpoint() const { return listening_.endpoint; }
  int connections() const { return connections_; }

 private:
  void run(const std::vector<std::string>& answers) {
    for (const std::string& answer : answers) {
      pollfd waiting{.fd = listening_.fd.get(), .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 20'000) != 1) return;
      Socket socket(Fd(::accept4(listening_.fd.get(), nullptr, nullptr, SOCK_NONBLOCK)));
      ++connections_;
      std::array<char, 4096> room;
      if (socket.read(room, soon()).value_or(0) > 0 && !answer.empty()) {
        EXPECT_TRUE(socket.write(answer, soon()));
      }
    }
  }

  Listening listening_;
  std::atomic<int> connections_ = 0;
  std::jthread thread_;
};

TEST(Client, ReadsALargeBodyAndKeepsTheConnection) {
  const std::string body(3'000'000, 'b');
  auto server = Server::listen(
      TcpEndpoint{"127.0.0.1", 0}, {},
      [&](const Request&, Responder& responder) { responder.send({200, {{"X-A", "1"}}, body}); });
  ASSERT_TRUE(server);
  Client client((*server)->endpoint());
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send({}, soon());
    ASSERT_TRUE(response) << response.error().what;
    EXPECT_EQ(response->body, body);
    EXPECT_EQ(response->field("x-a"), "1");
  }
}

TEST(Client, StreamsAndCanStopReading) {
  auto server =
      Server::listen(TcpEndpoint{"127.0.0.1", 0}, {}, [&](const Request&, Responder& responder) {
        responder.start({200, {}, ""});
        for (int i = 0; i < 100 && responder.write(std::string(10'000, 'x')); ++i) {
        }
        responder.finish();
      });
  ASSERT_TRUE(server);
  Client client((*server)->endpoint());
  std::size_t bytes = 0;
  const auto whole = client.stream({}, soon(), [&](std::string_view piece) {
    bytes += piece.size();
    return true;
  });
  ASSERT_TRUE(whole) << whole.error().what;
  EXPECT_EQ(bytes, 1'000'000U);
  EXPECT_EQ(whole->body, "");
  const auto part = client.stream({}, soon(), [](std::string_view) { return false; });
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().fault, Fault::cancelled);
}

TEST(Client, ErrorsSayWhatKindTheyAre) {
  const auto fault_of = [](const std::string& answer) {
    const ScriptedPeer peer({answer});
    const auto response = Client(peer.endpoint(), /*body_bytes_max=*/100).send({}, soon());
    return response ? "none" : std::string(name_of(response.error().fault));
  };
  EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"), "limit");
  EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x')), "limit");
  EXPECT_EQ(fault_of("SSH-2.0-x\r\n\r\n"), "unavailable");
  EXPECT_EQ(fault_of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), "unavailable");
  EXPECT_EQ(fault_of(""), "unavailable");
}

TEST(Client, NobodyListensIsUnavailable) {
  const UnixEndpoint nowhere{"/tmp/backstamp-nowhere-" + Uuid::random().short_text()};
  const auto response = Client(nowhere).send({}, soon());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::unavailable);
}

TEST(Client, ASilentServerIsATimeout) {
  const Listening silent = listen_on(TcpEndpoint{"127.0.0.1", 0}).value();
  const auto response = Client(silent.endpoint).send({}, deadline_in(Duration(50)));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::timeout);
}

TEST(Client, AKeptConnectionThatTheServerClosedIsReplaced) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  const ScriptedPeer peer({answer, answer});
  Client client(peer.endpoint());
  ASSERT_TRUE(client.send({}, soon()));
  const auto second = client.send({}, soon());
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(peer.connections(), 2);
}

}  // namespace
}  // namespace backstamp::http
