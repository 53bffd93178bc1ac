// SPDX-License-Identifier: MIT
// Networks that classify every pixel: FCN (Long et al. 2015), DeepLabV3 (Chen et al. 2017) and LR-ASPP (Howard et al.
// 2019), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/mobilenet_v3.hpp"
#include "tally/models/resnet.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// What a backbone hands on: its last feature map, and an earlier, finer one.
template <class X>
struct feature_maps {
  X last;
  X earlier;
};

/// A 3x3 convolution to a quarter of the channels and a 1x1 convolution to the classes.
struct fcn_head {
  static constexpr std::string_view name = "fcn_head";
  index in_channels;
  index num_classes;

  constexpr auto operator()(auto& context, const auto& x) const {
    const index inner = in_channels / 4;
    const nn::conv2d convolve{
        .in_channels = in_channels, .out_channels = inner, .kernel = 3, .padding = 1, .bias = false};
    auto y = context(2, nn::relu{}, context(1, nn::batch_norm2d{inner}, context(0, convolve, x)));
    return context(4, nn::conv2d{.in_channels = inner, .out_channels = num_classes, .kernel = 1}, y);  // 3: dropout
  }
};

/// DeepLabV3's head. "Atrous spatial pyramid pooling": a 1x1 convolution, 3x3 convolutions whose taps lie 12, 24 and 36
/// apart, and the image's mean, each to 256 channels, one behind the other, and 1x1 to 256; then 3x3, and 1x1 to the
/// classes.
struct deeplab_head {
  static constexpr std::string_view name = "deeplab_head";
  index in_channels;
  index num_classes;

  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context(0, pyramid{in_channels}, x);
    y = context(1, nn::conv2d{.in_channels = width, .out_channels = width, .kernel = 3, .padding = 1, .bias = false},
                y);
    y = context(3, nn::relu{}, context(2, nn::batch_norm2d{width}, y));
    return context(4, nn::conv2d{.in_channels = width, .out_channels = num_classes, .kernel = 1}, y);
  }

 private:
  static constexpr index width = 256;

  struct pooling {
    static constexpr std::string_view name = "aspp_pooling";
    index in_channels;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      X y = context(0, nn::adaptive_avg_pool2d{1}, x);
      y = context(1, nn::conv2d{.in_channels = in_channels, .out_channels = width, .kernel = 1, .bias = false}, y);
      y = context(3, nn::relu{}, context(2, nn::batch_norm2d{width}, y));
      return interpolate(y, extent2(x.shape()[2], x.shape()[3]), interpolation::bilinear);
    }
  };

  struct branches {
    static constexpr std::string_view name = "aspp_branches";
    index in_channels;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto dilated = [&](int number, index kernel, index dilation) {
        const nn::conv_norm_activation<> layer{
            .in_channels = in_channels, .out_channels = width, .kernel = kernel, .dilation = dilation};
        return context(number, layer, x);
      };
      const auto a = dilated(0, 1, 1);
      const auto b = dilated(1, 3, 12);
      const auto c = dilated(2, 3, 24);
      const auto d = dilated(3, 3, 36);
      return concat(1, a, b, c, d, context(4, pooling{in_channels}, x));
    }
  };

  struct pyramid {
    static constexpr std::string_view name = "aspp";
    index in_channels;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv_norm_activation<> project{.in_channels = 5 * width, .out_channels = width, .kernel = 1};
      return context("project", project, context("convs", branches{in_channels}, x));
    }
  };
};

/// A residual network without its classifier whose last two stages are dilated: an eighth of the image's size.
struct dilated_resnet {
  static constexpr std::string_view name = "dilated_resnet";
  static constexpr index last_channels = 2048;
  static constexpr index earlier_channels = 1024;
  index blocks[4];

  template <class X>
  constexpr feature_maps<X> operator()(auto& context, const X& image) const {
    const resnet net{.blocks = {blocks[0], blocks[1], blocks[2], blocks[3]}, .bottleneck = true, .dilated = true};
    X x = net.stem(context, image);
    for (int i = 0; i < 2; ++i) x = net.stage(context, i, x);
    X earlier = net.stage(context, 2, x);
    return {net.stage(context, 3, earlier), earlier};
  }
};

/// MobileNetV3 without its classifier whose last three blocks are dilated: a sixteenth of the image's size, and an
/// eighth.
struct dilated_mobilenet_v3 {
  static constexpr std::string_view name = "dilated_mobilenet_v3";
  static constexpr index last_channels = 960;
  static constexpr index earlier_channels = 40;

