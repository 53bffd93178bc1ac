// SPDX-License-Identifier: MIT
// Products on packets of the target's base instruction set.

#include "support/eigen_packets_products.hpp"
