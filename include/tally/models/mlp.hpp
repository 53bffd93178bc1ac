// SPDX-License-Identifier: MIT
// Multi-layer perceptrons.
#pragma once

#include "tally/nn/layers.hpp"

#include <initializer_list>
#include <string_view>

namespace tally::models {

/// Linear layers with a ReLU between them: `mlp{784, 512, 256, 10}` maps `[n, 784]` to `[n, 10]`. Fewer than two
/// widths, or more than sixteen, throw `tally::shape_error`.
struct mlp {
  static constexpr std::string_view name = "mlp";
  static constexpr int max_widths = 16;
  index widths[max_widths]{};
  int count = 0;

  constexpr mlp(std::initializer_list<index> from_input_to_output) {
    const index size = static_cast<index>(from_input_to_output.size());
    if (size < 2 || size > max_widths)
      tally::detail::fail_on_sizes("tally: a perceptron has two to sixteen widths; given and most are", size,
                                   max_widths);
    for (const index width : from_input_to_output) widths[count++] = width;
  }

  template <class X>
  constexpr X operator()(auto& context, X x) const {
    for (int i = 0; i + 1 < count; ++i) {
      if (i > 0) x = relu(x);
      x = context(label("fc", i + 1), nn::linear{widths[i], widths[i + 1]}, x);
    }
    return x;
  }
};

}  // namespace tally::models
