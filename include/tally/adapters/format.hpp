// SPDX-License-Identifier: MIT
// std::format("{:.3f}", x) of a counted scalar: as of the number inside, with its specifications. Reading counts
// nothing. Where the standard library has no <format> there is nothing to adapt to, and nothing here.
#pragma once

#include "tally/core/counted.hpp"

#include <version>

#if defined(__cpp_lib_format)

#include <format>

template <class T, class Recorder, class Character>
struct std::formatter<tally::counted<T, Recorder>, Character> : std::formatter<T, Character> {
  template <class Context>
  auto format(const tally::counted<T, Recorder>& x, Context& context) const {
    return std::formatter<T, Character>::format(x.value(), context);
  }
};

#endif
