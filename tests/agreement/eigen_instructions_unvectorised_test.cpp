// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-math-errno -fno-tree-vectorize -fno-tree-slp-vectorize -DEIGEN_DONT_VECTORIZE
// Instructions and counts: Eigen's scalar path.

#include "support/eigen_instructions.hpp"
