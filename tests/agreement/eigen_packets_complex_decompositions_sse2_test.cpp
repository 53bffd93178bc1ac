// SPDX-License-Identifier: MIT
// Decompositions of complex matrices on packets: the target's base instruction set.

#include "support/eigen_packets_complex_decompositions.hpp"
