// SPDX-License-Identifier: MIT
// flags: -O1
// Coefficients on packets: the target's base instruction set.

#include "support/eigen_packets_coefficients.hpp"
