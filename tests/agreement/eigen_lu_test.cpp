// SPDX-License-Identifier: MIT
// LU decompositions and inverses: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_fixed_size.hpp"

TEST_CASE("PartialPivLU and FullPivLU agree") {
  for (const int n : {3, 20, 70}) agrees(lu, numbers(n, n, 1), numbers(n, 1, 2));
}

TEST_CASE("inverses and determinants of small matrices agree") { agrees(small_inverses, numbers(4, 4)); }
