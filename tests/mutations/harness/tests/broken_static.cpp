// SPDX-License-Identifier: MIT
// Kills everything, the unmutated toy included.

#include <tally/tally.hpp>

static_assert(toy::additions_of_dot_product(3) == 3);
