// Against a real HTTPS server: whose certificate is believed, and that bytes come through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.h"
#include "http/server.h"
#include "http/tls_server_process.h"

namespace backstamp::http {
namespace {

using testing::HasSubstr;

Deadline soon() { return deadline_in(Duration(20'000)); }

class Tls : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(server_.port(), 0); }

  Result<Response> ask(const TlsPeer& peer, const Request& request = {}) {
    const auto port = static_cast<std::uint16_t>(server_.port());
    return Client(TcpEndpoint{"127.0.0.1", port}, 1 << 20, peer).send(request, soon());
  }

  TlsServerProcess server_;
};

TEST_F(Tls, BytesComeThroughOnKeptConnections) {
  const auto port = static_cast<std::uint16_t>(server_.port());
  Client client(TcpEndpoint{"127.0.0.1", port}, 4 << 20,
                TlsPeer{.name = "localhost", .ca_file = server_.ca_file()});
  Request request{
      .method = "POST", .target = "/x", .fields = {}, .body = std::string(300'000, 'b')};
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send(request, soon());
    ASSERT_TRUE(response) << response.error().what;
    EXPECT_THAT(response->body, HasSubstr(request.body));
  }
}

TEST_F(Tls, ACertificateOfNobodyWhoIsBelievedIsRefused) {
  const auto response = ask({.name = "localhost", .ca_file = ""});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::denied);
  EXPECT_THAT(response.error().what, HasSubstr("certificate of localhost is not accepted"));
}

TEST_F(Tls, ACertificateForAnotherIsRefused) {
  for (const std::string name : {"127.0.0.1", "example.org", "localhost.example.org"}) {
    const auto response = ask({.name = name, .ca_file = server_.ca_file()});
    ASSERT_FALSE(response) << name;
    EXPECT_EQ(response.error().fault, Fault::denied) << name;
    EXPECT_THAT(response.error().what, HasSubstr("mismatch")) << name;
  }
}

TEST_F(Tls, ACaFileThatIsNoneIsNamed) {
  const auto response = ask({.name = "localhost", .ca_file = "/nowhere.pem"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::invalid);
  EXPECT_THAT(response.error().what, HasSubstr("/nowhere.pem"));
}

TEST(TlsWithPlainPeer, IsUnavailable) {
  const auto server = Server::listen(
      TcpEndpoint{"127.0.0.1", 0}, {},
      [](const Request&, Responder& responder) { responder.send({200, {}, "plain"}); });
  ASSERT_TRUE(server);
  const auto response =
      Client((*server)->endpoint(), 1 << 20, TlsPeer{.name = "localhost", .ca_file = ""})
          .send({}, soon());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::unavailable);
}

}  // namespace
}  // namespace backstamp::http
