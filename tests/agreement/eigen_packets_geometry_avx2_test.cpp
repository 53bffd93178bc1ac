// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -mavx2 -mfma
// Geometry, LU decompositions and inverses, with AVX2's packets, multiply-adds fused: to the bit as on plain numbers.

#include "support/eigen_fixed_size.hpp"
#include "support/eigen_packets.hpp"

TEST_CASE("quaternions, rotations and transformations agree, in packets") {
  if (!packets::can_run()) return;
  agrees_in<float>(geometry, numbers(4, 4));
  agrees_in<double>(geometry, numbers(4, 4));
}

TEST_CASE("inverses and determinants of small matrices agree, in packets") {
  if (!packets::can_run()) return;
  agrees_in<float>(small_inverses, numbers(4, 4));
  agrees_in<double>(small_inverses, numbers(4, 4));
}

TEST_CASE("PartialPivLU and FullPivLU agree, in packets") {
  if (!packets::can_run()) return;
  for (const int n : {3, 20, 70}) agrees_in<double>(lu, numbers(n, n, 1), numbers(n, 1, 2));
}
