// SPDX-License-Identifier: MIT
// Decompositions of complex matrices on packets: the plain scalar's bits. Included by one file for every instruction
// set.
#pragma once

#include "support/eigen_complex_packets.hpp"

#include <Eigen/LU>
#include <Eigen/QR>

namespace packets {

TEST_CASE("complex decompositions are the plain scalar's, to the bit") {
  complex_agrees("LU",
                 [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a.partialPivLu().solve(b); });
  complex_agrees(
      "QR", [](const auto& a, const auto&) -> matrix<scalar<decltype(a)>> { return a.householderQr().matrixQR(); });
}

}  // namespace packets
