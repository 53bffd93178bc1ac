// SPDX-License-Identifier: MIT
// Layers that a network owns and does not run: auxiliary heads, which only training uses.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/shape_only.hpp"

#include <string_view>

namespace tally::nn {

namespace detail {

// Asks another context for scopes and parameters, and passes on shapes that nothing is charged to.
template <class Context>
class parameters_only {
 public:
  constexpr explicit parameters_only(Context& asked) : asked_(asked) {}

  template <class Layer, tensor_like... Inputs>
  constexpr auto operator()(const auto& name, const Layer& inner, const Inputs&... inputs) {
    const auto read = [&] { return inner(*this, inputs...); };
    return asked_(name, within<Layer, decltype(read)>{read});
  }
  template <class Layer, tensor_like... Inputs>
  constexpr auto own(const auto& name, const Layer& inner, const Inputs&... inputs) {
    const auto read = [&] { return inner(*this, inputs...); };
    return asked_.own(name, within<Layer, decltype(read)>{read});
  }
  template <class Layer, tensor_like... Inputs>
  constexpr auto at(std::string_view path, const Layer& inner, const Inputs&... inputs) {
    const auto read = [&] { return inner(*this, inputs...); };
    return asked_.at(path, within<Layer, decltype(read)>{read});
  }
  constexpr shape_only parameter(const label& name, const shape& extents, const initial& values = {}) {
    static_cast<void>(asked_.parameter(name, extents, values));
    return shape_only(extents);
  }
  constexpr shape_only buffer(const label& name, const shape& extents, const initial& values = {}) {
    static_cast<void>(asked_.buffer(name, extents, values));
    return shape_only(extents);
  }

 private:
  // What the other context takes for a layer without inputs, of the layer's own name.
  template <class Layer, class Read>
  struct within {
    static constexpr std::string_view name = tally::detail::layer_name<Layer>();
    const Read& read;
    constexpr auto operator()(auto&) const { return read(); }
  };

  Context& asked_;
};

}  // namespace detail

/// Owns the parameters that `layer` has for an input of that shape, and does not run it: nothing is charged, whatever
/// reads it. It takes no input: `context("AuxLogits", nn::idle{head, {1, 768, 17, 17}})`, whose result is a shape.
template <class Layer>
struct idle {
  static constexpr std::string_view name = tally::detail::layer_name<Layer>();
  Layer layer;
  shape input;

  template <class Context>
  constexpr auto operator()(Context& context) const {
    detail::parameters_only<Context> owned(context);
    return layer(owned, shape_only(input));
  }
};
template <class Layer>
idle(Layer, shape) -> idle<Layer>;

}  // namespace tally::nn
