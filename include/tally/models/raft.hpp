// SPDX-License-Identifier: MIT
// RAFT, optical flow (Teed and Deng 2020), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/core/vector.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/fold.hpp"
#include "tally/tensor/primitives/interpolation.hpp"
#include "tally/tensor/primitives/reduction.hpp"

#include <string_view>

namespace tally::models {

/// What follows the convolutions of an encoder of images.
enum class raft_norm { none, batch, instance };

/// A convolution with bias that keeps the size at stride 1, a normalisation and a ReLU: "0", "1", …, as far as they are
/// there.
struct raft_convolution {
  static constexpr std::string_view name = "conv_norm_activation";
  index in_channels;
  index out_channels;
  index kernel;
  index stride = 1;
  raft_norm norm = raft_norm::none;
  bool rectified = true;

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    const nn::conv2d convolution{.in_channels = in_channels,
                                 .out_channels = out_channels,
                                 .kernel = kernel,
                                 .stride = stride,
                                 .padding = size_sum(kernel, -1) / 2};
    X y = context(0, convolution, x);
    if (norm == raft_norm::batch) y = context(1, nn::batch_norm2d{out_channels}, y);
    if (norm == raft_norm::instance) y = context(1, nn::instance_norm2d{out_channels}, y);
    if (rectified) y = context(norm == raft_norm::none ? 1 : 2, nn::relu{}, y);
    return y;
  }
};

/// `[n, 3, h, w]` to `[n, channels[4], h/8, w/8]` by a 7x7 convolution, three stages of two residual blocks, and a 1x1
/// convolution. Blocks are two 3x3 convolutions, or bottlenecks.
struct raft_encoder {
  static constexpr std::string_view name = "feature_encoder";
  index channels[5];
  bool bottlenecks;
  raft_norm norm;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    X x = context(convnormrelu, raft_convolution{3, channels[0], 7, 2, norm}, image);
    for (int i = 0; i < 3; ++i)
      x = context(layer[i], stage{channels[i], channels[i + 1], i == 0 ? 1 : 2, bottlenecks, norm}, x);
    return context(conv, nn::conv2d{.in_channels = channels[3], .out_channels = channels[4], .kernel = 1}, x);
  }

 private:
  static constexpr label convnormrelu = "convnormrelu";
  static constexpr label conv = "conv";
  static constexpr label layer[] = {"layer1", "layer2", "layer3"};

  struct block {
    static constexpr std::string_view name = "residual_block";
    index in_channels;
    index channels;
    index stride;
    bool bottleneck;
    raft_norm norm;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index narrow = bottleneck ? channels / 4 : channels;
      X y =
          context(part[0], raft_convolution{in_channels, narrow, bottleneck ? 1 : 3, bottleneck ? 1 : stride, norm}, x);
      y = context(part[1], raft_convolution{narrow, narrow, 3, bottleneck ? stride : 1, norm}, y);
      if (bottleneck) y = context(part[2], raft_convolution{narrow, channels, 1, 1, norm}, y);
      if (stride == 1) return context(relu, nn::relu{}, x + y);
      const X aside = context(downsample, raft_convolution{in_channels, channels, 1, stride, norm, false}, x);
      return context(relu, nn::relu{}, aside + y);
    }

    static constexpr label part[] = {"convnormrelu1", "convnormrelu2", "convnormrelu3"};
    static constexpr label downsample = "downsample";
    static constexpr label relu = "relu";
  };

  struct stage {
    static constexpr std::string_view name = "stage";
    index in_channels;
    index channels;
    index stride;
    bool bottlenecks;
    raft_norm norm;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const X y = context(0, block{in_channels, channels, stride, bottlenecks, norm}, x);
      return context(1, block{channels, channels, 1, bottlenecks, norm}, y);
    }
  };
};

/// Two images `[n, 3, h, w]`, whose sides are multiples of 8, to the flow `[n, 2, h, w]` from one to the other. Both
/// are encoded at an eighth of their size, all pairs of pixels are correlated, and a recurrent unit corrects the flow
/// `updates` times by what the correlations hold around its end. Every correction is brought to full size, as in
/// torchvision, which returns all of them; the result here is the last.
struct raft {
  static constexpr std::string_view name = "raft";
  raft_encoder features;
  raft_encoder context_features;
  int corr_levels;
  int corr_radius;
  index corr_layers[2];  ///< channels of the motion encoder's convolutions; a second of 0 is left out
  index flow_layers[2];
  index motion_channels;
  index hidden_size;
  bool separable;  ///< two recurrent units, along rows and columns, instead of one of 3x3
  index flow_head_size;
  index mask_size;  ///< channels that predict how to upsample; 0 interpolates
  int updates = 12;

