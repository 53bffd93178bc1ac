// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-math-errno -fno-tree-vectorize -fno-tree-slp-vectorize -mavx2 -mfma
// Instructions and counts of complex numbers: AVX2's packets, multiply-adds fused.

#include "support/eigen_instructions_complex.hpp"
