// SPDX-License-Identifier: MIT
// flags: -mavx2 -mfma -ffp-contract=off
// Complex numbers on AVX2's packets, multiply-adds fused.

#include "support/eigen_packets_complex.hpp"
