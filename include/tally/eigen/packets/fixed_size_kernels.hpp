// SPDX-License-Identifier: MIT
// Eigen's vectorised kernels of fixed size: the inverse of 4 x 4 matrices, products and conjugates of quaternions.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/packets/functions.hpp"
#include "tally/eigen/packets/lanes.hpp"

#include <Eigen/Core>

#include <concepts>
#include <type_traits>

// Eigen writes these kernels for packets of float and of double by name, so they cannot be instantiated for packets of
// counted numbers. They are straight lines of packet functions: what they execute does not depend on the numbers, and
// is known as a reduction's steps are. So Eigen's own kernel computes, which keeps the bits whatever a version does,
// and its lanes are charged by kind; tests compare the charge with the instructions that the kernel executes.
namespace tally::detail::packets {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

template <class T>
concept has_kernels_of_fixed_size = std::same_as<T, float> || std::same_as<T, double>;

// How many packet functions of a kind a kernel calls, on packets of 16 bytes whatever the processor has.
template <class T, int Calls, operation... Kinds>
[[gnu::always_inline]] inline void spend_calls() {
  spend<T, Calls* static_cast<int>(16 / sizeof(T)), Kinds...>();
}

// By blocks of 2 x 2. Changes of sign are bits.
template <class T>
[[gnu::always_inline]] inline void spend_inverse() {
  constexpr bool is_float = std::is_same_v<T, float>;
  spend_calls<T, is_float ? 27 : 48, operation::mul>();
  spend_calls<T, is_float ? 13 : 21, operation::sub>();
  spend_calls<T, is_float ? 5 : 7, operation::add>();
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  if constexpr (is_float) {
    newton<Eigen::internal::Packet4f>::spend_reciprocal();
    return;
  }
#endif
  spend_calls<T, 1, operation::div>();
}

template <class T>
[[gnu::always_inline]] inline void spend_quaternion_product() {
  if constexpr (std::is_same_v<T, float>) {
    spend_calls<T, 4, operation::mul>();
    spend_calls<T, 1, operation::sub>();
    spend_calls<T, 2, operation::add>();
  } else {
    spend_calls<T, 8, operation::mul>();
    spend_calls<T, 2, operation::sub, operation::add>();
    // Twice, the last step subtracts and adds in turns, for which processors before SSE3 change a sign.
#ifdef EIGEN_VECTORIZE_SSE3
    spend_calls<T, 1, operation::sub, operation::add>();
#else
    spend_calls<T, 2, operation::add>();
#endif
  }
}

// counted<T> is a T in memory.
template <class T>
const T* plain_numbers(const counted<T>* from) {
  return reinterpret_cast<const T*>(from);
}
template <class T>
T* plain_numbers(counted<T>* from) {
  return reinterpret_cast<T*>(from);
}

template <class T>
using plain_quaternion = Eigen::Map<const Eigen::Quaternion<T>>;
template <class T>
using plain_vector_4 = Eigen::Map<const Eigen::Matrix<T, 4, 1>>;

template <class T>
Eigen::Quaternion<counted<T>> counted_quaternion(const Eigen::Quaternion<T>& q) {
  return Eigen::Quaternion<counted<T>>(q.w(), q.x(), q.y(), q.z());
}

#pragma GCC diagnostic pop

}  // namespace tally::detail::packets

namespace Eigen::internal {

// As Eigen's modules LU and Geometry declare them, which need not be included.
template <int Arch, typename Scalar, typename MatrixType, typename ResultType>
struct compute_inverse_size4;
template <int Arch, class Derived1, class Derived2, typename Scalar>
struct quat_product;
template <int Arch, class Derived, typename Scalar>
struct quat_conj;
template <int Arch, typename VectorLhs, typename VectorRhs, typename Scalar, bool Vectorizable>
struct cross3_impl;

template <::tally::detail::packets::has_kernels_of_fixed_size T, class MatrixType, class ResultType>
struct compute_inverse_size4<Architecture::Target, ::tally::counted<T>, MatrixType, ResultType> {
  static void run(const MatrixType& matrix, ResultType& result) {
    using number = ::tally::counted<T>;
    constexpr int from = bool(MatrixType::Flags & RowMajorBit) ? RowMajor : ColMajor;
    constexpr int to = bool(ResultType::Flags & RowMajorBit) ? RowMajor : ColMajor;
    // Eigen copies them too.
    const Matrix<number, 4, 4, from> numbers(matrix);
    Matrix<number, 4, 4, to> inverse;
    using plain = Map<const Matrix<T, 4, 4, from>, Aligned16>;
    using plain_result = Map<Matrix<T, 4, 4, to>, Aligned16>;
    plain_result plain_inverse(::tally::detail::packets::plain_numbers(inverse.data()));
    compute_inverse_size4<Architecture::Target, T, plain, plain_result>::run(
        plain(::tally::detail::packets::plain_numbers(numbers.data())), plain_inverse);
    ::tally::detail::packets::spend_inverse<T>();
    result = inverse;
  }
};

template <class Derived, class OtherDerived, ::tally::detail::packets::has_kernels_of_fixed_size T>
struct quat_product<Architecture::Target, Derived, OtherDerived, ::tally::counted<T>> {
  static Quaternion<::tally::counted<T>> run(const QuaternionBase<Derived>& a, const QuaternionBase<OtherDerived>& b) {
    using plain = ::tally::detail::packets::plain_quaternion<T>;
    ::tally::detail::packets::spend_quaternion_product<T>();
    return ::tally::detail::packets::counted_quaternion(quat_product<Architecture::Target, plain, plain, T>::run(
        plain(::tally::detail::packets::plain_numbers(a.coeffs().data())),
        plain(::tally::detail::packets::plain_numbers(b.coeffs().data()))));
  }
};

// Changes of sign are bits.
template <class Derived, ::tally::detail::packets::has_kernels_of_fixed_size T>
struct quat_conj<Architecture::Target, Derived, ::tally::counted<T>> {
  static Quaternion<::tally::counted<T>> run(const QuaternionBase<Derived>& q) {
    using plain = ::tally::detail::packets::plain_quaternion<T>;
    return ::tally::detail::packets::counted_quaternion(quat_conj<Architecture::Target, plain, T>::run(
        plain(::tally::detail::packets::plain_numbers(q.coeffs().data()))));
  }
};

template <class VectorLhs, class VectorRhs, std::same_as<float> T>
struct cross3_impl<Architecture::Target, VectorLhs, VectorRhs, ::tally::counted<T>, true> {
  static typename plain_matrix_type<VectorLhs>::type run(const VectorLhs& lhs, const VectorRhs& rhs) {
    using plain = ::tally::detail::packets::plain_vector_4<T>;
    const typename plain_matrix_type<VectorLhs>::type a(lhs);
    const typename plain_matrix_type<VectorRhs>::type b(rhs);
    ::tally::detail::packets::spend_calls<T, 2, ::tally::operation::mul>();
    ::tally::detail::packets::spend_calls<T, 1, ::tally::operation::sub>();
    const Matrix<T, 4, 1> product = cross3_impl<Architecture::Target, plain, plain, T, true>::run(
        plain(::tally::detail::packets::plain_numbers(a.data())),
        plain(::tally::detail::packets::plain_numbers(b.data())));
    return {product[0], product[1], product[2], product[3]};
  }
};

}  // namespace Eigen::internal
