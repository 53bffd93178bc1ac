// SPDX-License-Identifier: MIT
// How shapes of different sizes meet: NumPy's rule.
#pragma once

#include "tally/tensor/shape.hpp"

namespace tally::detail {

// Axes are aligned from the last; an extent of 1, or a missing axis, repeats.
constexpr shape broadcast(const shape& a, const shape& b) {
  if (a.rank() < b.rank()) return broadcast(b, a);
  shape result = a;
  for (int i = 1; i <= b.rank(); ++i) {
    if (a[-i] == b[-i] || b[-i] == 1) continue;
    if (a[-i] != 1)
      fail_on_shapes("tally: these shapes do not broadcast; aligned from the last axis, sizes are equal or 1", a, b);
    result = result.with(-i, b[-i]);
  }
  return result;
}

// How far a step along each axis of `to` moves in a tensor of shape `from` that is broadcast to it.
class strides {
 public:
  constexpr strides(const shape& from, const shape& to) {
    index step = 1;
    for (int i = 1; i <= from.rank(); ++i) {
      steps_[to.rank() - i] = from[-i] == 1 ? 0 : step;
      step *= from[-i];
    }
  }
  [[nodiscard]] constexpr index operator[](int axis) const { return steps_[axis]; }
  // Where element `flat` of the broadcast shape lies.
  [[nodiscard]] constexpr index offset(const shape& to, index flat) const {
    index result = 0;
    for (int i = to.rank() - 1; i >= 0; --i) {
      result += flat % to[i] * steps_[i];
      flat /= to[i];
    }
    return result;
  }

 private:
  index steps_[shape::max_rank]{};
};

// The axes of a shape as three: those before `first`, `first` to `last`, and those after.
struct collapsed {
  index outer = 1;
  index middle = 1;
  index inner = 1;

  constexpr collapsed(const shape& s, int first, int last) {
    for (int i = 0; i < s.rank(); ++i) (i < first ? outer : i <= last ? middle : inner) *= s[i];
  }
};

}  // namespace tally::detail
