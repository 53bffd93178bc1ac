// SPDX-License-Identifier: MIT
// flags: -mavx2 -mfma -ffp-contract=off
// Decompositions on packets: AVX2, multiply-adds fused.

#include "support/eigen_packets_decompositions.hpp"
