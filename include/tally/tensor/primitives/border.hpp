// SPDX-License-Identifier: MIT
// Borders around images: zeros, or what the image continues with.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/window.hpp"

#include <limits>
#include <string_view>

namespace tally {

/// What lies around an image: zeros; the image mirrored at its outermost elements, which are not repeated; its
/// outermost elements again and again; or the other side of it.
enum class padding_mode : unsigned char { zeros, reflect, replicate, circular };

/// `before` and `after` elements more along each of the last N axes of `[n, c, …]`. No arithmetic.
template <int N>
struct border_primitive {
  static constexpr std::string_view name = "pad";
  static constexpr category kind = category::movement;
  extents<N> before = 0;
  extents<N> after = 0;
  padding_mode mode = padding_mode::zeros;

  constexpr shape output(const shape& x) const {
    if (x.rank() != N + 2)
      detail::fail_on_sizes("tally: a border is for an input [n, c, …] with another number of axes; there are",
                            x.rank(), N + 2);
    shape padded = x;
    for (int axis = 0; axis < N; ++axis) {
      const index size = x[axis + 2];
      require_fits(before[axis], size);
      require_fits(after[axis], size);
      if (before[axis] > (std::numeric_limits<index>::max)() - size - after[axis])
        detail::fail_on_sizes("tally: the size of a padded tensor overflows; the pads are", before[axis], after[axis]);
      padded = padded.with(axis + 2, before[axis] + size + after[axis]);
    }
    return padded;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    index from[3] = {1, 1, 1};  // images of fewer axes have one position along the first ones
    index to[3] = {1, 1, 1};
    index skipped[3] = {0, 0, 0};
    for (int axis = 0; axis < N; ++axis) {
      from[axis + 3 - N] = x.shape()[axis + 2];
      to[axis + 3 - N] = output.shape()[axis + 2];
      skipped[axis + 3 - N] = before[axis];
    }
    S* element = output.data();
    for (index plane = 0; plane < x.shape()[0] * x.shape()[1]; ++plane)
      for (index i = 0; i < to[0]; ++i)
        for (index j = 0; j < to[1]; ++j) {
          const index depth = source(i - skipped[0], from[0]);
          const index height = source(j - skipped[1], from[1]);
          const index row = ((plane * from[0] + depth) * from[1] + height) * from[2];
          for (index k = 0; k < to[2]; ++k, ++element) {
            const index width = source(k - skipped[2], from[2]);
            if (depth >= 0 && height >= 0 && width >= 0) *element = x.data()[row + width];
          }
        }
  }

 private:
  // Where the element at a position of the unpadded axis comes from; -1 for a zero.
  constexpr index source(index position, index size) const {
    if (position >= 0 && position < size) return position;
    if (mode == padding_mode::reflect) return position < 0 ? -position : 2 * size - 2 - position;
    if (mode == padding_mode::replicate) return position < 0 ? 0 : size - 1;
    if (mode == padding_mode::circular) return position < 0 ? position + size : position - size;
    return -1;
  }
  constexpr void require_fits(index border, index size) const {
    if (border < 0) detail::fail_on_sizes("tally: a pad is negative", border, 0);
    if (mode == padding_mode::reflect && border >= size)
      detail::fail_on_sizes("tally: a mirrored border is wider than the image without its edge; they are", border,
                            size - 1);
    if (mode == padding_mode::circular && border > size)
      detail::fail_on_sizes("tally: a circular border is wider than the image; they are", border, size);
    if (border > (std::numeric_limits<index>::max)() - size)
      detail::fail_on_sizes("tally: the size of a padded tensor overflows; the pads are", border, size);
  }
};

/// `[n, c, …]` with a border of `width` on both sides of each of its N spatial axes, as torch.nn.functional.pad. Throws
/// `tally::shape_error` for other ranks, and for borders that the image cannot fill.
template <int N, tensor_like X>
[[nodiscard]] constexpr auto pad_border(const X& x, const extents<N>& width, padding_mode mode) {
  return apply(border_primitive<N>{width, width, mode}, x);
}
template <int N, tensor_like X>
[[nodiscard]] constexpr auto pad_border(const X& x, const border_primitive<N>& parameters) {
  return apply(parameters, x);
}

}  // namespace tally
