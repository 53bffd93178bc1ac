// SPDX-License-Identifier: MIT
// What primitives say of what they refuse, over numbers and over shapes alike.
#pragma once

#include "tally/tensor/shape.hpp"
#include "tally/tensor/shape_only.hpp"
#include "tally/tensor/tensor.hpp"

#include <string>

namespace refusals {

/// The message of the shape_error that `f()` throws, or that there was none.
template <class F>
[[nodiscard]] std::string refusal(const F& f) {
  try {
    static_cast<void>(f());
  } catch (const tally::shape_error& problem) {
    if (!problem.where().empty()) return "somewhere";  // no layer is involved
    if ("tally: " + problem.problem() != problem.what()) return "what() is not the problem";
    return problem.what();
  }
  return "no error";
}

/// What `f` says of inputs of these shapes, which must be the same over shapes and over numbers.
template <class F, class... Shapes>
[[nodiscard]] std::string refusal_of(const F& f, const Shapes&... inputs) {
  const std::string of_shapes = refusal([&] { return f(tally::shape_only(inputs)...); });
  const std::string of_numbers = refusal([&] { return f(tally::tensor<float>(inputs)...); });
  return of_shapes == of_numbers ? of_shapes : of_shapes + " / " + of_numbers;
}

}  // namespace refusals
