// SPDX-License-Identifier: MIT
// Eigen's own solvers that write std::sqrt(Scalar) take counted scalars after tally/std_math.hpp.

// clang-format off: the header stands before the library's, which is what it is about
#include <tally/std_math.hpp>
// clang-format on

#include <tally/eigen.hpp>

#include <Eigen/SparseCore>
#include <unsupported/Eigen/IterativeSolvers>

using matrix = Eigen::SparseMatrix<tally::counted<double>>;
using vector = Eigen::Matrix<tally::counted<double>, Eigen::Dynamic, 1>;

vector by_minres(const matrix& a, const vector& b);
vector by_minres(const matrix& a, const vector& b) { return Eigen::MINRES<matrix>(a).solve(b); }

vector by_dgmres(const matrix& a, const vector& b);
vector by_dgmres(const matrix& a, const vector& b) { return Eigen::DGMRES<matrix>(a).solve(b); }
