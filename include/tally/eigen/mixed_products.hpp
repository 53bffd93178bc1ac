// SPDX-License-Identifier: MIT
// Products and solutions of counted with plain matrices.
#pragma once

#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <type_traits>

// Eigen multiplies scalars of two types coefficient by coefficient, but its blocked kernels know no pair besides real
// and complex. So a plain factor is copied into counted numbers first, which spends nothing, and the product is one of
// counted matrices. The names specialised here are Eigen's own: they exist in 3.4 and 5.0 alike.
namespace tally::detail {

template <class Left, class Right>
concept one_is_counted = counts_in_eigen<typename Left::Scalar>
!= counts_in_eigen<typename Right::Scalar>;

// f(factor), with the factor's numbers counted.
template <class Factor, class Function>
void with_counted(const Factor& factor, Function f) {
  if constexpr (counts_in_eigen<typename Factor::Scalar>)
    f(factor);
  else
    f(counted_cast(factor).eval());
}
template <class Matrix, unsigned Mode, class Function>
void with_counted(const Eigen::TriangularView<Matrix, Mode>& factor, Function f) {
  with_counted(factor.nestedExpression(), [&](const auto& all) { f(all.template triangularView<Mode>()); });
}
template <class Matrix, unsigned Mode, class Function>
void with_counted(const Eigen::SelfAdjointView<Matrix, Mode>& factor, Function f) {
  with_counted(factor.nestedExpression(), [&](const auto& all) { f(all.template selfadjointView<Mode>()); });
}

template <class Left, class Right>
struct mixed_product {
  template <class Result>
  static void evalTo(Result& result, const Left& left, const Right& right) {
    multiplied(left, right, [&](const auto& a, const auto& b) { result.noalias() = a * b; });
  }
  template <class Result>
  static void addTo(Result& result, const Left& left, const Right& right) {
    multiplied(left, right, [&](const auto& a, const auto& b) { result.noalias() += a * b; });
  }
  template <class Result>
  static void subTo(Result& result, const Left& left, const Right& right) {
    multiplied(left, right, [&](const auto& a, const auto& b) { result.noalias() -= a * b; });
  }
  template <class Result, class Alpha>
  static void scaleAndAddTo(Result& result, const Left& left, const Right& right, const Alpha& alpha) {
    multiplied(left, right, [&](const auto& a, const auto& b) { result.noalias() += alpha * (a * b); });
  }

 private:
  template <class Function>
  static void multiplied(const Left& left, const Right& right, Function product) {
    with_counted(left, [&](const auto& a) { with_counted(right, [&](const auto& b) { product(a, b); }); });
  }
};

// A triangular system is solved in the place of its right-hand side.
template <class Left, class Right, int Side, int Mode>
struct mixed_solution {
  static void run(const Left& left, Right& right) {
    static_assert(counts_in_eigen<typename Right::Scalar>,
                  "tally: a triangular system of counted numbers has a plain right-hand side, where its counted "
                  "solution has no place; solve for tally::counted_cast(b)");
    if constexpr (counts_in_eigen<typename Right::Scalar>)
      with_counted(left, [&](const auto& counted) {
        Eigen::internal::triangular_solver_selector<std::remove_cvref_t<decltype(counted)>, Right, Side, Mode>::run(
            counted, right);
      });
  }
};

// A counted self-adjoint matrix plus the square of a plain one.
template <class Matrix, class Other, int Triangle>
struct mixed_rank_update {
  static void run(Matrix& matrix, const Other& other, const typename Matrix::Scalar& alpha) {
    static_assert(counts_in_eigen<typename Matrix::Scalar>,
                  "tally: a plain matrix is updated by counted numbers, which have no place in it; update "
                  "tally::counted_cast(a).eval()");
    if constexpr (counts_in_eigen<typename Matrix::Scalar>)
      with_counted(other, [&](const auto& counted) {
        Eigen::selfadjoint_product_selector<Matrix, std::remove_cvref_t<decltype(counted)>, Triangle>::run(
            matrix, counted, alpha);
      });
  }
};

}  // namespace tally::detail

namespace Eigen::internal {

#define TALLY_EIGEN_MIXED_PRODUCT(LEFT, RIGHT, KIND)    \
  template <class Left, class Right>                    \
    requires tally::detail::one_is_counted<Left, Right> \
  struct generic_product_impl<Left, Right, LEFT, RIGHT, KIND> : tally::detail::mixed_product<Left, Right> {};
TALLY_EIGEN_MIXED_PRODUCT(DenseShape, DenseShape, GemmProduct)
TALLY_EIGEN_MIXED_PRODUCT(DenseShape, DenseShape, GemvProduct)
#undef TALLY_EIGEN_MIXED_PRODUCT

#define TALLY_EIGEN_MIXED_PRODUCT(LEFT, RIGHT)          \
  template <class Left, class Right, int Kind>          \
    requires tally::detail::one_is_counted<Left, Right> \
  struct generic_product_impl<Left, Right, LEFT, RIGHT, Kind> : tally::detail::mixed_product<Left, Right> {};
TALLY_EIGEN_MIXED_PRODUCT(TriangularShape, DenseShape)
TALLY_EIGEN_MIXED_PRODUCT(DenseShape, TriangularShape)
TALLY_EIGEN_MIXED_PRODUCT(SelfAdjointShape, DenseShape)
TALLY_EIGEN_MIXED_PRODUCT(DenseShape, SelfAdjointShape)
#undef TALLY_EIGEN_MIXED_PRODUCT

#define TALLY_EIGEN_MIXED_SOLUTION(SIDE, UNROLLING, VECTORS, ...)                \
  template <class Left, class Right __VA_OPT__(, ) __VA_ARGS__, int Mode>        \
    requires tally::detail::one_is_counted<Left, Right>                          \
  struct triangular_solver_selector<Left, Right, SIDE, Mode, UNROLLING, VECTORS> \
      : tally::detail::mixed_solution<Left, Right, SIDE, Mode> {};
TALLY_EIGEN_MIXED_SOLUTION(Side, NoUnrolling, 1, int Side)
TALLY_EIGEN_MIXED_SOLUTION(Side, NoUnrolling, Dynamic, int Side)
TALLY_EIGEN_MIXED_SOLUTION(OnTheLeft, CompleteUnrolling, 1)
TALLY_EIGEN_MIXED_SOLUTION(OnTheRight, CompleteUnrolling, 1)
#undef TALLY_EIGEN_MIXED_SOLUTION

}  // namespace Eigen::internal

namespace Eigen {

#define TALLY_EIGEN_MIXED_RANK_UPDATE(VECTOR)                          \
  template <class Matrix, class Other, int Triangle>                   \
    requires tally::detail::one_is_counted<Matrix, Other>              \
  struct selfadjoint_product_selector<Matrix, Other, Triangle, VECTOR> \
      : tally::detail::mixed_rank_update<Matrix, Other, Triangle> {};
TALLY_EIGEN_MIXED_RANK_UPDATE(true)
TALLY_EIGEN_MIXED_RANK_UPDATE(false)
#undef TALLY_EIGEN_MIXED_RANK_UPDATE

}  // namespace Eigen
