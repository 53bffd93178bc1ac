// SPDX-License-Identifier: MIT
// Images at another size: nearest, linear and cubic interpolation.
#pragma once

#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/window.hpp"

#include <cstddef>
#include <string_view>

namespace tally {

/// How an image is read between its pixels, by torch's names: `linear` is over one axis, `bilinear` and `bicubic` are
/// over two, `trilinear` is over three, and the nearest pixel over any number. `nearest` takes the pixel at
/// floor(i · input / output), `nearest_exact` the one that the centre of the result's pixel lies in.
enum class interpolation { nearest, nearest_exact, linear, bilinear, bicubic, trilinear };

namespace detail {

template <int N>
constexpr shape resampled_shape(const shape& x, const extents<N>& size) {
  if (x.rank() != N + 2)
    fail_on_sizes("tally: interpolation over N axes takes an input [n, c, …] of rank N + 2; rank and N are", x.rank(),
                  N);
  shape result{x[0], x[1]};
  for (int axis = 0; axis < N; ++axis) {
    constexpr index limit = index{1} << 31;  // keeps positions from overflowing
    require_positive("tally: an interpolation's size is not positive", size[axis]);
    if (x[axis + 2] > limit || size[axis] > limit)
      fail_on_sizes("tally: an interpolation's input and size exceed 2^31", x[axis + 2], size[axis]);
    result.push_back(size[axis]);
  }
  return result;
}

// The pixels along one axis that one of the result is made of, and their weights. Beyond the border the last pixel goes
// on.
template <int Taps>
struct taps_of_axis {
  index positions[Taps];
  double weights[Taps];

  constexpr taps_of_axis(index input, index outputs, index i, bool align_corners) {
    // The position in the input, as a fraction: corners on corners, or centres of pixels at halves.
    const index denominator = align_corners ? (outputs > 1 ? outputs - 1 : 1) : 2 * outputs;
    index numerator = align_corners ? (outputs > 1 ? i * (input - 1) : 0) : (2 * i + 1) * input - outputs;
    if (Taps == 2 && numerator < 0) numerator = 0;
    const index below = floor_div(numerator, denominator);
    const double t = static_cast<double>(numerator - below * denominator) / static_cast<double>(denominator);
    for (int tap = 0; tap < Taps; ++tap) {
      const index position = below + tap - (Taps / 2 - 1);
      positions[tap] = position < 0 ? 0 : position < input ? position : input - 1;
    }
    if constexpr (Taps == 2) {
      weights[0] = 1 - t;
      weights[1] = t;
    } else {
      weights[0] = outer(1 + t);
      weights[1] = inner(t);
      weights[2] = inner(1 - t);
      weights[3] = outer(2 - t);
    }
  }

 private:
  // Keys' cubic convolution (1981) with a = -3/4, up to one pixel away and beyond.
  static constexpr double a = -0.75;
  static constexpr double inner(double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; }
  static constexpr double outer(double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; }
};

}  // namespace detail

/// The nearest pixel of `[n, c, …]` over N axes. Moves, and does no arithmetic.
template <int N>
struct nearest_primitive {
  static constexpr std::string_view name = N == 1   ? "upsample_nearest1d"
                                           : N == 2 ? "upsample_nearest2d"
                                                    : "upsample_nearest3d";
  static constexpr category kind = category::nearest;
  extents<N> size = 1;
  bool exact = false;

  constexpr shape output(const shape& x) const { return detail::resampled_shape(x, size); }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  // The pixels that are taken at all.
  constexpr natural traffic(const shape& output, const shape& x) const {
    natural read = natural(x[0]) * x[1];
    for (int axis = 2; axis < N + 2; ++axis) read *= natural(x[axis] < output[axis] ? x[axis] : output[axis]);
    return read;
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index pixels = output.size() / (x.shape()[0] * x.shape()[1]);
    const index inputs = x.size() / (x.shape()[0] * x.shape()[1]);
    for (index i = 0; i < output.size(); ++i) {
      index from = 0;
      index step = 1;
      index rest = i % pixels;
      for (int axis = N - 1; axis >= 0; --axis) {
        const index extent = x.shape()[axis + 2];
        const index at = rest % size[axis];
        from += step * (exact ? (2 * at + 1) * extent / (2 * size[axis]) : at * extent / size[axis]);
        step *= extent;
        rest /= size[axis];
      }
      output.data()[i] = x.data()[i / pixels * inputs + from];
    }
  }
};

/// Linear (two taps an axis) or cubic (four) interpolation of `[n, c, …]` over N axes. Weights depend on sizes alone;
/// they are plain numbers, ready beforehand.
template <int N, int Taps>
struct interpolation_primitive {
  static_assert(Taps == 2 || Taps == 4, "tally: an axis is interpolated from two pixels or from four");
  static constexpr std::string_view name = Taps == 4 ? "upsample_bicubic2d"
                                           : N == 1  ? "upsample_linear1d"
                                           : N == 2  ? "upsample_bilinear2d"
                                                     : "upsample_trilinear3d";
  static constexpr category kind = Taps == 4 ? category::bicubic : N == 2 ? category::bilinear : category::other;
  extents<N> size = 1;
  bool align_corners = false;

