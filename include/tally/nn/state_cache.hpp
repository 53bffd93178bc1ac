// SPDX-License-Identifier: MIT
// What state-space models keep from one call to the next.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/shape.hpp"

#include <cstddef>
#include <optional>

namespace tally {

/// Keeps nothing: a call begins with zeros.
struct no_state_cache {};

/// The state of every layer `[n, states, channels]`, and the inputs that its convolution will still see
/// `[n, positions, channels]`, of numbers or of shapes: `state_cache<tensor<float>>` beside a model,
/// `state_cache<shape_only>` beside predictions. It is as large after a million tokens as after one. Begin with an
/// empty one for each sequence; `with_cache` reads a network with it.
template <class T>
class state_cache {
 public:
  struct layer {
    std::optional<T> inputs;
    std::optional<T> state;
  };

  [[nodiscard]] constexpr index layers() const { return static_cast<index>(layers_.size()); }
  /// What layer number `i` kept, empty before its first call. Layers come in order when the cache is new; another order
  /// throws `tally::shape_error`.
  [[nodiscard]] constexpr layer& at(index i) & {
    if (i < 0 || i > layers())
      detail::fail_on_sizes("tally: a state cache has no such layer; layer and layers are", i, layers());
    if (i == layers()) layers_.emplace_back();
    return layers_[static_cast<std::size_t>(i)];
  }

  /// Numbers that it holds.
  [[nodiscard]] constexpr natural elements() const {
    natural sum;
    for (const layer& each : layers_) {
      if (each.inputs.has_value()) sum += each.inputs->shape().volume();
      if (each.state.has_value()) sum += each.state->shape().volume();
    }
    return sum;
  }

 private:
  tally::detail::vector<layer> layers_;
};

namespace detail {

// A shape charges whoever collects now, not who did when it was kept.
constexpr shape_only kept_state(const shape_only& x) { return shape_only(x.shape(), x.format()); }
template <class S>
constexpr const tensor<S>& kept_state(const tensor<S>& x) {
  return x;
}

}  // namespace detail
}  // namespace tally
