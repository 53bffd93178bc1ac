// SPDX-License-Identifier: MIT
// Coefficients on packets: the target's base instruction set.

#include "support/eigen_packets_coefficients.hpp"
