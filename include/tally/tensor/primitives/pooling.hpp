// SPDX-License-Identifier: MIT
// Maximum and average pools over one, two or three axes, by sliding and by adaptive windows.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/window.hpp"

#include <string_view>

namespace tally {

namespace detail {

template <int N>
constexpr void require_images(const shape& x) {
  if (x.rank() == N + 2) return;
  if constexpr (N == 1) fail_on_shapes("tally: a 1-D pool takes an input [n, c, l]", x, shape{1, 1, 1});
  if constexpr (N == 2) fail_on_shapes("tally: a 2-D pool takes an input [n, c, h, w]", x, shape{1, 1, 1, 1});
  if constexpr (N == 3) fail_on_shapes("tally: a 3-D pool takes an input [n, c, d, h, w]", x, shape{1, 1, 1, 1, 1});
}

// The positions under one window along one axis, `step` apart.
struct span_of_axis {
  index begin;
  index end;
  index step;
};

// The part of a sliding window that lies on the input.
constexpr span_of_axis covered(const window& w, index output) {
  index begin = w.position(output, 0);
  if (begin < 0) begin += ceil_div(-begin, w.dilation) * w.dilation;
  const index end = w.position(output, w.kernel - 1) + 1;
  return {begin, end < w.input ? end : w.input, w.dilation};
}
constexpr span_of_axis covered(const adaptive_window& w, index output) { return {w.begin(output), w.end(output), 1}; }

constexpr index taps_of(const window& w) { return w.taps_inside(); }
constexpr index taps_of(const adaptive_window& w) { return w.taps(); }

// The windows of an N-D pool, one kind of them along each axis.
template <int N, class Axis>
struct pooled {
  Axis axes[N];

  // How many elements of the input all windows of all planes cover together: the product of what they cover along each
  // axis.
  constexpr natural covered_elements(const shape& x) const {
    natural elements = natural(x[0]) * x[1];
    for (const Axis& axis : axes) elements *= natural(taps_of(axis));
    return elements;
  }

  // Runs over every window of every plane: `first(x)`, then `next(x)` for the other elements, then `store(position of
  // the result)`. Axes that are not there have one window over one element.
  template <class S, class First, class Next, class Store>
  constexpr void for_each(const tensor<S>& x, const shape& output, First first, Next next, Store store) const {
    index in[3]{1, 1, 1};
    index out[3]{1, 1, 1};
    for (int a = 0; a < N; ++a) {
      in[3 - N + a] = axes[a].input;
      out[3 - N + a] = output[a + 2];
    }
    const auto span = [&](int a, index i) {
      return a < 3 - N ? span_of_axis{0, 1, 1} : covered(axes[a < 3 - N ? 0 : a - (3 - N)], i);
    };
    index at = 0;
    for (index plane = 0; plane < output[0] * output[1]; ++plane) {
      const S* from = x.data() + plane * in[0] * in[1] * in[2];
      for (index h = 0; h < out[0]; ++h) {
        const span_of_axis slices = span(0, h);
        for (index i = 0; i < out[1]; ++i) {
          const span_of_axis rows = span(1, i);
          for (index j = 0; j < out[2]; ++j) {
            const span_of_axis columns = span(2, j);
            index seen = 0;
            for (index s = slices.begin; s < slices.end; s += slices.step)
              for (index r = rows.begin; r < rows.end; r += rows.step)
                for (index c = columns.begin; c < columns.end; c += columns.step) {
                  const S& element = from[(s * in[1] + r) * in[2] + c];
                  seen++ == 0 ? first(element) : next(element);
                }
            store(at++);
          }
        }
      }
    }
  }

  template <class S>
  constexpr void maximum(tensor<S>& output, const tensor<S>& x) const {
    S highest{};
    for_each(
        x, output.shape(), [&](const S& element) { highest = element; },
        [&](const S& element) { highest = larger(highest, element); }, [&](index at) { output.data()[at] = highest; });
  }

