// SPDX-License-Identifier: MIT
// What networks spend whose work depends on their data.
#pragma once

#include "tally/nn/inputs.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/expectation.hpp"

#include <cstddef>

namespace tally {

namespace detail {

template <class Net, class... Shapes>
constexpr prediction_range range_of(const Net& net, precision format, const Shapes&... inputs) {
  prediction_range range;
  const auto bound = [&](data_dependence which) {
    shape_context context(format, which);
    static_cast<void>(context.read(net, context.input(inputs)...));
    return context.total();
  };
  range.least = bound(data_dependence::least);
  range.most = bound(data_dependence::most);
  shape_context context(format, data_dependence::most, &range.expected);
  static_cast<void>(context.read(net, context.input(inputs)...));
  range.expected.add(context.total());  // what is certain
  return range;
}

}  // namespace detail

/// The least, the most and the average that one call of `net` spends on inputs of these shapes, where its work depends
/// on the numbers: on which tokens an expert drops, or on whether an early exit is taken. Every measurement lies
/// between the bounds, operation by operation; the average is under the distributions that the layers declare. Of other
/// networks all three are what `predict` gives.
template <class Net>
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const shape& input,
                                                       precision format = precision::f32) {
  return detail::range_of(net, format, input);
}
template <class Net>
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const shape& first, const shape& second,
                                                       precision format = precision::f32) {
  return detail::range_of(net, format, first, second);
}
template <class Net>
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const shape& first, const shape& second,
                                                       const shape& third, precision format = precision::f32) {
  return detail::range_of(net, format, first, second, third);
}
/// As many inputs as the network takes, as for `predict`.
template <class Net, std::size_t N>
  requires(N > 1)
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const shape (&inputs)[N],
                                                       precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::range_of(net, format, each...); });
}
template <class Net, std::size_t N, std::size_t Rank>
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const index (&inputs)[N][Rank],
                                                       precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::range_of(net, format, each...); });
}
template <class Net, fixed_shapes Shapes>
[[nodiscard]] constexpr prediction_range predict_range(const Net& net, const Shapes& inputs,
                                                       precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::range_of(net, format, each...); });
}

}  // namespace tally
