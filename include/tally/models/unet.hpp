// SPDX-License-Identifier: MIT
// U-Net (Ronneberger et al. 2015).
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, in_channels, h, w]` to `[n, num_classes, h', w']`: four times two 3x3 convolutions and a pool, two more at the
/// bottom, and four times a 2x2 transposed convolution, the maps of the way down beside it, and two convolutions.
/// Unpadded, as in the paper, h' = h - 184, and the maps of the way down are cropped; `padded` keeps the size. Pools
/// halve exactly: 16 divides a padded network's sizes and leaves 12 of an unpadded one's; other sizes throw
/// `tally::shape_error`. With batch normalisation the 3x3 convolutions have no bias.
struct unet_network {
  static constexpr std::string_view name = "unet";
  index in_channels = 1;
  index num_classes = 2;
  index features = 64;
  bool padded = false;
  bool batch_norm = false;

  constexpr auto operator()(auto& context, const auto& image) const {
    constexpr nn::max_pool2d pool{.kernel = 2, .stride = 2};
    const index f = features;
    static_cast<void>(size_product(16, f));  // no multiple of it below overflows
    const index rest = padded ? 0 : 12;      // of four times two convolutions that lose 4 and a pool that halves
    if (image.shape().rank() == 4 && (image.shape()[2] % 16 != rest || image.shape()[3] % 16 != rest))
      tally::detail::fail_on_shapes("tally: a U-Net halves its image four times; 16 divides a padded one's height and "
                                    "width, and leaves 12 of an unpadded one's; the image, and an example",
                                    image.shape(), shape{1, in_channels, 512 + 5 * rest, 512 + 5 * rest});
    const auto one = context("encoder1", twice(in_channels, f), image);
    const auto two = context("encoder2", twice(f, 2 * f), context("pool1", pool, one));
    const auto three = context("encoder3", twice(2 * f, 4 * f), context("pool2", pool, two));
    const auto four = context("encoder4", twice(4 * f, 8 * f), context("pool3", pool, three));
    auto x = context("bottleneck", twice(8 * f, 16 * f), context("pool4", pool, four));
    x = up(context, 4, x, four, 8 * f);
    x = up(context, 3, x, three, 4 * f);
    x = up(context, 2, x, two, 2 * f);
    x = up(context, 1, x, one, f);
    return context("conv", nn::conv2d{.in_channels = f, .out_channels = num_classes, .kernel = 1}, x);
  }

 private:
  struct double_convolution {
    static constexpr std::string_view name = "double_convolution";
    index in;
    index out;
    bool padded;
    bool batch_norm;

    constexpr auto operator()(auto& context, const auto& x) const {
      const auto once = convolve(context, 0, x, in);
      return convolve(context, 1, once, out);
    }

   private:
    static constexpr label conv[] = {"conv1", "conv2"};
    static constexpr label norm[] = {"norm1", "norm2"};
    static constexpr label relu[] = {"relu1", "relu2"};
    constexpr auto convolve(auto& context, int i, const auto& x, index channels) const {
      const nn::conv2d layer{
          .in_channels = channels, .out_channels = out, .padding = padded ? 1 : 0, .bias = !batch_norm};
      auto y = context(conv[i], layer, x);
      if (batch_norm) y = context(norm[i], nn::batch_norm2d{out}, y);
      return context(relu[i], nn::relu{}, y);
    }
  };

  constexpr double_convolution twice(index in, index out) const { return {in, out, padded, batch_norm}; }

  // The middle of `x`, of the height and width of `like`.
  template <class X>
  static constexpr X cropped(const X& x, const shape& like) {
    X y = x;
    for (const int axis : {2, 3}) {
      const index start = (x.shape()[axis] - like[axis]) / 2;
      if (like[axis] != x.shape()[axis]) y = slice(y, axis, start, start + like[axis]);
    }
    return y;
  }

  constexpr auto up(auto& context, int level, const auto& x, const auto& beside, index channels) const {
    const nn::conv_transpose2d layer{.in_channels = 2 * channels, .out_channels = channels, .kernel = 2, .stride = 2};
    const auto larger = context(label("upconv", level), layer, x);
    const auto joined = concat(1, cropped(beside, larger.shape()), larger);
    return context(label("decoder", level), twice(2 * channels, channels), joined);
  }
};

/// The paper's network, whose images are 572x572 and whose segmentations are 388x388.
[[nodiscard]] constexpr unet_network unet(index num_classes = 2, index in_channels = 1) {
  return {in_channels, num_classes};
}
/// As most implementations have it today: padded, so that the segmentation has the image's size.
[[nodiscard]] constexpr unet_network unet_padded(index num_classes = 2, index in_channels = 1) {
  return {in_channels, num_classes, 64, true};
}

}  // namespace tally::models
