// SPDX-License-Identifier: MIT
// What is said where a layer's name stands for a function.
#pragma once

#include "tally/core/cxx20.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace tally::detail {

// The functions of tensors and the layers of tally::nn share names, and after `using namespace tally::nn` a layer hides
// its function. No declaration could change that; tensors turn the call into this sentence instead.
template <class Layer>
struct hides_a_function {
  static_assert(!std::is_same_v<Layer, Layer>,
                "tally: this name is a layer's, which hides the function of the same name: write tally::sigmoid(x) "
                "rather than sigmoid(x), or `namespace nn = tally::nn;` in place of `using namespace tally::nn;`");
};

// A layer that is not made from an `X`: `sigmoid(x)` is no layer, but was meant as the function of that name. Asked
// last, the sentence comes before any complaint about what was to be done with the result.
template <class Layer, class X>
concept layer_named_as_function = std::is_aggregate_v<Layer> && requires {
  { Layer::name } -> std::convertible_to<std::string_view>;
} && !requires(const X& x) {
  Layer{x};
}
&&sizeof(hides_a_function<Layer>) > 0;

}  // namespace tally::detail