  // `divisor(position of the result, elements under its window)`
  template <class S, class Divisor>
  constexpr void mean(tensor<S>& output, const tensor<S>& x, Divisor divisor) const {
    S sum{};
    index elements = 0;
    for_each(
        x, output.shape(), [&](const S& element) { sum = element, elements = 1; },
        [&](const S& element) { sum += element, ++elements; },
        [&](index at) { output.data()[at] = sum / S(static_cast<double>(divisor(at, elements))); });
  }
};

}  // namespace detail

/// The largest element under each window. Padding is never the largest: it is not compared.
template <int N>
struct max_pool_primitive {
  static constexpr std::string_view name = N == 1 ? "max_pool1d" : N == 2 ? "max_pool2d" : "max_pool3d";
  static constexpr category kind = category::max_pool;
  extents<N> kernel = 2;
  extents<N> stride = 2;
  extents<N> padding = 0;
  extents<N> dilation = 1;
  bool ceil_mode = false;
  extents<N> padding_after = -1;  ///< behind the input, where that differs from before it; -1: it does not

  constexpr shape output(const shape& x) const {
    detail::require_images<N>(x);
    const auto windows = over(x);
    shape result{x[0], x[1]};
    for (const detail::window& axis : windows.axes) result.push_back(axis.outputs());
    for (int axis = 0; axis < N; ++axis)
      for (const index side : {padding[axis], padding_after[axis]})
        if (side > kernel[axis] / 2)
          detail::fail_on_sizes("tally: a pool's padding is more than half its kernel; padding and kernel are", side,
                                kernel[axis]);
    for (const detail::window& axis : windows.axes)
      if (!axis.each_meets_input())
        detail::fail_on_sizes("tally: a pool's window lies on padding alone; input and dilation are", axis.input,
                              axis.dilation);
    return result;
  }
  // A window over t elements takes t - 1 operations min_max.
  constexpr cost formula(const shape& output, const shape& x) const {
    return {{operation::min_max, over(x).covered_elements(x) - output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    over(x.shape()).maximum(output, x);
  }

  constexpr detail::pooled<N, detail::window> over(const shape& x) const {
    detail::pooled<N, detail::window> windows;
    for (int axis = 0; axis < N; ++axis)
      windows.axes[axis] = {x[axis + 2],    kernel[axis], stride[axis],       padding[axis],
                            dilation[axis], ceil_mode,    padding_after[axis]};
    return windows;
  }
};
using max_pool1d_primitive = max_pool_primitive<1>;
using max_pool2d_primitive = max_pool_primitive<2>;
using max_pool3d_primitive = max_pool_primitive<3>;

/// The mean under each window: over the whole kernel, padding as zeros, or over the elements alone if
/// `count_include_pad` is off. Zeros of the padding are not added.
template <int N>
struct avg_pool_primitive {
  static constexpr std::string_view name = N == 1 ? "avg_pool1d" : N == 2 ? "avg_pool2d" : "avg_pool3d";
  static constexpr category kind = category::average_pool;
  extents<N> kernel = 2;
  extents<N> stride = 2;
  extents<N> padding = 0;
  bool ceil_mode = false;
  bool count_include_pad = true;
  extents<N> padding_after = -1;  ///< behind the input, where that differs from before it; -1: it does not

  constexpr shape output(const shape& x) const { return sliding().output(x); }
  // As the maximum's, in additions, and a division a window.
  constexpr cost formula(const shape& output, const shape& x) const {
    return {{operation::add, sliding().over(x).covered_elements(x) - output.volume()},
            {operation::div, output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const auto windows = sliding().over(x.shape());
    windows.mean(output, x, [&](index at, index elements) {
      if (!count_include_pad) return elements;
      index taps = 1;
      for (int axis = N - 1; axis >= 0; --axis) {
        taps *= padded(windows.axes[axis], at % output.shape()[axis + 2]);
        at /= output.shape()[axis + 2];
      }
      return taps;
    });
  }

 private:
  constexpr max_pool_primitive<N> sliding() const { return {kernel, stride, padding, 1, ceil_mode, padding_after}; }
  // In ceil mode the last window may reach beyond the padding; what lies there is in no mean.
  static constexpr index padded(const detail::window& w, index output) {
    const index begin = w.position(output, 0);
    const index end = begin + w.kernel;
    return (end < w.input + w.after() ? end : w.input + w.after()) - begin;
  }
};
using avg_pool1d_primitive = avg_pool_primitive<1>;
using avg_pool2d_primitive = avg_pool_primitive<2>;
using avg_pool3d_primitive = avg_pool_primitive<3>;

/// The mean over as many windows as asked for, whatever the input's size.
template <int N>
struct adaptive_avg_pool_primitive {
  static constexpr std::string_view name = N == 1   ? "adaptive_avg_pool1d"
                                           : N == 2 ? "adaptive_avg_pool2d"
                                                    : "adaptive_avg_pool3d";
  static constexpr category kind = category::adaptive_average_pool;
  extents<N> outputs = 1;

  constexpr shape output(const shape& x) const {
    detail::require_images<N>(x);
    for (const detail::adaptive_window& axis : over(x).axes) axis.require_limits();
    shape result{x[0], x[1]};
    for (int axis = 0; axis < N; ++axis) result.push_back(outputs[axis]);
    return result;
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    return {{operation::add, over(x).covered_elements(x) - output.volume()}, {operation::div, output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    over(x.shape()).mean(output, x, [](index, index elements) { return elements; });
  }

  constexpr detail::pooled<N, detail::adaptive_window> over(const shape& x) const {
    detail::pooled<N, detail::adaptive_window> windows;
    for (int axis = 0; axis < N; ++axis) windows.axes[axis] = {x[axis + 2], outputs[axis]};
    return windows;
  }
};
using adaptive_avg_pool1d_primitive = adaptive_avg_pool_primitive<1>;
using adaptive_avg_pool2d_primitive = adaptive_avg_pool_primitive<2>;
using adaptive_avg_pool3d_primitive = adaptive_avg_pool_primitive<3>;

/// The largest under as many windows as asked for.
template <int N>
struct adaptive_max_pool_primitive {
  static constexpr std::string_view name = N == 1   ? "adaptive_max_pool1d"
                                           : N == 2 ? "adaptive_max_pool2d"
                                                    : "adaptive_max_pool3d";
  static constexpr category kind = category::adaptive_max_pool;
  extents<N> outputs = 1;

  constexpr shape output(const shape& x) const { return adaptive().output(x); }
  constexpr cost formula(const shape& output, const shape& x) const {
    return {{operation::min_max, adaptive().over(x).covered_elements(x) - output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    adaptive().over(x.shape()).maximum(output, x);
  }

 private:
  constexpr adaptive_avg_pool_primitive<N> adaptive() const { return {outputs}; }
};
using adaptive_max_pool1d_primitive = adaptive_max_pool_primitive<1>;
using adaptive_max_pool2d_primitive = adaptive_max_pool_primitive<2>;
using adaptive_max_pool3d_primitive = adaptive_max_pool_primitive<3>;

// Pools of `[n, c, l]`, `[n, c, h, w]` and `[n, c, d, h, w]`; each throws `tally::shape_error` for other ranks and for
// windows that do not fit.
#define TALLY_POOLS(axes, N)                                                                         \
  template <tensor_like X>                                                                           \
  [[nodiscard]] constexpr auto max_pool##axes(const X& x, const max_pool_primitive<N>& parameters) { \
    return apply(parameters, x);                                                                     \
  }                                                                                                  \
  template <tensor_like X>                                                                           \
  [[nodiscard]] constexpr auto avg_pool##axes(const X& x, const avg_pool_primitive<N>& parameters) { \
    return apply(parameters, x);                                                                     \
  }                                                                                                  \
  template <tensor_like X>                                                                           \
  [[nodiscard]] constexpr auto adaptive_avg_pool##axes(const X& x, const extents<N>& outputs = 1) {  \
    return apply(adaptive_avg_pool_primitive<N>{outputs}, x);                                        \
  }                                                                                                  \
  template <tensor_like X>                                                                           \
  [[nodiscard]] constexpr auto adaptive_max_pool##axes(const X& x, const extents<N>& outputs = 1) {  \
    return apply(adaptive_max_pool_primitive<N>{outputs}, x);                                        \
  }
TALLY_POOLS(1d, 1)
TALLY_POOLS(2d, 2)
TALLY_POOLS(3d, 3)
#undef TALLY_POOLS

}  // namespace tally
