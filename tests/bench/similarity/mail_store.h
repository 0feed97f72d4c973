// A hunting store of its own, filled the way that mail takes in the product.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "hunting/client.h"
#include "intake/ingest.h"
#include "message/facts.h"

namespace backstamp::bench {

class MailStore {
 public:
  // In a fresh database of `endpoint`. Ends the program with a message where that fails.
  explicit MailStore(const http::Endpoint& endpoint);
  ~MailStore();

  void add(message::Facts facts, Time delivered);
  void flush();  // what was added can be found

  const hunting::Client& client() const { return *client_; }

 private:
  std::filesystem::path spool_;
  std::unique_ptr<hunting::Client> client_;
  std::unique_ptr<hunting::Writer> writer_;
  std::unique_ptr<intake::Ingest> ingest_;
  std::vector<intake::DeliveryRows> waiting_;
};

}  // namespace backstamp::bench
