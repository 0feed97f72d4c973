#include "hunting/engine/durability.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/uuid.h"

namespace backstamp::hunting::engine {
namespace {

// That it syncs was seen with strace (README.md); here: it finds its way through whatever is there.
TEST(Durability, WalksWhatIsThereAndNotWhatIsMissing) {
  const auto path = std::filesystem::temp_directory_path() / Uuid::random().text();
  const Time since = SystemClock().now() - Duration(60'000);
  EXPECT_TRUE(sync_changed(path, since));
  const auto table = path / "store" / "abc" / "abc-1";
  std::filesystem::create_directories(table / "deduplication_logs");
  std::ofstream(table / "deduplication_logs" / "deduplication_log_1.txt") << "1";
  std::filesystem::create_symlink("nowhere", path / "store" / "dangling");
  EXPECT_TRUE(sync_changed(path, since));
  std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace backstamp::hunting::engine
