// SPDX-License-Identifier: MIT
// Eigen's functions of matrices, with the exponential by the method that it has for float and double.
#pragma once

#include "tally/core/math.hpp"
#include "tally/eigen/matrix_powers.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Dense>
#include <unsupported/Eigen/MatrixFunctions>

// For scalars that it does not know, Eigen takes another way to the exponential, through the complex Schur
// decomposition, with other rounding and other counts. Include this header instead of Eigen's, and counted<float> and
// counted<double> go the way of float and double: Higham's scaling and squaring of Padé approximants. Logarithms and
// powers are in matrix_powers.hpp; the other functions need no help. The names specialised here are Eigen's own: they
// exist in 3.4 and 5.0 alike.
namespace tally::detail {

// `argument` halved until its norm is the largest that the last approximant takes, and how often.
template <class Matrix, class Argument, class Real>
Matrix scaled_down(const Argument& argument, const Real& norm_by_largest, int& squarings) {
  static_cast<void>(frexp(norm_by_largest, &squarings));
  if (squarings < 0) squarings = 0;
  return argument.unaryExpr(Eigen::internal::MatrixExponentialScalingOp<Real>(squarings));
}

}  // namespace tally::detail

namespace Eigen::internal {

template <class Recorder>
struct is_exp_known_type<tally::counted<float, Recorder>> : is_exp_known_type<float> {};
template <class Recorder>
struct is_exp_known_type<tally::counted<double, Recorder>> : is_exp_known_type<double> {};

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
// Eigen 5.0's own keeps the norm in a plain double, which a counted one does not become.
template <class MatrixType, class Recorder>
struct matrix_exp_computeUV<MatrixType, tally::counted<double, Recorder>> {
  template <class ArgType>
  static void run(const ArgType& arg, MatrixType& u, MatrixType& v, int& squarings) {
    using real = tally::counted<double, Recorder>;
    const real norm = arg.cwiseAbs().colwise().sum().maxCoeff();
    squarings = 0;
    if (norm < 1.495585217958292e-002) {
      matrix_exp_pade3(arg, u, v);
    } else if (norm < 2.539398330063230e-001) {
      matrix_exp_pade5(arg, u, v);
    } else if (norm < 9.504178996162932e-001) {
      matrix_exp_pade7(arg, u, v);
    } else if (norm < 2.097847961257068e+000) {
      matrix_exp_pade9(arg, u, v);
    } else {
      const MatrixType scaled = tally::detail::scaled_down<MatrixType>(arg, norm / 5.371920351148152, squarings);
      matrix_exp_pade13(scaled, u, v);
    }
  }
};
#else
template <class MatrixType, class Recorder>
struct matrix_exp_computeUV<MatrixType, tally::counted<double, Recorder>> : matrix_exp_computeUV<MatrixType, double> {};
#endif

// Eigen 3.4's own keeps the norm in a plain float, which a counted one does not become.
template <class MatrixType, class Recorder>
struct matrix_exp_computeUV<MatrixType, tally::counted<float, Recorder>> {
  template <class ArgType>
  static void run(const ArgType& arg, MatrixType& u, MatrixType& v, int& squarings) {
    using real = tally::counted<float, Recorder>;
    const real norm = arg.cwiseAbs().colwise().sum().maxCoeff();
    squarings = 0;
    if (norm < 4.258730016922831e-001F) {
      matrix_exp_pade3(arg, u, v);
    } else if (norm < 1.880152677804762e+000F) {
      matrix_exp_pade5(arg, u, v);
    } else {
      const MatrixType scaled = tally::detail::scaled_down<MatrixType>(arg, norm / 3.925724783138660F, squarings);
      matrix_exp_pade7(scaled, u, v);
    }
  }
};

}  // namespace Eigen::internal
