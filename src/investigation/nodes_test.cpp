// Two nodes on one PostgreSQL share the runs; what a killed one had goes on at the other.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "casework/investigation_table.h"
#include "casework/journal_table.h"
#include "casework/private_postgresql.h"
#include "http/server.h"
#include "investigation/durable_runs.h"
#include "investigation/investigator.h"
#include "investigation/playbook_library.h"
#include "platform/maildir.h"
#include "verdict/engines/make_panel.h"

namespace backstamp::investigation {
namespace {

using casework::InvestigationId;
using casework::Session;

constexpr int runs = 40, rounds = 8;

// durable_playbook() with a harmless request for each command.
std::string asking_playbook(const std::string& address) {
  std::string text = durable_playbook(rounds).json;
  const auto replace_all = [&](const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) {
      text.replace(at, what.size(), with);
    }
  };
  replace_all(R"({"type": "x-test", "command": "turn"})",
              R"({"type": "http-api", "command": "GET /turn/__count__:value"})");
  replace_all(R"("agent": )",
              R"("targets": ["http-api--00000000-0000-4000-8000-000000000001"], "agent": )");
  replace_all("__count__", "__http_body__");  // what such a command gives
  replace_all(R"("agent_definitions")", R"("target_definitions": {
      "http-api--00000000-0000-4000-8000-000000000001": {"type": "http-api", "name": "Counter",
        "address": {"url": ["http://)" + address +
                                            R"("]}}}, "agent_definitions")");
  return text;
}

// In a child: one node until it is killed or told to end by the pipe's end.
[[noreturn]] void be_node(int pipe, const std::string& name) {
  std::string orders(4096, '\0');  // URL of the store, newline, address of the server
  const auto got = ::read(pipe, orders.data(), orders.size());
  if (got <= 0) ::_exit(2);
  orders.resize(static_cast<std::size_t>(got));
  const auto line = orders.find('\n');
  const std::string address = orders.substr(line + 1);
  const auto store = casework::Store::open(orders.substr(0, line));
  if (!store) ::_exit(3);
  const SystemClock clock;
  PlaybookLibrary playbooks;
  if (!playbooks.read(**store)) ::_exit(4);
  const hunting::Client hunting(http::UnixEndpoint{"/nowhere"}, "default");
  const auto letters = message::MessageStore::open("/tmp/bs-nodes-" + std::to_string(::getpid()));
  const platform::Maildirs mailboxes;
  const auto panel = verdict::make_panel(Settings());
  {
    const auto investigator = Investigator::start(
        {.store = **store,
         .hunting = hunting,
         .letters = *letters,
         .mailboxes = mailboxes,
         .indicators = [] { return verdict::Indicators(); },
         .engines = **panel,
         .surroundings = [] { return message::Surroundings(); },
         .policy = built_in_policy(),
         .clock = clock,
         .reach = {.allowed = {"http-api http://" + address + "/"}},
         .node = {.name = name, .alone = false, .look = Duration(50), .lost_after = Duration(500)}},
        4, playbooks);
    char end;
    (void)!::read(pipe, &end, 1);
  }
  ::_exit(0);
}

struct NodeProcess {
  explicit NodeProcess(const std::string& name) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    child = ::fork();
    if (child == 0) {
      ::close(ends[1]);
      be_node(ends[0], name);
    }
    ::close(ends[0]);
    orders = ends[1];
  }
  int end() {
    if (orders >= 0) ::close(orders);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::filesystem::remove_all("/tmp/bs-nodes-" + std::to_string(child));
    return status;
  }
  pid_t child = 0;
  int orders = -1;
};

std::vector<casework::JournalEntry> journal_of(const casework::Store& store, InvestigationId id) {
  const auto journal = store.reading<std::vector<casework::JournalEntry>>(
      [&](Session& session) { return list_journal(session, id); });
  EXPECT_TRUE(journal) << journal.error().what;
  return journal.value_or(std::vector<casework::JournalEntry>());
}

