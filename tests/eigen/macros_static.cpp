// SPDX-License-Identifier: MIT
// flags: -DTALLY_TEST_WITHOUT_PRECOMPILED_HEADERS
// Counted scalars in Eigen meet no macro called max, abs or isnan. Eigen's own headers do, and stand before.

// clang-format off
#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <unsupported/Eigen/MatrixFunctions>

#include "support/macros.hpp"
#include "tally/eigen.hpp"
// clang-format on

static_assert(Eigen::NumTraits<tally::counted<float>>::digits10() == 6);
