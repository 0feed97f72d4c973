// Test support: an engine with the hunting tables.
#pragma once

#include <expected>
#include <string>

#include "hunting/engine/test_engine.h"
#include "hunting/kql/hunt.h"

namespace backstamp::hunting::kql {

class TestStore {
 public:
  TestStore();
  ~TestStore();
  TestStore(const TestStore&) = delete;
  TestStore& operator=(const TestStore&) = delete;

  bool ready() const { return why_not_.empty(); }
  const std::string& why_not() const { return why_not_; }
  const Client& client() const { return client_; }
  CompileSettings settings() const;  // now() is 2026-01-10 12:00
  // The answer, or why there is none: a diagnostic, or "SQL: " and what the engine says.
  std::expected<HuntAnswer, std::string> ask(const std::string& query,
                                             Compiled* compiled = nullptr) const;

 private:
  engine::TestEngine engine_;
  Client client_;
  std::string why_not_;
};

}  // namespace backstamp::hunting::kql