std::size_t unfinished(const casework::Store& store) {
  const auto left =
      store.reading<std::vector<InvestigationId>>(casework::unfinished_investigations);
  EXPECT_TRUE(left) << left.error().what;
  return left ? left->size() : runs;
}

std::set<std::string> holders(const casework::Store& store) {
  std::set<std::string> names;
  const auto claims = store.reading<std::vector<casework::RunClaim>>(casework::list_claims);
  EXPECT_TRUE(claims) << claims.error().what;
  if (claims) {
    for (const casework::RunClaim& claim : *claims) names.insert(claim.node);
  }
  return names;
}

template <class Fits>
bool wait_until(const Fits& fits) {
  const Deadline deadline = deadline_in(std::chrono::minutes(2));
  while (!fits()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(Duration(10));
  }
  return true;
}

TEST(Nodes, ALostNodesRunsGoOnElsewhere) {
  NodeProcess lost("lost"), other("other");  // before there are threads
  const auto postgresql = casework::PrivatePostgresql::start();
  ASSERT_TRUE(postgresql) << postgresql.error().what;
  const auto store = std::move(*casework::Store::open((*postgresql)->url()));
  std::atomic<int> asked = 0;
  const auto server = http::Server::listen(
      http::TcpEndpoint{"127.0.0.1", 0}, {},
      [&](const http::Request& request, http::Responder& responder) {
        ++asked;
        std::this_thread::sleep_for(Duration(30));
        const int number = std::atoi(request.target.substr(request.target.rfind('/') + 1).c_str());
        responder.send({.status = 200, .fields = {}, .body = std::to_string(number + 1)});
      });
  ASSERT_TRUE(server) << server.error().what;
  const std::string address = http::text_of((*server)->endpoint());
  const SystemClock clock;
  PlaybookLibrary library;
  const auto playbook =
      library.take_in(*store, asking_playbook(address), Text::trusted("test"), clock.now());
  ASSERT_TRUE(playbook) << playbook.error().what;
  for (int number = 0; number < runs; ++number) {
    casework::Investigation one;
    one.id = InvestigationId(durable_run(number).value());
    one.playbook_id = (*playbook)->id;
    one.playbook_version = (*playbook)->version;
    one.variables = "{}";
    one.started = clock.now();
    ASSERT_TRUE(store->transact([&](Session& session) { return add_investigation(session, one); }));
  }

  const std::string orders = (*postgresql)->url() + "\n" + address;
  for (const NodeProcess* node : {&lost, &other}) {
    ASSERT_GT(::write(node->orders, orders.data(), orders.size()), 0);
  }
  ASSERT_TRUE(wait_until([&] { return asked > 60 && holders(*store).size() == 2; }));
  ::kill(lost.child, SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(lost.end()));
  EXPECT_TRUE(wait_until([&] { return unfinished(*store) == 0; }));
  EXPECT_EQ(other.end(), 0);

  int resumed = 0;
  for (int number = 0; number < runs; ++number) {
    std::map<std::string, int> started, finished;
    const auto journal = journal_of(*store, InvestigationId(durable_run(number).value()));
    ASSERT_FALSE(journal.empty());
    EXPECT_EQ(journal.back().kind, "run_finished") << number;
    for (const auto& entry : journal) {
      if (entry.kind == "step_started") ++started[entry.invocation];
      if (entry.kind == "step_finished") ++finished[entry.invocation];
      if (entry.kind == "step_resumed") ++resumed;
    }
    EXPECT_EQ(started, finished) << number;
    EXPECT_EQ(started.size(), 1u + 4u * rounds) << number;
    for (const auto& [invocation, times] : started) EXPECT_EQ(times, 1) << invocation;
  }
  EXPECT_GT(resumed, 0);  // the lost node was killed within commands
  const auto broken =
      store->reading<std::optional<casework::BrokenEntry>>(casework::verify_journals);
  ASSERT_TRUE(broken) << broken.error().what;
  EXPECT_FALSE(*broken) << (*broken)->what;
  EXPECT_TRUE(holders(*store).empty());
}

}  // namespace
}  // namespace backstamp::investigation
