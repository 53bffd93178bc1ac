// SPDX-License-Identifier: MIT
// fmt::format("{:.3f}", x) of a counted scalar: as of the number inside, with its specifications. Reading counts
// nothing.
#pragma once

#if __has_include(<fmt/format.h>)
#include <fmt/format.h>
#else
#error "tally: fmt is not found; link the CMake target tally::fmt, or add fmt to the include path"
#endif

#include "tally/core/counted.hpp"

template <class T, class Recorder, class Character>
struct fmt::formatter<tally::counted<T, Recorder>, Character> : fmt::formatter<T, Character> {
  template <class Context>
  auto format(const tally::counted<T, Recorder>& x, Context& context) const {
    return fmt::formatter<T, Character>::format(x.value(), context);
  }
};
