// SPDX-License-Identifier: MIT
// Single-shot detectors: SSD (Liu et al. 2016) and SSDLite (Sandler et al. 2018), as torchvision has them. Default
// boxes and the choice among them depend on data and are left out.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/mobilenet_v3.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/norm.hpp"

#include <string_view>

namespace tally::models {

namespace detail {

// Six maps, from fine to coarse.
template <class X>
struct ssd_maps {
  X map[6];
};

// For each position of each map and each of its default boxes the classes' logits and the box:
// [n, boxes, num_classes + 4]. `lite`, predictions are depthwise 3x3 and 1x1 convolutions instead of 3x3 ones.
template <class X>
struct ssd_head {
  static constexpr std::string_view name = "ssd_head";
  const index (&channels)[6];
  const index (&anchors)[6];
  bool lite;
  index num_classes;
  const ssd_maps<X>& maps;

  constexpr X operator()(auto& context, const X& finest) const {
    const X classes = context("classification_head", predictions{*this, num_classes}, finest);
    return concat(2, classes, context("regression_head", predictions{*this, 4}, finest));
  }

 private:
  struct prediction_block {
    static constexpr std::string_view name = "prediction_block";
    index in_channels;
    index out_channels;
    bool lite;
    constexpr X operator()(auto& context, const X& x) const {
      if (!lite) {
        const nn::conv2d convolve{.in_channels = in_channels, .out_channels = out_channels, .kernel = 3, .padding = 1};
        return convolve(context, x);
      }
      const nn::conv_norm_activation<nn::relu6> depthwise{.in_channels = in_channels,
                                                          .out_channels = in_channels,
                                                          .groups = in_channels,
                                                          .epsilon = mobilenet_v3::epsilon};
      const nn::conv2d pointwise{.in_channels = in_channels, .out_channels = out_channels, .kernel = 1};
      return context(1, pointwise, context(0, depthwise, x));
    }
  };

  struct of_maps {
    static constexpr std::string_view name = "module_list";
    const ssd_head& of;
    index values;
    constexpr X operator()(auto& context, const X&) const {
      // [n, anchors · values, h, w] as [n, h · w · anchors, values].
      const auto predict = [&](int i) {
        const X& x = of.maps.map[i];
        const X y = context(i, prediction_block{of.channels[i], size_product(of.anchors[i], values), of.lite}, x);
        const index n = y.shape()[0], h = y.shape()[2], w = y.shape()[3];
        return reshape(permute(reshape(y, {n, of.anchors[i], values, h, w}), {0, 3, 4, 1, 2}),
                       {n, h * w * of.anchors[i], values});
      };
      const ssd_maps<X> parts{{predict(0), predict(1), predict(2), predict(3), predict(4), predict(5)}};
      return concat(1, parts.map[0], parts.map[1], parts.map[2], parts.map[3], parts.map[4], parts.map[5]);
    }
  };

  struct predictions {
    static constexpr std::string_view name = "predictions";
    const ssd_head& of;
    index values;
    constexpr X operator()(auto& context, const X& finest) const {
      return context("module_list", of_maps{of, values}, finest);
    }
  };
};

}  // namespace detail

/// `[n, 3, h, w]`, published at 300x300, to `[n, boxes, num_classes + 4]`: VGG-16 up to its fourth pool, whose last map
/// is scaled to unit length per pixel and by a learned number per channel; the rest of it, dilated; and four pairs of
/// convolutions for coarser maps.
struct ssd300 {
  static constexpr std::string_view name = "ssd300";
  index num_classes = 91;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    tally::detail::require_positive("tally: a detector's number of classes is not positive", num_classes);
    const auto maps = context("backbone", backbone{}, image);
    return context("head", detail::ssd_head<X>{channels, anchors, false, num_classes, maps}, maps.map[0]);
  }

 private:
  static constexpr index channels[6] = {512, 1024, 512, 256, 256, 256};
  static constexpr index anchors[6] = {4, 6, 6, 6, 4, 4};

