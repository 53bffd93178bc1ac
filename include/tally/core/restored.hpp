// SPDX-License-Identifier: MIT
// Members that hold something else for a while.
#pragma once

#include <utility>

namespace tally::detail {

// Gives a member its value back, also where a layer within refuses.
template <class T>
class restored {
 public:
  constexpr restored(T& place, T meanwhile) : place_(place), before_(std::exchange(place, std::move(meanwhile))) {}
  constexpr ~restored() { place_ = before_; }
  restored(const restored&) = delete;
  restored& operator=(const restored&) = delete;

 private:
  T& place_;
  T before_;
};

}  // namespace tally::detail
