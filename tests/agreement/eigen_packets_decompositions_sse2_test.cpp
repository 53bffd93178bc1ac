// SPDX-License-Identifier: MIT
// Decompositions on packets: the target's base instruction set.

#include "support/eigen_packets_decompositions.hpp"
