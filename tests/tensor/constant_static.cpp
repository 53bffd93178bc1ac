// SPDX-License-Identifier: MIT
// Known numbers beside a tensor cost nothing and are what was asked for.

#include "tally/core/counted.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <concepts>

namespace {

using tally::index;
using tally::shape;

constexpr auto squares = [](index i) { return i * i; };

constexpr bool holds_what_was_asked_for() {
  const tally::tensor<double> x(shape{3}, 0.0);
  const auto numbers = tally::constant_like(x, {2, 2}, squares);
  const auto positions = tally::positions_like(x, {4}, squares);
  return numbers.shape() == shape{2, 2} && numbers(1, 1) == 9 && positions.shape() == shape{4} && positions[3] == 9;
}
static_assert(holds_what_was_asked_for());
static_assert(std::same_as<decltype(tally::constant_like(tally::tensor<tally::counted<float>>(), {2}, squares)),
                           tally::tensor<tally::counted<float>>>);

constexpr auto charged() {
  tally::shape_context context;
  const auto x = context.input({3});
  static_cast<void>(tally::constant_like(x, {2, 2}, squares));
  // Positions are not of the tensor's precision, and rows of a table are read for them.
  const auto rows = gather(x, tally::positions_like(x, {5}, squares));
  return rows.shape() == shape{5} && rows.format() == tally::precision::f32 &&
         context.total().counts().flops() == tally::flop_amount(0);
}
static_assert(charged());

}  // namespace
