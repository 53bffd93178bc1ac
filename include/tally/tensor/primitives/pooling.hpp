// SPDX-License-Identifier: MIT
// Maximum and average pools, by sliding and by adaptive windows.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/window.hpp"

#include <string_view>

namespace tally {

namespace detail {

constexpr void require_images(const shape& x) {
  if (x.rank() != 4) fail_on_shapes("tally: a 2-D pool takes an input [n, c, h, w]", x, shape{1, 1, 1, 1});
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
  while (begin < 0) begin += w.dilation;
  const index end = w.position(output, w.kernel - 1) + 1;
  return {begin, end < w.input ? end : w.input, w.dilation};
}
constexpr span_of_axis covered(const adaptive_window& w, index output) { return {w.begin(output), w.end(output), 1}; }

// Runs over every window of every plane: `first(x)`, then `next(x)` for the other elements, then `store(window size)`.
template <class S, class Vertical, class Horizontal, class First, class Next, class Store>
constexpr void for_each_window(const tensor<S>& x, const shape& output, const Vertical& vertical,
                               const Horizontal& horizontal, First first, Next next, Store store) {
  for (index plane = 0; plane < output[0] * output[1]; ++plane) {
    const S* from = x.data() + plane * vertical.input * horizontal.input;
    for (index i = 0; i < output[2]; ++i) {
      const span_of_axis rows = covered(vertical, i);
      for (index j = 0; j < output[3]; ++j) {
        const span_of_axis columns = covered(horizontal, j);
        index seen = 0;
        for (index h = rows.begin; h < rows.end; h += rows.step)
          for (index w = columns.begin; w < columns.end; w += columns.step)
            seen++ == 0 ? first(from[h * horizontal.input + w]) : next(from[h * horizontal.input + w]);
        store((plane * output[2] + i) * output[3] + j);
      }
    }
  }
}

template <class S, class Vertical, class Horizontal>
constexpr void pool_maximum(tensor<S>& output, const tensor<S>& x, const Vertical& vertical,
                            const Horizontal& horizontal) {
  S highest{};
  for_each_window(
      x, output.shape(), vertical, horizontal, [&](const S& element) { highest = element; },
      [&](const S& element) { highest = larger(highest, element); }, [&](index at) { output.data()[at] = highest; });
}

}  // namespace detail

/// The largest element under each window. Padding is never the largest: it is not compared.
struct max_pool2d_primitive {
  static constexpr std::string_view name = "max_pool2d";
  static constexpr category kind = category::max_pool;
  extent2 kernel = 2;
  extent2 stride = 2;
  extent2 padding = 0;
  extent2 dilation = 1;
  bool ceil_mode = false;

