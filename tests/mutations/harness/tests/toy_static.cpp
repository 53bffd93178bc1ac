// SPDX-License-Identifier: MIT
// Sees one of the toy's two functions.

#include <tally/tally.hpp>

static_assert(toy::additions_of_dot_product(3) == 2);
