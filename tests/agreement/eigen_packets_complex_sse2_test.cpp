// SPDX-License-Identifier: MIT
// Complex numbers on packets of the target's base instruction set.

#include "support/eigen_packets_complex.hpp"
