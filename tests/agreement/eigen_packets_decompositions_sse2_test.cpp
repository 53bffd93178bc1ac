// SPDX-License-Identifier: MIT
// flags: -O1
// Decompositions on packets: the target's base instruction set.

#include "support/eigen_packets_decompositions.hpp"