  constexpr shape output(const shape& x) const { return detail::resampled_shape(x, size); }
  // Each element is a weighted sum over Taps^N pixels; those beyond the border are multiplied like others.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural elements = output.volume();
    return {{operation::mul, elements * taps()}, {operation::add, elements * (taps() - 1)}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index planes = x.shape()[0] * x.shape()[1];
    const index inputs = x.size() / planes;
    const index pixels = output.size() / planes;
    detail::vector<detail::taps_of_axis<Taps>> along[N];
    for (int axis = 0; axis < N; ++axis)
      for (index i = 0; i < size[axis]; ++i)
        along[axis].emplace_back(x.shape()[axis + 2], size[axis], i, align_corners);
    index from[taps()]{};
    S weights[taps()]{};
    for (index pixel = 0; pixel < pixels; ++pixel) {
      for (index tap = 0; tap < taps(); ++tap) {
        double weight = 1;
        index step = 1;
        index rest = pixel;
        index choice = tap;
        from[tap] = 0;
        for (int axis = N - 1; axis >= 0; --axis) {
          const auto& chosen = along[axis][static_cast<std::size_t>(rest % size[axis])];
          from[tap] += step * chosen.positions[choice % Taps];
          weight *= chosen.weights[choice % Taps];
          step *= x.shape()[axis + 2];
          rest /= size[axis];
          choice /= Taps;
        }
        weights[tap] = S(weight);
      }
      for (index plane = 0; plane < planes; ++plane) {
        const S* image = x.data() + plane * inputs;
        S sum = weights[0] * image[from[0]];
        for (index tap = 1; tap < taps(); ++tap) sum += weights[tap] * image[from[tap]];
        output.data()[plane * pixels + pixel] = sum;
      }
    }
  }

 private:
  static constexpr index taps() {
    index product = 1;
    for (int axis = 0; axis < N; ++axis) product *= Taps;
    return product;
  }
};

/// `[n, c, …]` at another size: `interpolate(x, extent2(64, 64), interpolation::bilinear)`. With `align_corners` the
/// centres of the corner pixels stay where they are, otherwise their outer edges do. Per element of the result the
/// linear modes spend 2, 4 or 8 multiplications over one, two or three axes, bicubic 16, and each one addition fewer;
/// the nearest pixel spends nothing. Throws `tally::shape_error` for other ranks, sizes that are not positive, a mode
/// over another number of axes, and corners of the nearest modes, which have none to align.
template <int N, tensor_like X>
[[nodiscard]] constexpr auto interpolate(const X& x, const extents<N>& size,
                                         interpolation mode = interpolation::nearest, bool align_corners = false) {
  if (mode == interpolation::nearest || mode == interpolation::nearest_exact) {
    if (align_corners)
      detail::fail_on_shapes("tally: the nearest pixel has no corners to align; the input and the rank are", x.shape(),
                             shape{N + 2});
    return apply(nearest_primitive<N>{size, mode == interpolation::nearest_exact}, x);
  }
  const int axes = mode == interpolation::linear ? 1 : mode == interpolation::trilinear ? 3 : 2;
  if (axes != N)
    detail::fail_on_sizes("tally: an interpolation is over another number of axes than its size has; they are", axes,
                          N);
  if constexpr (N == 2)
    if (mode == interpolation::bicubic) return apply(interpolation_primitive<2, 4>{size, align_corners}, x);
  return apply(interpolation_primitive<N, 2>{size, align_corners}, x);
}

}  // namespace tally
