// Test support: one engine with the hunting tables for all tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include "hunting/engine/test_engine.h"
#include "hunting/kql/hunt.h"
#include "hunting/schema.h"

namespace backstamp::hunting::kql {

class KqlStoreTest : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  static const Client& client() { return *client_; }
  static CompileSettings settings();  // now() is 2026-01-10 12:00
  // The answer, or why there is none.
  static std::expected<HuntAnswer, std::string> ask(const std::string& query,
                                                    Compiled* compiled = nullptr);

 private:
  static std::unique_ptr<engine::TestEngine> engine_;
  static std::unique_ptr<Client> client_;
};

}  // namespace backstamp::hunting::kql
