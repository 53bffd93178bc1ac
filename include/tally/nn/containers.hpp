// SPDX-License-Identifier: MIT
// Layers made of layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/repeated.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace tally::nn {

namespace detail {

// A tuple whose members are public, so that networks can be template arguments.
template <std::size_t I, class Layer>
struct slot {
  [[no_unique_address]] Layer layer;
};

template <class Indices, class... Layers>
struct slots;
template <std::size_t... I, class... Layers>
struct slots<std::index_sequence<I...>, Layers...> : slot<I, Layers>... {};

template <std::size_t I, class Layer>
constexpr const Layer& layer_at(const slot<I, Layer>& s) {
  return s.layer;
}

}  // namespace detail

/// Layers one after the other, in scopes "0", "1", …: `sequential{linear{784, 128}, relu{}, linear{128, 10}}`.
template <class... Layers>
struct sequential {
  static constexpr std::string_view name = "sequential";
  detail::slots<std::index_sequence_for<Layers...>, Layers...> layers;

  constexpr explicit(false) sequential(Layers... in_order) : layers{{std::move(in_order)}...} {}

  template <class Context, class X>
  constexpr auto operator()(Context& context, const X& x) const {
    if constexpr (sizeof...(Layers) == 0)
      return x;
    else
      return run<0, sizeof...(Layers)>(context, x);
  }

 private:
  // By halves, so that a thousand layers nest ten deep in the compiler.
  template <std::size_t Begin, std::size_t End, class Context, class X>
  constexpr auto run(Context& context, const X& x) const {
    if constexpr (End == 1)
      return context.own(Begin, detail::layer_at<Begin>(layers), x);
    else if constexpr (End - Begin == 1)
      return context(Begin, detail::layer_at<Begin>(layers), x);
    else
      return run<(Begin + End) / 2, End>(context, run<Begin, (Begin + End) / 2>(context, x));
  }
};
template <class... Layers>
sequential(Layers...) -> sequential<Layers...>;

/// x + branch(x), or shortcut(x) + branch(x). The scopes are "branch" and "shortcut".
template <class Branch, class Shortcut = void>
struct residual {
  static constexpr std::string_view name = "residual";
  [[no_unique_address]] Branch branch;
  [[no_unique_address]] Shortcut shortcut;

  constexpr auto operator()(auto& context, const auto& x) const {
    auto aside = context("shortcut", shortcut, x);
    return aside + context.own("branch", branch, x);
  }
};
template <class Branch>
struct residual<Branch, void> {
  static constexpr std::string_view name = "residual";
  [[no_unique_address]] Branch branch;

  constexpr auto operator()(auto& context, const auto& x) const { return x + context.own("branch", branch, x); }
};
template <class Branch>
residual(Branch) -> residual<Branch>;
template <class Branch, class Shortcut>
residual(Branch, Shortcut) -> residual<Branch, Shortcut>;

/// The same layer `times` times in a row, each with parameters of its own, in scopes "0", "1", …. Its output has the
/// type of its input. Zero times is the identity; fewer throws `tally::shape_error`.
template <class Layer>
struct repeat {
  static constexpr std::string_view name = "repeat";
  index times;
  [[no_unique_address]] Layer layer;

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    if (times < 0) tally::detail::fail_on_sizes("tally: a layer is repeated a negative number of times", times, 0);
    tally::detail::require_layers("tally: a layer is repeated more than 2^20 times; times and limit are", times,
                                  index{1} << 20);
    if (times == 0) return x;
    X y = context.own(0, layer, x);
    for (index i = 1; i < times; ++i) y = context(i, layer, y);
    return y;
  }
};
template <class Layer>
repeat(index, Layer) -> repeat<Layer>;

/// Does nothing.
struct identity {
  static constexpr std::string_view name = "identity";
  template <class X>
  constexpr X operator()(auto&, const X& x) const {
    return x;
  }
};

}  // namespace tally::nn
