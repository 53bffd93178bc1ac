// SPDX-License-Identifier: MIT
// Geometry: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_fixed_size.hpp"

TEST_CASE("quaternions, rotations and transformations agree") { agrees(geometry, numbers(4, 4)); }
