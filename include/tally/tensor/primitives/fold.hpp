// SPDX-License-Identifier: MIT
// Sliding windows as the columns of a matrix, and back.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/sliding.hpp"
#include "tally/tensor/window.hpp"

#include <string_view>

namespace tally {

/// The windows of `[n, c, h, w]` as columns, `[n, c·kh·kw, windows]`, with zeros for padding: torch.nn.Unfold, im2col.
/// No arithmetic.
struct unfold_primitive {
  static constexpr std::string_view name = "unfold";
  static constexpr category kind = category::movement;
  extent2 kernel = 3;
  extent2 dilation = 1;
  extent2 padding = 0;
  extent2 stride = 1;

  constexpr shape output(const shape& x) const {
    if (x.rank() != 4) detail::fail_on_shapes("tally: unfold takes an input [n, c, h, w]", x, shape{1, 1, 1, 1});
    const detail::sliding over = windows(x[2], x[3]);
    return {x[0], shape{x[1], over.axes[1].kernel, over.axes[2].kernel}.volume(),
            size_product(over.windows[1], over.windows[2])};
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const detail::sliding over = windows(x.shape()[2], x.shape()[3]);
    const index channels = x.shape()[1];
    for (index image = 0; image < x.shape()[0]; ++image)
      over.lay_out(x.data() + image * channels * over.positions(), channels, 0, over.count(),
                   output.data() + image * channels * over.taps() * over.count());
  }

  constexpr detail::sliding windows(index height, index width) const {
    detail::sliding over;
    over.axes[1] = {height, kernel[0], stride[0], padding[0], dilation[0]};
    over.axes[2] = {width, kernel[1], stride[1], padding[1], dilation[1]};
    for (int a = 1; a < 3; ++a) over.windows[a] = over.axes[a].outputs();
    return over;
  }
};

/// The adjoint of unfold: columns `[n, c·kh·kw, windows]` added to the positions of `[n, c, h, w]` that they were over:
/// torch.nn.Fold, col2im. The first at a position is copied, the others are added; those on padding are left out.
struct fold_primitive {
  static constexpr std::string_view name = "fold";
  extent2 output_size = 1;
  extent2 kernel = 3;
  extent2 dilation = 1;
  extent2 padding = 0;
  extent2 stride = 1;

  constexpr shape output(const shape& x) const {
    if (x.rank() != 3) detail::fail_on_shapes("tally: fold takes an input [n, c·kh·kw, windows]", x, shape{1, 1, 1});
    const shape window{output_size[0], output_size[1], kernel[0], kernel[1]};  // refuses sizes below 1
    const detail::sliding over = windows();
    const index count = size_product(over.windows[1], over.windows[2]);
    if (x[2] != count)
      detail::fail_on_sizes("tally: fold's input has another number of windows than its output; they are", x[2], count);
    if (x[1] % over.taps() != 0)
      detail::fail_on_sizes(
          "tally: a window's size does not divide the channels of fold's input; channels and size are", x[1],
          over.taps());
    return {x[0], x[1] / over.taps(), window[0], window[1]};
  }
  // The elements over the image, but for the first at each position.
  constexpr cost formula(const shape& output, const shape&) const {
    natural landing = natural(output[0]) * output[1];
    natural positions = landing;
    const detail::sliding over = windows();
    for (int a = 1; a < 3; ++a) {
      landing *= over.axes[a].taps_inside(over.windows[a]);
      positions *= over.axes[a].positions_met(over.windows[a]);
    }
    return {{operation::add, landing - positions}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const detail::sliding over = windows();
    const index channels = output.shape()[1];
    for (index image = 0; image < output.shape()[0]; ++image)
      over.add_back(x.data() + image * channels * over.taps() * over.count(), channels,
                    output.data() + image * channels * over.positions());
  }

 private:
  constexpr detail::sliding windows() const {
    return unfold_primitive{kernel, dilation, padding, stride}.windows(output_size[0], output_size[1]);
  }
};

/// Windows of `[n, c, h, w]` as columns, and columns added up to an image; each throws `tally::shape_error` where
/// windows do not fit or sizes disagree.
template <tensor_like X>
[[nodiscard]] constexpr auto unfold(const X& x, const unfold_primitive& parameters) {
  return apply(parameters, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto fold(const X& x, const fold_primitive& parameters) {
  return apply(parameters, x);
}

}  // namespace tally
