// A value that can't be taken for another of the same representation: no implicit way in or out.
#pragma once

#include <compare>
#include <functional>
#include <utility>

namespace backstamp {

template <class Tag, class T>
class Strong {
 public:
  Strong() = default;
  explicit Strong(T value) : value_(std::move(value)) {}

  const T& value() const { return value_; }
  auto operator<=>(const Strong&) const = default;
  bool operator==(const Strong&) const = default;

 private:
  T value_{};
};

}  // namespace backstamp

template <class Tag, class T>
struct std::hash<backstamp::Strong<Tag, T>> {
  std::size_t operator()(const backstamp::Strong<Tag, T>& strong) const {
    return std::hash<T>{}(strong.value());
  }
};
