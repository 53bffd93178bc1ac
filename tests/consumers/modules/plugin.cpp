// SPDX-License-Identifier: MIT
// A plugin that computes.
#include <tally/core/counted.hpp>

extern "C" [[gnu::visibility("default")]] void work(tally::counted<double>* x) {
  for (int i = 0; i < 100; ++i) *x *= 1.5;
}
