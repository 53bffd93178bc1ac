// SPDX-License-Identifier: MIT
// Which of Eigen's types stand for arithmetic that is not done yet: dense, sparse and tensor expressions.
#pragma once

#include "tally/core/lazy_expression.hpp"

#include <Eigen/Core>

#include <type_traits>
#include <utility>

// As Eigen's unsupported tensors declare it, which need not be included.
namespace Eigen {
template <typename Derived, int AccessLevel>
class TensorBase;
}

namespace tally::detail {

template <class D>
std::type_identity<D> derived_from_returned(const Eigen::ReturnByValue<D>*);
template <class D>
std::type_identity<D> derived_from_expression(const Eigen::DenseBase<D>*);
template <class D>
std::type_identity<D> derived_from_expression(const Eigen::SparseMatrixBase<D>*);
template <class D>
std::type_identity<typename D::DiagonalVectorType> derived_from_diagonal(const Eigen::DiagonalBase<D>*);

// What looks at another expression, and computes as little as that.
template <class T>
struct eigen_view : std::false_type {};
template <class Of>
struct eigen_view<Eigen::Transpose<Of>> : std::true_type {
  using of = Of;
};
template <class Of, int Which>
struct eigen_view<Eigen::Diagonal<Of, Which>> : std::true_type {
  using of = Of;
};
template <class Of, unsigned Mode>
struct eigen_view<Eigen::TriangularView<Of, Mode>> : std::true_type {
  using of = Of;
};
template <class Of, unsigned Mode>
struct eigen_view<Eigen::SelfAdjointView<Of, Mode>> : std::true_type {
  using of = Of;
};
template <class Of, int Rows, int Columns, bool Inner>
struct eigen_view<Eigen::Block<Of, Rows, Columns, Inner>> : std::true_type {
  using of = Of;
};

// Matrices, vectors and arrays are computed, and so are those that look at their memory: maps, blocks, diagonals. An
// operation on coefficients, a product, a solution and an inverse are not, nor is a function of a matrix, which has the
// flags of its result. Of tensors, those are computed that have memory, and the assignable ones that look
// at such.
template <class Qualified>
consteval bool is_lazy_in_eigen() {
  using T = std::remove_cv_t<Qualified>;
  if constexpr (!std::is_class_v<T>)
    return false;
  else if constexpr (requires(const T* x) { derived_from_returned(x); })
    return true;
  else if constexpr (eigen_view<T>::value)
    return is_lazy_in_eigen<typename eigen_view<T>::of>();
  else if constexpr (requires(const T* x) { derived_from_expression(x); })
    return (static_cast<unsigned>(T::Flags) & (Eigen::LvalueBit | Eigen::DirectAccessBit)) == 0;
  else if constexpr (requires(const T* x) { derived_from_diagonal(x); })
    return is_lazy_in_eigen<typename decltype(derived_from_diagonal(static_cast<const T*>(nullptr)))::type>();
  else if constexpr (!std::is_base_of_v<Eigen::TensorBase<T, 0>, T>)
    return false;
  else if constexpr (requires(const T& x) { x.data(), x.dimensions(); })
    return false;
  else if constexpr (std::is_base_of_v<Eigen::TensorBase<T, 1>, T> && requires(const T& x) { x.expression(); })
    return is_lazy_in_eigen<std::remove_cvref_t<decltype(std::declval<const T&>().expression())>>();
  else
    return !std::is_base_of_v<Eigen::TensorBase<T, 1>, T>;
}

}  // namespace tally::detail

template <class T>
  requires(tally::detail::is_lazy_in_eigen<T>())
inline constexpr bool tally::is_lazy_expression<T> = true;
