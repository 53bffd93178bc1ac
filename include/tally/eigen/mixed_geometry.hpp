// SPDX-License-Identifier: MIT
// Rotations, transformations and scalings of counted numbers, and of plain with counted ones.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/eigen/mixed_products.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Geometry>

#include <concepts>

namespace tally {

namespace detail {

template <class>
inline constexpr bool is_movement = false;
template <class T, int Dimension, int Mode, int Options>
inline constexpr bool is_movement<Eigen::Transform<T, Dimension, Mode, Options>> = true;
template <class T, int Dimension>
inline constexpr bool is_movement<Eigen::Translation<T, Dimension>> = true;
template <class T>
inline constexpr bool is_movement<Eigen::UniformScaling<T>> = true;

template <class T>
concept movement = is_movement<T> || requires {
  requires std::derived_from<T, Eigen::RotationBase<T, T::Dim>>;
};
template <class T>
concept moved = movement<T> || std::derived_from<T, Eigen::EigenBase<T>>;

template <class Left, class Right>
concept mixed_movement = requires {
  typename Left::Scalar;
  typename Right::Scalar;
}
&&(movement<Left> || movement<Right>)&&moved<Left>&& moved<Right>&& one_is_counted<Left, Right>;

template <class T>
decltype(auto) of_counted(const T& x) {
  if constexpr (counts_in_eigen<typename T::Scalar>)
    return (x);
  else if constexpr (movement<T>)
    return x.template cast<typename scalar_with_counting<typename T::Scalar>::type>();
  else
    return counted_cast(x);
}

}  // namespace detail

/// A plain rotation or transformation times counted vectors, matrices, rotations and transformations, and a counted one
/// times plain ones, in both orders. Eigen multiplies those of one scalar only: the plain one becomes counted, which
/// spends nothing.
template <class Left, class Right>
  requires detail::mixed_movement<Left, Right>
[[nodiscard]] auto operator*(const Left& left, const Right& right) {
  return (detail::of_counted(left) * detail::of_counted(right));
}

}  // namespace tally

namespace Eigen {

/// As Eigen's own, which know float, double and complex numbers by name.
template <class T, class Recorder>
[[nodiscard]] UniformScaling<tally::counted<T, Recorder>> Scaling(const tally::counted<T, Recorder>& factor) {
  return UniformScaling<tally::counted<T, Recorder>>(factor);
}

}  // namespace Eigen