  constexpr shape output(const shape& x) const {
    detail::require_images(x);
    const shape pooled{x[0], x[1], rows(x).outputs(), columns(x).outputs()};
    const bool too_high = padding[0] > kernel[0] / 2;
    if (too_high || padding[1] > kernel[1] / 2)
      detail::fail_on_sizes("tally: a pool's padding is more than half its kernel; padding and kernel are",
                            too_high ? padding[0] : padding[1], too_high ? kernel[0] : kernel[1]);
    const bool misses = !rows(x).each_meets_input();
    if (misses || !columns(x).each_meets_input())
      detail::fail_on_sizes("tally: a pool's window lies on padding alone; input and dilation are",
                            misses ? x[2] : x[3], misses ? dilation[0] : dilation[1]);
    return pooled;
  }
  // A window over t elements takes t - 1 operations min_max; the windows of a plane cover (taps of all rows) · (taps of
  // all columns) elements.
  constexpr cost formula(const shape& output, const shape& x) const {
    const natural planes = natural(x[0]) * x[1];
    const natural covered = natural(rows(x).taps_inside()) * columns(x).taps_inside();
    return {{operation::min_max, planes * covered - output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    detail::pool_maximum(output, x, rows(x.shape()), columns(x.shape()));
  }

  constexpr detail::window rows(const shape& x) const {
    return {x[2], kernel[0], stride[0], padding[0], dilation[0], ceil_mode};
  }
  constexpr detail::window columns(const shape& x) const {
    return {x[3], kernel[1], stride[1], padding[1], dilation[1], ceil_mode};
  }
};

/// The mean under each window: over the whole kernel, padding as zeros, or over the elements alone if
/// `count_include_pad` is off. Zeros of the padding are not added.
struct avg_pool2d_primitive {
  static constexpr std::string_view name = "avg_pool2d";
  static constexpr category kind = category::average_pool;
  extent2 kernel = 2;
  extent2 stride = 2;
  extent2 padding = 0;
  bool ceil_mode = false;
  bool count_include_pad = true;

  constexpr shape output(const shape& x) const { return sliding().output(x); }
  // As the maximum's, in additions, and a division a window.
  constexpr cost formula(const shape& output, const shape& x) const {
    const natural planes = natural(x[0]) * x[1];
    const natural covered = natural(sliding().rows(x).taps_inside()) * sliding().columns(x).taps_inside();
    return {{operation::add, planes * covered - output.volume()}, {operation::div, output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const detail::window vertical = sliding().rows(x.shape());
    const detail::window horizontal = sliding().columns(x.shape());
    S sum{};
    index elements = 0;
    detail::for_each_window(
        x, output.shape(), vertical, horizontal, [&](const S& element) { sum = element, elements = 1; },
        [&](const S& element) { sum += element, ++elements; },
        [&](index at) {
          const index i = at / output.shape()[3] % output.shape()[2];
          const index j = at % output.shape()[3];
          const index divisor = count_include_pad ? padded(vertical, i) * padded(horizontal, j) : elements;
          output.data()[at] = sum / S(static_cast<double>(divisor));
        });
  }

 private:
  constexpr max_pool2d_primitive sliding() const { return {kernel, stride, padding, 1, ceil_mode}; }
  // In ceil mode the last window may reach beyond the padding; what lies there is in no mean.
  static constexpr index padded(const detail::window& w, index output) {
    const index begin = w.position(output, 0);
    const index end = begin + w.kernel;
    return (end < w.input + w.padding ? end : w.input + w.padding) - begin;
  }
};

/// The mean over as many windows as asked for, whatever the input's size.
struct adaptive_avg_pool2d_primitive {
  static constexpr std::string_view name = "adaptive_avg_pool2d";
  static constexpr category kind = category::adaptive_average_pool;
  extent2 outputs = 1;

  constexpr shape output(const shape& x) const {
    detail::require_images(x);
    rows(x).require_limits();
    columns(x).require_limits();
    return {x[0], x[1], outputs[0], outputs[1]};
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    const natural planes = natural(x[0]) * x[1];
    const natural covered = natural(rows(x).taps()) * columns(x).taps();
    return {{operation::add, planes * covered - output.volume()}, {operation::div, output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    S sum{};
    index elements = 0;
    detail::for_each_window(
        x, output.shape(), rows(x.shape()), columns(x.shape()), [&](const S& element) { sum = element, elements = 1; },
        [&](const S& element) { sum += element, ++elements; },
        [&](index at) { output.data()[at] = sum / S(static_cast<double>(elements)); });
  }

  constexpr detail::adaptive_window rows(const shape& x) const { return {x[2], outputs[0]}; }
  constexpr detail::adaptive_window columns(const shape& x) const { return {x[3], outputs[1]}; }
};

/// The largest under as many windows as asked for.
struct adaptive_max_pool2d_primitive {
  static constexpr std::string_view name = "adaptive_max_pool2d";
  static constexpr category kind = category::adaptive_max_pool;
  extent2 outputs = 1;

  constexpr shape output(const shape& x) const { return adaptive_avg_pool2d_primitive{outputs}.output(x); }
  constexpr cost formula(const shape& output, const shape& x) const {
    const adaptive_avg_pool2d_primitive windows{outputs};
    const natural covered = natural(windows.rows(x).taps()) * windows.columns(x).taps();
    return {{operation::min_max, natural(x[0]) * x[1] * covered - output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const adaptive_avg_pool2d_primitive windows{outputs};
    detail::pool_maximum(output, x, windows.rows(x.shape()), windows.columns(x.shape()));
  }
};

/// Pools of `[n, c, h, w]`; each throws `tally::shape_error` for other ranks and for windows that do not fit.
template <tensor_like X>
[[nodiscard]] constexpr auto max_pool2d(const X& x, const max_pool2d_primitive& parameters) {
  return apply(parameters, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto avg_pool2d(const X& x, const avg_pool2d_primitive& parameters) {
  return apply(parameters, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto adaptive_avg_pool2d(const X& x, extent2 outputs = 1) {
  return apply(adaptive_avg_pool2d_primitive{outputs}, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto adaptive_max_pool2d(const X& x, extent2 outputs = 1) {
  return apply(adaptive_max_pool2d_primitive{outputs}, x);
}

}  // namespace tally
