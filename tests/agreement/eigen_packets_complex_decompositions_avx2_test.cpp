// SPDX-License-Identifier: MIT
// flags: -mavx2 -mfma -ffp-contract=off
// Decompositions of complex matrices on packets: AVX2, multiply-adds fused.

#include "support/eigen_packets_complex_decompositions.hpp"
