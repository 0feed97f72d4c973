// For tests and benches: a small organisation with Maildirs, the stores beside it, and what the
// executor told.
#pragma once

#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "action/catalogue.h"
#include "action/executor.h"
#include "base/hash.h"
#include "casework/action_table.h"
#include "message/network_message_id.h"
#include "platform/maildir.h"
#include "platform/maildirs_on_disk.h"

namespace backstamp::action {

// Keeps what it was told in a file, because a process that is killed cannot be asked.
class EventFile final : public PostDeliveryEvents {
 public:
  explicit EventFile(std::filesystem::path path) : path_(std::move(path)) {}

  Result<void> record(const std::string& batch_id, const casework::Action&,
                      std::span<const Event> events) override {
    if (refusals > 0) {
      --refusals;
      return fail(Fault::unavailable, "the hunting store is away");
    }
    std::string content;
    for (const Event& event : events) {
      content += event.copy.network_message_id.text() + event.copy.recipient.str() + event.action +
                 event.result + event.source_location + event.location + rfc3339(event.at) + ";";
    }
    std::ofstream file(path_, std::ios::app);
    file << batch_id << ' ' << sha256_hex(content) << ' ' << events.size() << '\n' << std::flush;
    const std::scoped_lock lock(mutex_);
    seen_.insert(seen_.end(), events.begin(), events.end());
    return {};
  }

  // Events of all batches whose id has `phase` in it, each batch once. -1 when a batch came with
  // two contents.
  std::int64_t count(const std::string& phase) const {
    std::map<std::string, std::string> batches;
    std::int64_t events = 0;
    std::ifstream file(path_);
    std::string batch, digest;
    for (std::int64_t size = 0; file >> batch >> digest >> size;) {
      if (batch.find(phase) == std::string::npos) continue;
      const auto [known, fresh] = batches.emplace(batch, digest);
      if (!fresh && known->second != digest) return -1;
      if (fresh) events += size;
    }
    return events;
  }

  std::vector<Event> seen() const {
    const std::scoped_lock lock(mutex_);
    return seen_;
  }

  std::atomic<int> refusals = 0;

 private:
  const std::filesystem::path path_;
  mutable std::mutex mutex_;
  std::vector<Event> seen_;
};

inline Text address_of(int user) {
  return Text::trusted("user" + std::to_string(user) + "@example.test");
}

class OrganisationOnDisk {
 public:
  explicit OrganisationOnDisk(
      int users, std::filesystem::path below = platform::MaildirsOnDisk::default_place())
      : mail(below), state(below), events(state.root() / "events") {
    for (int user = 0; user < users; ++user) {
      for (const char* directory : {".", ".Archive.2026", "Projects/North"}) {
        mail.make(name_of(user), directory);
      }
      mailboxes.add(address_of(user), mail.maildir(name_of(user)));
    }
    letters = std::make_unique<message::MessageStore>(
        message::MessageStore::open(state.root() / "letters").value());
  }

  static std::string name_of(int user) { return "user" + std::to_string(user); }

  static std::string letter(int number, int user) {
    const std::string id = std::to_string(number);
    return "Delivered-To: " + name_of(user) + "@example.test\nMessage-ID: <" + id +
           "@example.test>\nFrom: Eve <eve@example.test>\nTo: all@example.test\nSubject: Bill " +
           id + "\n\nPlease pay bill " + id + " today.\n" + std::string(2'000, 'x') + "\n";
  }

  // The copy of letter `number` to `user` is put into one of five places.
  casework::ActionTarget deliver(int number, int user) const {
    struct Spot {
      const char *directory, *area, *folder, *flags;
    };
    static constexpr Spot spots[] = {{".", "cur", "INBOX", ":2,S"},
                                     {".", "new", "INBOX", ""},
                                     {".Archive.2026", "cur", "Archive/2026", ":2,FRS"},
                                     {"Projects/North", "cur", "Projects/North", ":2,"},
                                     {".", "cur", "INBOX", ":2,Sab"}};
    const Spot& spot = spots[number % 5];
    const std::string base = "1700000" + std::to_string(number) + ".M1P1.host,S=9";
    const std::string name = base + spot.flags;
    const std::string bytes = letter(number, user);
    mail.put(name_of(user),
             {.directory = spot.directory,
              .area = spot.area,
              .name = name,
              .modified_ns = 1'600'000'000'000'000'000 + number * 1'000'001ll},
             bytes);
    casework::ActionTarget target;
    target.copy = {message::network_message_id(bytes).value(), address_of(user)};
    target.folder = spot.folder;
    target.name = base;
    return target;
  }

  std::string store_url() const { return "sqlite://" + (state.root() / "cases.db").string(); }

  std::unique_ptr<casework::Store> open_store() const {
    return casework::Store::open(store_url()).value();
  }

  casework::ActionId recommend(casework::Store& store,
                               const std::vector<casework::ActionTarget>& targets,
                               std::string_view type = "soft_delete_messages") const {
    casework::Action draft;
    draft.id = casework::ActionId(Uuid::random());
    draft.created = clock.now();
    draft.expires = clock.now() + std::chrono::hours(24);
    const casework::Action action = find_type(type).value()->plan(std::move(draft), targets);
    return store
        .writing<casework::ActionId>([&](casework::Session& session) {
          return casework::add_action(session, action, targets);
        })
        .value();
  }

  std::unique_ptr<Executor> start(casework::Store& store,
                                  std::function<void(const casework::Action&)> settled = {}) {
    return Executor::start(store, mailboxes, *letters, events, clock, std::move(settled));
  }

  platform::MaildirsOnDisk mail, state;
  platform::Maildirs mailboxes;
  std::unique_ptr<message::MessageStore> letters;
  EventFile events;
  ManualClock clock{Time(std::chrono::milliseconds(1'790'000'000'000))};
};

inline casework::Action action_in(casework::Store& store, casework::ActionId id) {
  return store
      .reading<std::optional<casework::Action>>(
          [&](casework::Session& session) { return casework::find_action(session, id); })
      .value()
      .value();
}

inline std::vector<casework::ActionTarget> targets_in(casework::Store& store,
                                                      casework::ActionId id) {
  return store
      .reading<std::vector<casework::ActionTarget>>(
          [&](casework::Session& session) { return casework::list_targets(session, id); })
      .value();
}

}  // namespace backstamp::action
