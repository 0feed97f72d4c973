#include "hunting/kql/test_store.h"

#include "hunting/schema.h"

namespace backstamp::hunting::kql {

TestStore::TestStore()
    : client_(engine_.endpoint(), engine::fresh_database_name()), why_not_(engine_.why_not()) {
  if (!ready()) return;
  const auto done = migrate(client_, {.retention = std::chrono::days(3'650)});
  if (!done) why_not_ = done.error().what;
}

TestStore::~TestStore() {
  if (!ready() || !engine_.is_external()) return;
  (void)client_.execute({"DROP DATABASE " + client_.database(), {}, {}},
                        deadline_in(Duration(60'000)));
}

CompileSettings TestStore::settings() const {
  return {.database = client_.database(),
          .now_ticks = parse_datetime("2026-01-10 12:00").value_or(0),
          .look = look_at(client_, {})};
}

std::expected<HuntAnswer, std::string> TestStore::ask(const std::string& query,
                                                      Compiled* compiled) const {
  auto made = compile(query, settings());
  if (!made) return std::unexpected(text_of(made.error()));
  auto answer = run(client_, *made, {});
  if (!answer) return std::unexpected("SQL: " + answer.error().what + "\n" + made->sql);
  if (compiled != nullptr) *compiled = std::move(*made);
  return std::move(*answer);
}

}  // namespace backstamp::hunting::kql