  // A convolution and a ReLU.
  template <class X>
  static constexpr X step(auto& context, int at, const nn::conv2d& convolve, const X& x) {
    return context(at + 1, nn::relu{}, context(at, convolve, x));
  }
  static constexpr nn::conv2d conv3x3(index in_channels, index out_channels) {
    return {.in_channels = in_channels, .out_channels = out_channels, .kernel = 3, .padding = 1};
  }

  struct features {
    static constexpr std::string_view name = "features";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      int at = 0;
      index in_channels = 3;
      for (int stage = 0; stage < 4; ++stage) {
        const index width = index{64} << stage;
        for (int i = 0; i < (stage < 2 ? 2 : 3); ++i, at += 2) {
          x = step(context, at, conv3x3(in_channels, width), x);
          in_channels = width;
        }
        // The third pool rounds up, so that maps have the paper's 38 rows.
        if (stage < 3) x = context(at++, nn::max_pool2d{.kernel = 2, .stride = 2, .ceil_mode = stage == 2}, x);
      }
      return x;
    }
  };

  // The linear layers of VGG as convolutions; of the first, 7x7, every third tap is left.
  struct fully_connected {
    static constexpr std::string_view name = "fully_connected";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      x = context(0, nn::max_pool2d{.kernel = 3, .stride = 1, .padding = 1}, x);
      nn::conv2d convolve{.in_channels = 512, .out_channels = 1024, .kernel = 3, .padding = 6, .dilation = 6};
      x = step(context, 1, convolve, x);
      return step(context, 3, nn::conv2d{.in_channels = 1024, .out_channels = 1024, .kernel = 1}, x);
    }
  };

  struct fifth_stage {
    static constexpr std::string_view name = "fifth_stage";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      x = context(0, nn::max_pool2d{.kernel = 2, .stride = 2}, x);
      for (int at = 1; at < 7; at += 2) x = step(context, at, conv3x3(512, 512), x);
      return context(7, fully_connected{}, x);
    }
  };

  struct coarser {
    static constexpr std::string_view name = "coarser";
    index in_channels;
    index out_channels;
    bool strides;  // or is not padded
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      const index inner = out_channels / 2;
      x = step(context, 0, nn::conv2d{.in_channels = in_channels, .out_channels = inner, .kernel = 1}, x);
      const nn::conv2d convolve{.in_channels = inner,
                                .out_channels = out_channels,
                                .kernel = 3,
                                .stride = strides ? 2 : 1,
                                .padding = strides ? 1 : 0};
      return step(context, 2, convolve, x);
    }
  };

  struct extra {
    static constexpr std::string_view name = "extra";
    template <class X>
    constexpr detail::ssd_maps<X> operator()(auto& context, const X& finest) const {
      const X a = context(0, fifth_stage{}, finest);
      const X b = context(1, coarser{1024, 512, true}, a);
      const X c = context(2, coarser{512, 256, true}, b);
      const X d = context(3, coarser{256, 256, false}, c);
      return {{finest, a, b, c, d, context(4, coarser{256, 256, false}, d)}};
    }
  };

  struct backbone {
    static constexpr std::string_view name = "ssd_backbone";
    template <class X>
    constexpr detail::ssd_maps<X> operator()(auto& context, const X& image) const {
      const X x = context("features", features{}, image);
      const auto& scale = context.parameter("scale_weight", {512}, initial{.centre = 20});
      const X rescaled = reshape(scale, shape{512, 1, 1}) * normalized(x);
      const detail::ssd_maps<X> maps = context("extra", extra{}, x);
      return {{rescaled, maps.map[1], maps.map[2], maps.map[3], maps.map[4], maps.map[5]}};
    }
  };
};