  template <class X>
  constexpr X operator()(auto& context, const X& first, const X& second) const {
    const shape& s = first.shape();
    if (s.rank() != 4 || second.shape() != s || s[2] % 8 != 0 || s[3] % 8 != 0)
      tally::detail::fail_on_shapes("tally: RAFT takes two images [n, 3, h, w] of one size, a multiple of 8", s,
                                    second.shape());
    tally::detail::require_positive("tally: RAFT's number of updates is not positive", updates);
    const index n = s[0];
    const X maps = context(feature_encoder, features, concat(0, first, second));
    const tally::detail::vector<X> pyramid =
        context(corr_block, correlate{corr_levels}, slice(maps, 0, 0, n), slice(maps, 0, n, 2 * n));
    const X both = context(context_encoder, context_features, first);
    X hidden = tanh(slice(both, 1, 0, hidden_size));
    const X about = relu(slice(both, 1, hidden_size, both.shape()[1]));
    // Every pixel's own position, (x, y).
    const index height = s[2] / 8;
    const index width = s[3] / 8;
    const X origin = constant_like(first, {n, 2, height, width}, [&](index i) {
      return i / width / height % 2 == 0 ? i % width : i / width % height;
    });
    X position = origin;
    X flow = origin;
    tally::detail::in_equal_rounds(first, updates, [&](index) {
      const X around = context(corr_block, look_up<X>{pyramid, corr_radius}, position);
      const auto [state, correction] = context(update_block, update{*this}, hidden, about, around, position - origin);
      hidden = state;
      position = position + correction;
      flow = upsampled(context, position - origin, hidden);
    });
    return flow;
  }

 private:
  static constexpr label feature_encoder = "feature_encoder";
  static constexpr label context_encoder = "context_encoder";
  static constexpr label corr_block = "corr_block";
  static constexpr label update_block = "update_block";
  static constexpr label mask_predictor = "mask_predictor";

  struct correlate {
    static constexpr std::string_view name = "correlation_pyramid";
    int levels;
    template <class X>
    constexpr tally::detail::vector<X> operator()(auto&, const X& first, const X& second) const {
      return nn::correlation_pyramid(nn::correlation_volume(first, second), levels);
    }
  };
  template <class X>
  struct look_up {
    static constexpr std::string_view name = "correlation_lookup";
    const tally::detail::vector<X>& pyramid;
    int radius;
    constexpr X operator()(auto&, const X& position) const { return nn::correlation_lookup(pyramid, position, radius); }
  };

  // What a flow and the correlations at its end tell of motion, and the flow itself.
  struct motion_encoder {
    static constexpr std::string_view name = "motion_encoder";
    const raft& of;
    template <class X>
    constexpr X operator()(auto& context, const X& flow, const X& around) const {
      X corr = context(scopes[0], raft_convolution{around.shape()[1], of.corr_layers[0], 1}, around);
      if (of.corr_layers[1] != 0)
        corr = context(scopes[1], raft_convolution{of.corr_layers[0], of.corr_layers[1], 3}, corr);
      X moved = context(scopes[2], raft_convolution{2, of.flow_layers[0], 7}, flow);
      moved = context(scopes[3], raft_convolution{of.flow_layers[0], of.flow_layers[1], 3}, moved);
      const index channels = size_sum(corr.shape()[1], of.flow_layers[1]);
      const X joined = concat(1, corr, moved);
      const index beside_flow = size_sum(of.motion_channels, -2);
      return concat(1, context(scopes[4], raft_convolution{channels, beside_flow, 3}, joined), flow);
    }
    static constexpr label scopes[] = {"convcorr1", "convcorr2", "convflow1", "convflow2", "conv"};
  };

  // A gated recurrent unit of convolutions.
  struct conv_gru {
    static constexpr std::string_view name = "conv_gru";
    index input_size;
    index hidden_size;
    extent2 kernel;
    template <class X>
    constexpr X operator()(auto& context, const X& h, const X& x) const {
      const nn::conv2d gate{.in_channels = size_sum(hidden_size, input_size),
                            .out_channels = hidden_size,
                            .kernel = kernel,
                            .padding = {kernel[0] / 2, kernel[1] / 2}};
      const X hx = concat(1, h, x);
      const X z = sigmoid(context(scopes[0], gate, hx));
      const X r = sigmoid(context(scopes[1], gate, hx));
      const X q = tanh(context(scopes[2], gate, concat(1, r * h, x)));
      const X kept = (1 - z) * h;
      return kept + z * q;
    }
    static constexpr label scopes[] = {"convz", "convr", "convq"};
  };

