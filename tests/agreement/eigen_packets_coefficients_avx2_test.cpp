// SPDX-License-Identifier: MIT
// flags: -mavx2 -mfma -ffp-contract=off
// Coefficients on packets: AVX2, multiply-adds fused.

#include "support/eigen_packets_coefficients.hpp"
