// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-math-errno -fno-tree-vectorize -fno-tree-slp-vectorize -mavx2 -mfma
// Instructions and counts: AVX2's packets, multiply-adds fused.

#include "support/eigen_instructions.hpp"