  struct recurrent {
    static constexpr std::string_view name = "recurrent_block";
    index input_size;
    index hidden_size;
    bool separable;
    template <class X>
    constexpr X operator()(auto& context, const X& h, const X& x) const {
      if (!separable) return context(scopes[0], conv_gru{input_size, hidden_size, 3}, h, x);
      const X along_rows = context(scopes[0], conv_gru{input_size, hidden_size, {1, 5}}, h, x);
      return context(scopes[1], conv_gru{input_size, hidden_size, {5, 1}}, along_rows, x);
    }
    static constexpr label scopes[] = {"convgru1", "convgru2"};
  };

  struct flow_head {
    static constexpr std::string_view name = "flow_head";
    index hidden_size;
    index channels;
    template <class X>
    constexpr X operator()(auto& context, const X& h) const {
      const nn::conv2d first{.in_channels = hidden_size, .out_channels = channels, .kernel = 3, .padding = 1};
      const nn::conv2d second{.in_channels = channels, .out_channels = 2, .kernel = 3, .padding = 1};
      return context(scopes[2], second, context(scopes[1], nn::relu{}, context(scopes[0], first, h)));
    }
    static constexpr label scopes[] = {"conv1", "relu", "conv2"};
  };

  template <class X>
  struct updated {
    X hidden;
    X correction;
  };
  struct update {
    static constexpr std::string_view name = "update_block";
    const raft& of;
    template <class X>
    constexpr updated<X> operator()(auto& context, const X& hidden, const X& about, const X& around,
                                    const X& flow) const {
      const X motion = context(scopes[0], motion_encoder{of}, flow, around);
      const index inputs = size_sum(about.shape()[1], of.motion_channels);
      const X h = context(scopes[1], recurrent{inputs, of.hidden_size, of.separable}, hidden, concat(1, about, motion));
      return {h, context(scopes[2], flow_head{of.hidden_size, of.flow_head_size}, h)};
    }
    static constexpr label scopes[] = {"motion_encoder", "recurrent_block", "flow_head"};
  };

  struct predict_mask {
    static constexpr std::string_view name = "mask_predictor";
    index hidden_size;
    index channels;
    template <class X>
    constexpr X operator()(auto& context, const X& h) const {
      const X y = context(scopes[0], raft_convolution{hidden_size, channels, 3}, h);
      return context(scopes[1], nn::conv2d{.in_channels = channels, .out_channels = 8 * 8 * 9, .kernel = 1}, y) * 0.25;
    }
    static constexpr label scopes[] = {"convrelu", "conv"};
  };

  // Eight times as high and wide: each pixel a mean of nine around its own, by weights that are predicted, or bilinear.
  template <class X>
  constexpr X upsampled(auto& context, const X& flow, const X& hidden) const {
    const shape& s = flow.shape();
    if (mask_size == 0)
      return interpolate(flow, extent2(size_product(8, s[2]), size_product(8, s[3])), interpolation::bilinear, true) *
             8;
    const X mask = context(mask_predictor, predict_mask{hidden_size, mask_size}, hidden);
    const X weights = softmax(reshape(mask, shape{s[0], 1, 9, 8, 8, s[2], s[3]}), 2);
    const X around = reshape(unfold(flow * 8, {.kernel = 3, .padding = 1}), shape{s[0], 2, 9, 1, 1, s[2], s[3]});
    return reshape(permute(sum(weights * around, 2), {0, 1, 4, 2, 5, 3}),
                   shape{s[0], 2, size_product(8, s[2]), size_product(8, s[3])});
  }
};

[[nodiscard]] constexpr raft raft_large() {
  return {.features = {{64, 64, 96, 128, 256}, false, raft_norm::instance},
          .context_features = {{64, 64, 96, 128, 256}, false, raft_norm::batch},
          .corr_levels = 4,
          .corr_radius = 4,
          .corr_layers = {256, 192},
          .flow_layers = {128, 64},
          .motion_channels = 128,
          .hidden_size = 128,
          .separable = true,
          .flow_head_size = 256,
          .mask_size = 256};
}
[[nodiscard]] constexpr raft raft_small() {
  return {.features = {{32, 32, 64, 96, 128}, true, raft_norm::instance},
          .context_features = {{32, 32, 64, 96, 160}, true, raft_norm::none},
          .corr_levels = 4,
          .corr_radius = 3,
          .corr_layers = {96, 0},
          .flow_layers = {64, 32},
          .motion_channels = 82,
          .hidden_size = 96,
          .separable = false,
          .flow_head_size = 128,
          .mask_size = 0};
}

}  // namespace tally::models
