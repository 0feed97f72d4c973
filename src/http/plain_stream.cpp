#include "http/stream.h"

namespace backstamp::http {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}
  Result<std::size_t> read(std::span<char> room, Deadline deadline) override {
    return socket_.read(room, deadline);
  }
  Result<void> write(std::span<const std::string_view> pieces, Deadline deadline) override {
    return socket_.write(pieces, deadline);
  }
  bool readable_now() const override { return socket_.readable_now(); }
  bool open() const override { return socket_.open(); }
  void end() override { socket_.end(); }
  void close() override { socket_.close(); }

 private:
  Socket socket_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace backstamp::http
