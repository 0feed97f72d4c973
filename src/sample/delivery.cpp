#include "sample/delivery.h"

namespace backstamp::sample {

void Post::deliver(const Letter& letter, const Bytes& written, std::size_t person, Time time) {
  using namespace std::chrono_literals;
  Delivery delivery{.person = person,
                    .folder = Folder::inbox,
                    .time = time,
                    .flags = "S",
                    .fresh = false,
                    .bytes = {}};
  const auto age = world_.end - time;
  if (age < 6h && random_.chance(60)) {
    delivery.fresh = true;
    delivery.flags.clear();
  } else if (age < 72h && random_.chance(25)) {
    delivery.flags.clear();
  } else if (random_.chance(3)) {
    delivery.flags = "FS";
  } else if (random_.chance(18)) {
    delivery.flags = "RS";
  }
  if (age > 120h && random_.chance(12)) delivery.folder = Folder::archive;
  deliver(letter, written, std::move(delivery));
}

void Post::deliver(const Letter& letter, const Bytes& written, Delivery delivery) {
  if (delivery.time > world_.end) return;
  delivery.bytes =
      write_trace(random_, letter, world_.people[delivery.person].address, delivery.time) + written;
  deliveries_.push_back(std::move(delivery));
}

void Post::keep_sent(const Bytes& written, std::size_t person, Time time) {
  if (time > world_.end) return;
  deliveries_.push_back({.person = person,
                         .folder = Folder::sent,
                         .time = time,
                         .flags = "S",
                         .fresh = false,
                         .bytes = written});
}

Origin submitted_by(const Person& person) {
  return {.host = "ws" + std::to_string(person.extension) + "." + std::string(company_domain),
          .ip = "10.20.4." + std::to_string(10 + person.extension % 240),
          .spf = "pass",
          .dkim = "pass",
          .dmarc = "pass",
          .submitted = true};
}

Origin trusted_host(std::string_view domain, std::string_view ip) {
  return {.host = "mail." + std::string(domain),
          .ip = std::string(ip),
          .spf = "pass",
          .dkim = "pass",
          .dmarc = "pass",
          .submitted = false};
}

Correspondent as_correspondent(const Person& person) { return {person.name(), person.address}; }

std::string new_message_id(Random& random, Time time, std::string_view domain) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return std::to_string(seconds) + "." + random.token(12) + "@" + std::string(domain);
}

}  // namespace backstamp::sample
