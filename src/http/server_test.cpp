#include "http/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <fstream>
#include <future>
#include <latch>

#include "base/uuid.h"
#include "http/client.h"
#include "http/socket.h"

namespace backstamp::http {
namespace {

using std::chrono::milliseconds;

Deadline soon() { return deadline_in(Duration(20'000)); }

Endpoint free_port() { return TcpEndpoint{"127.0.0.1", 0}; }

class SocketFolder {
 public:
  SocketFolder() : path_("/tmp/backstamp-http-" + Uuid::random().short_text()) {
    std::filesystem::create_directory(path_);
  }
  ~SocketFolder() { std::filesystem::remove_all(path_); }
  UnixEndpoint socket() const { return {path_ / "x.sock"}; }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<Server> serve(const Endpoint& endpoint, Handler handler,
                              const ServerLimits& limits = {}) {
  auto server = Server::listen(endpoint, limits, std::move(handler));
  EXPECT_TRUE(server) << server.error().what;
  return std::move(*server);
}

void echo(const Request& request, Responder& responder) {
  responder.send({200, {{"X-Target", request.target}}, request.method + " " + request.body});
}

// Everything the peer sends until it closes.
std::string read_all(Socket& socket) {
  std::string all;
  std::array<char, 4096> room;
  for (;;) {
    const auto got = socket.read(room, soon());
    if (!got || *got == 0) return all;
    all.append(room.data(), *got);
  }
}

std::string exchange_raw(const Endpoint& endpoint, std::string_view bytes) {
  auto socket = connect_to(endpoint, soon());
  EXPECT_TRUE(socket);
  EXPECT_TRUE(socket->write(bytes, soon()));
  return read_all(*socket);
}

TEST(Server, AnswersOnBothKindsOfSocket) {
  const SocketFolder folder;
  for (const Endpoint& where : {free_port(), Endpoint(folder.socket())}) {
    const auto server = serve(where, [](const Request& request, Responder& responder) {
      responder.send({200, {}, request.from_unix_socket ? "unix" : "tcp"});
    });
    Client client(server->endpoint());
    const auto response = client.send({.method = "GET", .target = "/x"}, soon());
    ASSERT_TRUE(response) << response.error().what;
    EXPECT_EQ(response->body, where.index() == 0 ? "unix" : "tcp");
  }
}

TEST(Server, AnswersManyRequestsAtOnceAndEachItsOwn) {
  std::atomic<int> at_once = 0, most = 0;
  const auto server = serve(free_port(), [&](const Request& request, Responder& responder) {
    most = std::max(most.load(), ++at_once);
    std::this_thread::sleep_for(milliseconds(20));
    --at_once;
    echo(request, responder);
  });
  Client client(server->endpoint());
  std::vector<std::future<Result<Response>>> answers;
  for (int i = 0; i < 100; ++i) {
    answers.push_back(std::async(std::launch::async, [&client, i] {
      return client.send({.method = "POST", .body = std::to_string(i)}, soon());
    }));
  }
  for (int i = 0; i < 100; ++i) {
    const auto response = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(response) << response.error().what;
    EXPECT_EQ(response->body, "POST " + std::to_string(i));
  }
  EXPECT_GT(most, 1);
}

TEST(Server, KeepsConnectionsAliveAndTakesPipelinedRequests) {
  const auto server = serve(free_port(), echo);
  const std::string one = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string last = "GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string all = exchange_raw(server->endpoint(), one + last);
  EXPECT_NE(all.find("X-Target: /1"), std::string::npos);
  EXPECT_NE(all.find("X-Target: /2"), std::string::npos);
  EXPECT_NE(all.find("Connection: close"), std::string::npos);
}

TEST(Server, HeadHasNoBodyAndOldClientsGetNoChunks) {
  const auto server = serve(free_port(), [](const Request&, Responder& responder) {
    responder.start({200, {}, ""});
    responder.write("abc");
    responder.finish();
  });
  const auto head =
      exchange_raw(server->endpoint(), "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
  const auto old = exchange_raw(server->endpoint(), "GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.ends_with("\r\n\r\nabc")) << old;
  EXPECT_EQ(old.find("chunked"), std::string::npos);
}

TEST(Server, RefusesWhatBreaksABound) {
  const ServerLimits limits{.header_bytes_max = 1000, .body_bytes_max = 10};
  const auto server = serve(free_port(), echo, limits);
  const std::vector<std::pair<std::string, std::string>> cases{
      {"GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", "HTTP/1.1 431 "},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n" + std::string(11, 'x'),
       "HTTP/1.1 413 "},
      {"nonsense\r\n\r\n", "HTTP/1.1 400 "},
  };
  for (const auto& [bytes, status] : cases) {
    EXPECT_TRUE(exchange_raw(server->endpoint(), bytes).starts_with(status)) << bytes;
  }
}

TEST(Server, TellsARefusedClientEvenWhileItSends) {
  const auto server = serve(free_port(), echo, {.body_bytes_max = 10});
  Client client(server->endpoint());
  const auto response =
      client.send({.method = "POST", .body = std::string(8 * 1024 * 1024, 'x')}, soon());
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(response->status, 413);
}

TEST(Server, InvitesABodyThatIsWaitedFor) {
  const auto server = serve(free_port(), echo);
  auto socket = connect_to(server->endpoint(), soon());
  ASSERT_TRUE(socket);
  ASSERT_TRUE(
      socket->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                    "Expect: 100-continue\r\nConnection: close\r\n\r\n",
                    soon()));
  std::array<char, 25> invitation{};
  ASSERT_TRUE(socket->read(invitation, soon()));
  EXPECT_EQ(std::string_view(invitation.data(), 25), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(socket->write("ab", soon()));
  EXPECT_TRUE(read_all(*socket).ends_with("POST ab"));
}

TEST(Server, DropsAClientThatDripsOrSleeps) {
  const ServerLimits limits{.idle_ms_max = milliseconds(50), .io_ms_max = milliseconds(150)};
  const auto server = serve(free_port(), echo, limits);
  auto idle = connect_to(server->endpoint(), soon());
  ASSERT_TRUE(idle);
  EXPECT_EQ(read_all(*idle), "");

  auto drips = connect_to(server->endpoint(), soon());
  ASSERT_TRUE(drips);
  ASSERT_TRUE(drips->write("GET / HTTP/1.1\r\nX: ", soon()));
  std::jthread dripping([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && drips->write("x", soon())) {
      std::this_thread::sleep_for(milliseconds(10));
    }
  });
  EXPECT_TRUE(read_all(*drips).starts_with("HTTP/1.1 408 "));
}

TEST(Server, AHalfClosedClientStillGetsItsAnswer) {
  const SocketFolder folder;
  for (const Endpoint& where : {free_port(), Endpoint(folder.socket())}) {
    const auto server = serve(where, echo);
    auto socket = connect_to(server->endpoint(), soon());
    ASSERT_TRUE(socket);
    ASSERT_TRUE(socket->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n", soon()));
    socket->end_writing();
    EXPECT_TRUE(read_all(*socket).starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

TEST(Server, ALeavingClientRequestsTheStop) {
  const SocketFolder folder;
  for (const Endpoint& where : {free_port(), Endpoint(folder.socket())}) {
    std::latch arrived(1);
    std::promise<bool> stopped;
    const auto server = serve(where, [&](const Request& request, Responder&) {
      arrived.count_down();
      const Deadline deadline = soon();
      while (!request.stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds(1));
      }
      stopped.set_value(request.stop.stop_requested());
    });
    auto socket = connect_to(server->endpoint(), soon());
    ASSERT_TRUE(socket);
    ASSERT_TRUE(socket->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n", soon()));
    arrived.wait();
    socket->close();
    EXPECT_TRUE(stopped.get_future().get());
  }
}

TEST(Server, AStreamEndsWhenTheClientDoesNotRead) {
  std::promise<void> given_up;
  const auto server = serve(free_port(),
                            [&](const Request&, Responder& responder) {
                              responder.start({200, {}, ""});
                              while (responder.write(std::string(100'000, 'x'))) {
                              }
                              given_up.set_value();
                            },
                            {.io_ms_max = milliseconds(100)});
  auto socket = connect_to(server->endpoint(), soon());
  ASSERT_TRUE(socket);
  ASSERT_TRUE(socket->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n", soon()));
  EXPECT_EQ(given_up.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(Server, AFailingHandlerIsAnsweredForAndAnUnfinishedStreamCutOff) {
  const auto server = serve(free_port(), [](const Request& request, Responder& responder) {
    if (request.path() == "/silent") return;
    if (request.path() == "/throw") throw std::runtime_error("broken");
    responder.start({200, {}, ""});
    responder.write("part");
  });
  Client client(server->endpoint());
  EXPECT_EQ(client.send({.target = "/silent"}, soon())->status, 500);
  EXPECT_EQ(client.send({.target = "/throw"}, soon())->status, 500);
  const auto part = client.send({.target = "/part"}, soon());
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().fault, Fault::unavailable);
}

TEST(Server, ManyIdleConnectionsDoNotHoldUpItsStop) {
  const auto server = serve(free_port(), echo);
  std::vector<Socket> idle;
  for (int i = 0; i < 100; ++i) {
    idle.push_back(connect_to(server->endpoint(), soon()).value());
    ASSERT_TRUE(idle.back().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n", soon()));
    std::array<char, 4096> room;
    ASSERT_GT(idle.back().read(room, soon()).value(), 0);
  }
  server->stop();
  for (Socket& socket : idle) EXPECT_EQ(read_all(socket), "");
  EXPECT_FALSE(connect_to(server->endpoint(), soon()));
}

TEST(Server, StopRequestsTheStopOfRunningRequestsAndWaitsForThem) {
  std::latch arrived(1);
  const auto server = serve(free_port(), [&](const Request& request, Responder& responder) {
    arrived.count_down();
    while (!request.stop.stop_requested()) std::this_thread::sleep_for(milliseconds(1));
    responder.send({503, {}, "stopping"});
  });
  Client client(server->endpoint());
  auto answer = std::async(std::launch::async, [&] { return client.send({}, soon()); });
  arrived.wait();
  server->stop();
  const auto response = answer.get();
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(response->body, "stopping");
}

TEST(Server, MoreThanTheMostConnectionsWait) {
  const auto server = serve(free_port(), echo, {.connections_max = 2});
  std::vector<std::future<Result<Response>>> answers;
  for (int i = 0; i < 20; ++i) {
    answers.push_back(std::async(std::launch::async, [&] {
      return Client(server->endpoint()).send({.fields = {{"Connection", "close"}}}, soon());
    }));
  }
  for (auto& answer : answers) {
    const auto response = answer.get();
    EXPECT_TRUE(response) << response.error().what;
  }
}

TEST(Server, AnAddressInUseIsAConflict) {
  const auto server = serve(free_port(), echo);
  const auto second = Server::listen(server->endpoint(), {}, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
}

TEST(Server, AUnixSocketIsPrivateAndRemovedAtTheEnd) {
  const SocketFolder folder;
  const auto server = serve(folder.socket(), echo);
  struct stat status{};
  ASSERT_EQ(::stat(folder.socket().path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  server->stop();
  EXPECT_FALSE(std::filesystem::exists(folder.socket().path));
}

TEST(Server, ReplacesAStaleUnixSocketButNotALiveOneNorAFile) {
  const SocketFolder folder;
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::strcpy(address.sun_path, folder.socket().path.c_str());
  Fd left_behind(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(left_behind.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  left_behind = Fd();

  const auto server = serve(folder.socket(), echo);
  const auto second = Server::listen(folder.socket(), {}, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
  EXPECT_EQ(Client(folder.socket()).send({}, soon())->status, 200);
  server->stop();

  std::ofstream(folder.socket().path) << "precious";
  const auto third = Server::listen(folder.socket(), {}, echo);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().fault, Fault::conflict);
  EXPECT_EQ(std::filesystem::file_size(folder.socket().path), 8);
}

}  // namespace
}  // namespace backstamp::http