/// `[n, 3, h, w]`, published at 320x320, to `[n, boxes, num_classes + 4]`: MobileNetV3 with a reduced tail, of which
/// the fourteenth feature's expansion is the first map and the last feature the second, and four blocks of 1x1,
/// depthwise 3x3 and 1x1 convolutions for coarser maps.
struct ssdlite {
  static constexpr std::string_view name = "ssdlite";
  index num_classes = 91;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    tally::detail::require_positive("tally: a detector's number of classes is not positive", num_classes);
    const auto maps = context("backbone", backbone{}, image);
    return context("head", detail::ssd_head<X>{channels, anchors, true, num_classes, maps}, maps.map[0]);
  }

 private:
  static constexpr index channels[6] = {672, 480, 512, 256, 256, 128};
  static constexpr index anchors[6] = {6, 6, 6, 6, 6, 6};
  static constexpr mobilenet_v3 net{.large = true, .reduced_tail = true};
  static constexpr int cut = 13;  // the block that is cut in two
  static constexpr double epsilon = mobilenet_v3::epsilon;

  template <class Activation>
  static constexpr nn::conv_norm_activation<Activation>
  convolution(index in_channels, index out_channels, index kernel = 1, index stride = 1, index groups = 1) {
    return {.in_channels = in_channels,
            .out_channels = out_channels,
            .kernel = kernel,
            .stride = stride,
            .groups = groups,
            .epsilon = epsilon};
  }

  struct first_half {
    static constexpr std::string_view name = "first_half";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (int i = 0; i < cut; ++i) x = net.feature(context, i, x);
      return context(cut, convolution<nn::hard_swish>(net.channels_of(cut - 1), net.block_at(cut).hidden), x);
    }
  };

  struct rest_of_block {
    static constexpr std::string_view name = "rest_of_block";
    constexpr auto operator()(auto& context, const auto& x) const {
      const mobilenet_v3::block b = net.block_at(cut);
      auto y = context(1, convolution<nn::hard_swish>(b.hidden, b.hidden, b.kernel, b.stride, b.hidden), x);
      const nn::squeeze_excitation<nn::relu, nn::hard_sigmoid> squeeze{b.hidden, mobilenet_v3::squeezed(b)};
      return context(3, convolution<nn::identity>(b.hidden, b.out), context(2, squeeze, y));
    }
  };

  struct second_half {
    static constexpr std::string_view name = "second_half";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      x = context(0, rest_of_block{}, x);
      for (int i = cut + 1; i <= net.last_feature(); ++i) x = net.feature(context, i, x, cut);
      return x;
    }
  };

  template <class X>
  struct pair {
    X first;
    X second;
  };
  struct features {
    static constexpr std::string_view name = "features";
    template <class X>
    constexpr pair<X> operator()(auto& context, const X& image) const {
      const X first = context(0, first_half{}, image);
      return {first, context(1, second_half{}, first)};
    }
  };

  struct coarser {
    static constexpr std::string_view name = "coarser";
    index in_channels;
    index out_channels;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index inner = out_channels / 2;
      auto y = context(0, convolution<nn::relu6>(in_channels, inner), x);
      y = context(1, convolution<nn::relu6>(inner, inner, 3, 2, inner), y);
      return context(2, convolution<nn::relu6>(inner, out_channels), y);
    }
  };

  struct extra {
    static constexpr std::string_view name = "extra";
    template <class X>
    constexpr detail::ssd_maps<X> operator()(auto& context, const X& first, const X& second) const {
      const X a = context(0, coarser{channels[1], channels[2]}, second);
      const X b = context(1, coarser{channels[2], channels[3]}, a);
      const X c = context(2, coarser{channels[3], channels[4]}, b);
      return {{first, second, a, b, c, context(3, coarser{channels[4], channels[5]}, c)}};
    }
  };

  struct backbone {
    static constexpr std::string_view name = "ssdlite_backbone";
    template <class X>
    constexpr detail::ssd_maps<X> operator()(auto& context, const X& image) const {
      const pair<X> maps = context("features", features{}, image);
      return context("extra", extra{}, maps.first, maps.second);
    }
  };
};

[[nodiscard]] constexpr ssd300 ssd300_vgg16(index num_classes = 91) { return {num_classes}; }
[[nodiscard]] constexpr ssdlite ssdlite320_mobilenet_v3_large(index num_classes = 91) { return {num_classes}; }

}  // namespace tally::models
