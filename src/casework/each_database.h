// Tests that run on SQLite and on PostgreSQL alike: TEST_P(Suite, ...) with Suite derived from
// EachDatabase and ON_EACH_DATABASE(Suite).
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "casework/private_postgresql.h"
#include "casework/store.h"

namespace soci {
class session;
}

namespace backstamp::casework {

// One server a test program, started by the first test that needs it.
inline PrivatePostgresql& test_postgresql() {
  static const std::unique_ptr<PrivatePostgresql> server = [] {
    auto started = PrivatePostgresql::start();
    if (!started) throw std::runtime_error(started.error().what);
    return std::move(*started);
  }();
  return *server;
}

// An empty database, gone with the object.
class TestDatabase {
 public:
  explicit TestDatabase(bool postgresql) {
    static std::atomic<int> number = 0;
    if (!postgresql) {
      std::string name = "/tmp/bs-cases-XXXXXX";
      if (::mkdtemp(name.data()) != nullptr) folder_ = name;
      url_ = "sqlite://" + folder_.string() + "/cases.db";
      return;
    }
    const std::string schema = "t" + std::to_string(++number);
    url_ = test_postgresql().url(schema);
    run("create schema " + schema);
  }
  ~TestDatabase() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }
  std::filesystem::path path() const { return folder_ / "cases.db"; }
  // Past the store, as somebody with access to the database would. Throws.
  void run(const std::string& statement);

 private:
  std::filesystem::path folder_;
  std::string url_;
  std::shared_ptr<soci::session> sql_;
};

class EachDatabase : public testing::TestWithParam<const char*> {
 protected:
  bool postgresql() const { return GetParam() == std::string("postgresql"); }

  void SetUp() override {
    auto opened = Store::open(database_.url());
    ASSERT_TRUE(opened) << opened.error().what;
    store_ = std::move(*opened);
  }

  // The value of what `work` gives inside a writing transaction; a failure of the test otherwise.
  template <class T>
  T write(const std::function<Result<T>(Session&)>& work) {
    auto result = store_->writing<T>(work);
    EXPECT_TRUE(result) << result.error().what;
    return result ? *result : T{};
  }
  void write(const std::function<Result<void>(Session&)>& work) {
    const auto result = store_->transact(work);
    EXPECT_TRUE(result) << result.error().what;
  }
  template <class T>
  T read(const std::function<Result<T>(Session&)>& work) {
    auto result = store_->reading<T>(work);
    EXPECT_TRUE(result) << result.error().what;
    return result ? *result : T{};
  }
  // The error that `work` ends with.
  Error refused(const std::function<Result<void>(Session&)>& work) {
    const auto result = store_->transact(work);
    EXPECT_FALSE(result);
    return result ? Error{Fault::invalid, "it succeeded"} : result.error();
  }

  TestDatabase database_{postgresql()};
  std::unique_ptr<Store> store_;
};

#define ON_EACH_DATABASE(Suite)                                              \
  INSTANTIATE_TEST_SUITE_P(, Suite, testing::Values("sqlite", "postgresql"), \
                           [](const auto& tested) { return std::string(tested.param); })

}  // namespace backstamp::casework
