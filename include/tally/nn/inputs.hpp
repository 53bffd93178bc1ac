// SPDX-License-Identifier: MIT
// The shapes of a network's inputs, as many as it takes: predict(net, {{1, 2}, {3, 4}}).
#pragma once

#include "tally/tensor/shape.hpp"

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace tally {

/// Shapes whose number is known to the compiler: an array of them, or a std::array.
template <class Shapes>
concept fixed_shapes = (std::is_array_v<Shapes> &&
                        std::same_as<std::remove_cv_t<std::remove_extent_t<Shapes>>, shape>) ||
                       requires(const Shapes& all) {
  std::tuple_size<Shapes>::value;
  { all[0] } -> std::same_as<const shape&>;
};

namespace detail {

template <class Shapes>
inline constexpr std::size_t number_of_shapes = std::tuple_size<Shapes>::value;
template <class Shape, std::size_t N>
inline constexpr std::size_t number_of_shapes<Shape[N]> = N;

/// f(shapes[0], shapes[1], …).
template <class Shapes, class F>
constexpr auto with_each_shape(const Shapes& shapes, const F& f) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return f(shapes[I]...); }
  (std::make_index_sequence<number_of_shapes<Shapes>>());
}
template <std::size_t N, std::size_t Rank, class F>
constexpr auto with_each_shape(const index (&extents)[N][Rank], const F& f) {
  const auto one = [](const index(&sizes)[Rank]) {
    shape result;
    for (const index size : sizes) result.push_back(size);
    return result;
  };
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return f(one(extents[I])...); }
  (std::make_index_sequence<N>());
}

}  // namespace detail
}  // namespace tally
