// Takes what other processes left in a folder (base/tray.h), in order, on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/result.h"
#include "base/tray.h"

namespace backstamp::intake {

class TrayReader {
 public:
  // `use` gets some items and returns when what they say is durable; they are removed then. It may
  // get the same items again after a crash. Items for which it returns false are set aside. On an
  // error all are kept and tried again a while later.
  using Use = std::function<Result<std::vector<bool>>(std::span<const Tray::Item>)>;
  static std::unique_ptr<TrayReader> start(const Tray& tray, Use use);
  virtual ~TrayReader() = default;
};

}  // namespace backstamp::intake
