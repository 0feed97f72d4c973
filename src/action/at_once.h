// Several pieces of work at once, none waiting for another.
#pragma once

#include <cstddef>
#include <functional>

namespace backstamp::action {

// Calls work(0) ... work(count - 1), up to `threads_max` of them at a time, and returns when all
// have returned. `work` must not throw.
void at_once(std::size_t count, unsigned threads_max, const std::function<void(std::size_t)>& work);

}  // namespace backstamp::action