  template <class X>
  constexpr feature_maps<X> operator()(auto& context, const X& image) const {
    const mobilenet_v3 net{.large = true, .dilated = true};
    X x = net.feature(context, 0, image);
    for (int i = 1; i <= 4; ++i) x = net.feature(context, i, x);
    const X earlier = x;
    for (int i = 5; i <= net.last_feature(); ++i) x = net.feature(context, i, x);
    return {x, earlier};
  }
};

/// `[n, 3, h, w]` to `[n, num_classes, h, w]`: a backbone, a head, and bilinear interpolation to the image's size. A
/// second head classifies an earlier map for the sake of training. It is run as well, and its result dropped: the
/// published figures include it.
template <class Backbone>
struct segmentation_network {
  static constexpr std::string_view name = "segmentation_network";
  Backbone backbone;
  bool deeplab;
  index num_classes = 21;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    const extent2 size(image.shape()[2], image.shape()[3]);
    const feature_maps<X> maps = context("backbone", backbone, image);
    const auto classified = [&] {
      if (deeplab) return context("classifier", deeplab_head{Backbone::last_channels, num_classes}, maps.last);
      return context("classifier", fcn_head{Backbone::last_channels, num_classes}, maps.last);
    };
    X result = interpolate(classified(), size, interpolation::bilinear);
    const auto aside = context("aux_classifier", fcn_head{Backbone::earlier_channels, num_classes}, maps.earlier);
    static_cast<void>(interpolate(aside, size, interpolation::bilinear));
    return result;
  }
};

/// LR-ASPP (Howard et al. 2019, "Searching for MobileNetV3"): `[n, 3, h, w]` to `[n, num_classes, h, w]`. The last map
/// is projected to 128 channels, scaled by what its mean says of each, and enlarged to the earlier map's size; both are
/// classified, and the sum interpolated to the image's size.
struct lraspp {
  static constexpr std::string_view name = "lraspp";
  dilated_mobilenet_v3 backbone{};
  index num_classes = 21;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    const feature_maps<X> maps = context("backbone", backbone, image);
    const X classes = context("classifier", head<X>{num_classes, maps.earlier}, maps.last);
    return interpolate(classes, extent2(image.shape()[2], image.shape()[3]), interpolation::bilinear);
  }

 private:
  static constexpr index width = 128;
  static constexpr index high_channels = dilated_mobilenet_v3::last_channels;

  struct scale {
    static constexpr std::string_view name = "scale";
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv2d squeeze{.in_channels = high_channels, .out_channels = width, .kernel = 1, .bias = false};
      return context(2, nn::sigmoid{}, context(1, squeeze, context(0, nn::adaptive_avg_pool2d{1}, x)));
    }
  };

  template <class X>
  struct head {
    static constexpr std::string_view name = "lraspp_head";
    index num_classes;
    const X& low;

    constexpr X operator()(auto& context, const X& high) const {
      const nn::conv_norm_activation<> project{.in_channels = high_channels, .out_channels = width, .kernel = 1};
      const nn::conv2d classify_low{
          .in_channels = dilated_mobilenet_v3::earlier_channels, .out_channels = num_classes, .kernel = 1};
      const nn::conv2d classify_high{.in_channels = width, .out_channels = num_classes, .kernel = 1};
      X x = context("cbr", project, high);
      x = x * context("scale", scale{}, high);
      x = interpolate(x, extent2(low.shape()[2], low.shape()[3]), interpolation::bilinear);
      const X fine = context("low_classifier", classify_low, low);
      return fine + context("high_classifier", classify_high, x);
    }
  };
};

[[nodiscard]] constexpr segmentation_network<dilated_resnet> fcn_resnet50(index num_classes = 21) {
  return {{{3, 4, 6, 3}}, false, num_classes};
}
[[nodiscard]] constexpr segmentation_network<dilated_resnet> fcn_resnet101(index num_classes = 21) {
  return {{{3, 4, 23, 3}}, false, num_classes};
}
[[nodiscard]] constexpr segmentation_network<dilated_resnet> deeplabv3_resnet50(index num_classes = 21) {
  return {{{3, 4, 6, 3}}, true, num_classes};
}
[[nodiscard]] constexpr segmentation_network<dilated_resnet> deeplabv3_resnet101(index num_classes = 21) {
  return {{{3, 4, 23, 3}}, true, num_classes};
}
[[nodiscard]] constexpr segmentation_network<dilated_mobilenet_v3>
deeplabv3_mobilenet_v3_large(index num_classes = 21) {
  return {{}, true, num_classes};
}
[[nodiscard]] constexpr lraspp lraspp_mobilenet_v3_large(index num_classes = 21) { return {{}, num_classes}; }

}  // namespace tally::models
