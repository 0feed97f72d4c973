// The library's logs of deduplication tokens, put right before it reads them.
//
// An insert writes its token to the log first and gives its part its name after that. Killed
// between the two, the token stands for a part that never came to be, and the batch, delivered
// again with the same token as it should be, would be dropped as known: lost for good.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace backstamp::hunting::engine {

// Withdraws each token whose part is neither in the table's folder nor covered by a merged one.
// To be called before the library opens `path`.
Result<void> withdraw_orphaned_tokens(const std::filesystem::path& path);

}  // namespace backstamp::hunting::engine
