// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-math-errno -fno-tree-vectorize -fno-tree-slp-vectorize
// Instructions and counts of complex numbers: SSE2's packets.

#include "support/eigen_instructions_complex.hpp"
