// SPDX-License-Identifier: MIT
// Counted scalars in Eigen's matrices, arrays, decompositions, sparse matrices and tensors.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"
#include "tally/eigen/engine.hpp"
#include "tally/eigen/error_function.hpp"
#include "tally/eigen/incomplete_functions.hpp"
#include "tally/eigen/matrix_powers.hpp"
#include "tally/eigen/mixed_expressions.hpp"
#include "tally/eigen/mixed_geometry.hpp"
#include "tally/eigen/mixed_products.hpp"
#include "tally/eigen/number_functions.hpp"
#include "tally/eigen/packets.hpp"
#include "tally/eigen/scalar.hpp"
#include "tally/eigen/special_functions.hpp"
#include "tally/eigen/tensors.hpp"
#include "tally/eigen/threads.hpp"

#include <Eigen/Dense>
