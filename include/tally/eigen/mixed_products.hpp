// SPDX-License-Identifier: MIT
// Matrix products of counted with plain matrices.
#pragma once

#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

// Eigen multiplies scalars of two types coefficient by coefficient, but its blocked kernels know no pair besides real
// and complex. So a plain factor is copied into counted numbers first, which spends nothing, and the product is one of
// counted matrices. The names specialised here are Eigen's own: they exist in 3.4 and 5.0 alike.
namespace tally::detail {

template <class Lhs, class Rhs>
concept one_is_counted = counts_in_eigen<typename Lhs::Scalar>
!= counts_in_eigen<typename Rhs::Scalar>;

template <class Factor>
decltype(auto) as_counted(const Factor& factor) {
  if constexpr (counts_in_eigen<typename Factor::Scalar>)
    return (factor);
  else
    return counted_cast(factor).eval();
}

template <class Lhs, class Rhs>
struct mixed_product {
  template <class Dst>
  static void evalTo(Dst& dst, const Lhs& lhs, const Rhs& rhs) {
    dst.noalias() = as_counted(lhs) * as_counted(rhs);
  }
  template <class Dst>
  static void addTo(Dst& dst, const Lhs& lhs, const Rhs& rhs) {
    dst.noalias() += as_counted(lhs) * as_counted(rhs);
  }
  template <class Dst>
  static void subTo(Dst& dst, const Lhs& lhs, const Rhs& rhs) {
    dst.noalias() -= as_counted(lhs) * as_counted(rhs);
  }
  template <class Dst, class Alpha>
  static void scaleAndAddTo(Dst& dst, const Lhs& lhs, const Rhs& rhs, const Alpha& alpha) {
    dst.noalias() += alpha * (as_counted(lhs) * as_counted(rhs));
  }
};

}  // namespace tally::detail

template <class Lhs, class Rhs>
  requires tally::detail::one_is_counted<Lhs, Rhs>
struct Eigen::internal::generic_product_impl<Lhs, Rhs, Eigen::DenseShape, Eigen::DenseShape, Eigen::GemmProduct>
    : tally::detail::mixed_product<Lhs, Rhs> {
};
template <class Lhs, class Rhs>
  requires tally::detail::one_is_counted<Lhs, Rhs>
struct Eigen::internal::generic_product_impl<Lhs, Rhs, Eigen::DenseShape, Eigen::DenseShape, Eigen::GemvProduct>
    : tally::detail::mixed_product<Lhs, Rhs> {
};
