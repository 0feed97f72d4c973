#include "mail_store.h"

#include <cstdio>
#include <cstdlib>

#include "hunting/engine/test_engine.h"
#include "hunting/schema.h"
#include "hunting/writer.h"

namespace backstamp::bench {
namespace {

constexpr std::size_t batch_max = 2'000;

Deadline soon() { return deadline_in(std::chrono::minutes(5)); }

template <class T>
T must(Result<T> result, const char* what) {
  if (!result) {
    std::fprintf(stderr, "similarity: %s: %s\n", what, result.error().what.c_str());
    std::exit(2);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace

MailStore::MailStore(const http::Endpoint& endpoint) {
  const std::string name = hunting::engine::fresh_database_name();
  hunting::Client root(endpoint, "default");
  must(root.execute({.sql = "CREATE DATABASE " + name, .parameters = {}, .settings = {}}, soon()),
       "database");
  client_ = std::make_unique<hunting::Client>(endpoint, name);
  must(hunting::migrate(*client_, {}), "schema");
  spool_ = std::filesystem::temp_directory_path() / ("similarity-" + name);
  writer_ = must(hunting::Writer::open(spool_, *client_), "spool");
  ingest_ = std::make_unique<intake::Ingest>(*client_, *writer_);
}

MailStore::~MailStore() {
  writer_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(spool_, ignored);
}

void MailStore::add(message::Facts facts, Time delivered) {
  facts.visible_text = Text();
  intake::Delivery delivery{.facts = std::move(facts),
                            .recipient = Text::lossy("someone@example.org"),
                            .delivered = delivered,
                            .folder = "INBOX",
                            .name = "",
                            .arrival = {},
                            .location = "Inbox/folder"};
  delivery.facts.direction = message::Direction::inbound;
  waiting_.push_back(intake::rows_of(delivery));
  if (waiting_.size() >= batch_max) flush();
}

void MailStore::flush() {
  must(ingest_->add(waiting_, soon()), "ingest");
  waiting_.clear();
}

}  // namespace backstamp::bench
