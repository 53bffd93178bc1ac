// SPDX-License-Identifier: MIT
// Layers that are chosen while the program runs: one type for all kinds, whose options are numbers.
#pragma once

#include "fuzz/kinds.hpp"
#include "tally/tally.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

namespace nn = tally::nn;
using tally::shape;

struct layer {
  static constexpr std::string_view name = "any";
  kind what = kind::identity;
  options o{};

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    const auto read = [&](const auto& inner) -> X { return context("l", inner, x); };
    switch (what) {
    case kind::linear:
      return read(nn::linear{o[0], o[1], o[2] != 0});
    case kind::conv1d:
      return read(nn::conv1d{.in_channels = o[0],
                             .out_channels = o[1],
                             .kernel = o[2],
                             .stride = o[3],
                             .padding = o[4],
                             .dilation = o[5],
                             .groups = o[6],
                             .bias = o[7] != 0,
                             .padding_exact = o[8] != 0,
                             .padding_mode = static_cast<tally::padding_mode>(o[9])});
    case kind::conv2d:
      return read(nn::conv2d{.in_channels = o[0],
                             .out_channels = o[1],
                             .kernel = {o[2], o[10]},
                             .stride = {o[3], o[11]},
                             .padding = o[4],
                             .dilation = o[5],
                             .groups = o[6],
                             .bias = o[7] != 0,
                             .padding_exact = o[8] != 0,
                             .padding_mode = static_cast<tally::padding_mode>(o[9])});
    case kind::conv3d:
      return read(nn::conv3d{.in_channels = o[0],
                             .out_channels = o[1],
                             .kernel = {o[2], o[10], o[2]},
                             .stride = o[3],
                             .padding = o[4],
                             .dilation = o[5],
                             .groups = o[6],
                             .bias = o[7] != 0,
                             .padding_exact = o[8] != 0,
                             .padding_mode = static_cast<tally::padding_mode>(o[9])});
    case kind::conv_transpose1d:
      return read(nn::conv_transpose1d{.in_channels = o[0],
                                       .out_channels = o[1],
                                       .kernel = o[2],
                                       .stride = o[3],
                                       .padding = o[4],
                                       .output_padding = o[8],
                                       .dilation = o[5],
                                       .groups = o[6],
                                       .bias = o[7] != 0});
    case kind::conv_transpose2d:
      return read(nn::conv_transpose2d{.in_channels = o[0],
                                       .out_channels = o[1],
                                       .kernel = {o[2], o[10]},
                                       .stride = {o[3], o[11]},
                                       .padding = o[4],
                                       .output_padding = o[8],
                                       .dilation = o[5],
                                       .groups = o[6],
                                       .bias = o[7] != 0});
    case kind::conv_transpose3d:
      return read(nn::conv_transpose3d{.in_channels = o[0],
                                       .out_channels = o[1],
                                       .kernel = o[2],
                                       .stride = o[3],
                                       .padding = o[4],
                                       .output_padding = o[8],
                                       .dilation = o[5],
                                       .groups = o[6],
                                       .bias = o[7] != 0});
    case kind::depthwise_separable_conv2d:
      return read(nn::depthwise_separable_conv2d{.in_channels = o[0],
                                                 .out_channels = o[1],
                                                 .kernel = o[2],
                                                 .stride = o[3],
                                                 .padding = o[4],
                                                 .dilation = o[5],
                                                 .depth_multiplier = o[6],
                                                 .bias = o[7] != 0});
    case kind::squeeze_excitation:
      return read(nn::squeeze_excitation{o[0], o[1]});
    case kind::conv_norm_activation:
      return read(nn::conv_norm_activation<nn::hard_swish>{
          .in_channels = o[0], .out_channels = o[1], .kernel = o[2], .stride = o[3], .dilation = o[5], .groups = o[6]});
    case kind::inverted_residual:
      return read(nn::inverted_residual<>{.in_channels = o[0],
                                          .out_channels = o[1],
                                          .expansion = o[6],
                                          .hidden_channels = o[8],
                                          .kernel = o[2],
                                          .stride = o[3],
                                          .dilation = o[5],
                                          .squeeze_channels = o[7]});
    case kind::max_pool1d:
      return read(nn::max_pool1d{.kernel = o[2],
                                 .stride = o[3],
                                 .padding = o[4],
                                 .dilation = o[5],
                                 .ceil_mode = o[7] != 0,
                                 .padding_after = o[6] - 1});
    case kind::max_pool2d:
      return read(nn::max_pool2d{.kernel = {o[2], o[10]},
                                 .stride = {o[3], o[11]},
                                 .padding = o[4],
                                 .dilation = o[5],
                                 .ceil_mode = o[7] != 0,
                                 .padding_after = o[6] - 1});
    case kind::max_pool3d:
      return read(nn::max_pool3d{.kernel = o[2],
                                 .stride = o[3],
                                 .padding = o[4],
                                 .dilation = o[5],
                                 .ceil_mode = o[7] != 0,
                                 .padding_after = o[6] - 1});
    case kind::avg_pool1d:
      return read(nn::avg_pool1d{.kernel = o[2],
                                 .stride = o[3],
                                 .padding = o[4],
                                 .ceil_mode = o[7] != 0,
                                 .count_include_pad = o[8] != 0,
                                 .padding_after = o[6] - 1});
    case kind::avg_pool2d:
      return read(nn::avg_pool2d{.kernel = {o[2], o[10]},
                                 .stride = {o[3], o[11]},
                                 .padding = o[4],
                                 .ceil_mode = o[7] != 0,
                                 .count_include_pad = o[8] != 0,
                                 .padding_after = o[6] - 1});
    case kind::avg_pool3d:
      return read(nn::avg_pool3d{.kernel = o[2],
                                 .stride = o[3],
                                 .padding = o[4],
                                 .ceil_mode = o[7] != 0,
                                 .count_include_pad = o[8] != 0,
                                 .padding_after = o[6] - 1});
    case kind::lp_pool1d:
      return read(nn::lp_pool1d{
          .norm_type = static_cast<double>(o[8]) / 2, .kernel = o[2], .stride = o[3], .ceil_mode = o[7] != 0});
    case kind::lp_pool2d:
      return read(nn::lp_pool2d{.norm_type = static_cast<double>(o[8]) / 2,
                                .kernel = {o[2], o[10]},
                                .stride = {o[3], o[11]},
                                .ceil_mode = o[7] != 0});
    case kind::lp_pool3d:
      return read(nn::lp_pool3d{
          .norm_type = static_cast<double>(o[8]) / 2, .kernel = o[2], .stride = o[3], .ceil_mode = o[7] != 0});
    case kind::adaptive_avg_pool1d:
      return read(nn::adaptive_avg_pool1d{o[0]});
    case kind::adaptive_avg_pool2d:
      return read(nn::adaptive_avg_pool2d{{o[0], o[1]}});
    case kind::adaptive_avg_pool3d:
      return read(nn::adaptive_avg_pool3d{{o[0], o[1], o[2]}});
    case kind::adaptive_max_pool1d:
      return read(nn::adaptive_max_pool1d{o[0]});
    case kind::adaptive_max_pool2d:
      return read(nn::adaptive_max_pool2d{{o[0], o[1]}});
    case kind::adaptive_max_pool3d:
      return read(nn::adaptive_max_pool3d{{o[0], o[1], o[2]}});
    case kind::batch_norm1d:
      return read(
          nn::batch_norm1d{.num_features = o[0], .affine = o[1] != 0, .training = o[2] != 0, .frozen = o[3] != 0});
    case kind::batch_norm2d:
      return read(
          nn::batch_norm2d{.num_features = o[0], .affine = o[1] != 0, .training = o[2] != 0, .frozen = o[3] != 0});
    case kind::batch_norm3d:
      return read(
          nn::batch_norm3d{.num_features = o[0], .affine = o[1] != 0, .training = o[2] != 0, .frozen = o[3] != 0});
    case kind::instance_norm1d:
      return read(nn::instance_norm1d{.num_features = o[0], .affine = o[1] != 0});
    case kind::instance_norm2d:
      return read(nn::instance_norm2d{.num_features = o[0], .affine = o[1] != 0});
    case kind::instance_norm3d:
      return read(nn::instance_norm3d{.num_features = o[0], .affine = o[1] != 0});
    case kind::group_norm:
      return read(nn::group_norm{.num_groups = o[0], .num_channels = o[1], .affine = o[2] != 0});
    case kind::layer_norm:
      return read(nn::layer_norm{.features = o[0], .elementwise_affine = o[2] != 0, .bias = o[3] != 0});
    case kind::layer_norm_of_two_axes:
      return read(nn::layer_norm{.features = {o[0], o[1]}, .elementwise_affine = o[2] != 0, .bias = o[3] != 0});
    case kind::rms_norm:
      return read(nn::rms_norm{.features = o[0], .unit_offset = o[1] != 0, .elementwise_affine = o[2] != 0});
    case kind::local_response_norm:
      return read(nn::local_response_norm{.size = o[0]});
    case kind::relu:
      return read(nn::relu{});
    case kind::relu6:
      return read(nn::relu6{});
    case kind::leaky_relu:
      return read(nn::leaky_relu{0.1});
    case kind::prelu:
      return read(nn::prelu{o[0]});
    case kind::elu:
      return read(nn::elu{});
    case kind::celu:
      return read(nn::celu{0.5});
    case kind::selu:
      return read(nn::selu{});
    case kind::gelu:
      return read(nn::gelu{static_cast<nn::gelu_approximation>(o[0])});
    case kind::quick_gelu:
      return read(nn::quick_gelu{});
    case kind::silu:
      return read(nn::silu{});
    case kind::mish:
      return read(nn::mish{});
    case kind::softplus:
      return read(nn::softplus{static_cast<double>(o[0]) / 2});
    case kind::softsign:
      return read(nn::softsign{});
    case kind::sigmoid:
      return read(nn::sigmoid{});
    case kind::log_sigmoid:
      return read(nn::log_sigmoid{});
    case kind::tanh:
      return read(nn::tanh{});
    case kind::hard_sigmoid:
      return read(nn::hard_sigmoid{});
    case kind::hard_swish:
      return read(nn::hard_swish{});
    case kind::hard_tanh:
      return read(nn::hard_tanh{});
    case kind::softmax:
      return read(nn::softmax{static_cast<int>(o[0])});
    case kind::log_softmax:
      return read(nn::log_softmax{static_cast<int>(o[0])});
    case kind::glu:
      return read(nn::glu{static_cast<int>(o[0])});
    case kind::swiglu:
      return read(nn::swiglu{o[0], o[1], o[2] != 0});
    case kind::geglu:
      return read(nn::geglu{o[0], o[1], o[2] != 0});
    case kind::multi_head_attention:
      return read(nn::multi_head_attention{o[0], o[1], o[2] != 0});
    case kind::grouped_query_attention:
      return read(nn::grouped_query_attention{.embed_dim = o[0],
                                              .num_heads = o[1],
                                              .kv_heads = o[2],
                                              .head_dim = o[3],
                                              .qkv_bias = o[4] != 0,
                                              .out_bias = o[5] != 0,
                                              .qk_norm = o[6] != 0,
                                              .rotary = {.on = o[7] != 0, .interleaved = o[8] != 0}});
    case kind::rnn:
      return read(nn::rnn{.input_size = o[0],
                          .hidden_size = o[1],
                          .num_layers = o[2],
                          .nonlinearity = static_cast<nn::recurrent_activation>(o[3]),
                          .bias = o[4] != 0,
                          .batch_first = o[5] != 0,
                          .bidirectional = o[6] != 0});
    case kind::lstm:
      return read(nn::lstm{.input_size = o[0],
                           .hidden_size = o[1],
                           .num_layers = o[2],
                           .bias = o[4] != 0,
                           .batch_first = o[5] != 0,
                           .bidirectional = o[6] != 0,
                           .proj_size = o[3]});
    case kind::gru:
      return read(nn::gru{.input_size = o[0],
                          .hidden_size = o[1],
                          .num_layers = o[2],
                          .bias = o[4] != 0,
                          .batch_first = o[5] != 0,
                          .bidirectional = o[6] != 0});
    case kind::latent_attention:
      return read(nn::latent_attention{.embed_dim = o[0],
                                       .num_heads = o[1],
                                       .q_lora_rank = o[2],
                                       .kv_lora_rank = o[3],
                                       .qk_nope_head_dim = o[4],
                                       .qk_rope_head_dim = o[5],
                                       .v_head_dim = o[6],
                                       .absorbed = o[7] != 0});
    case kind::mamba_block:
      return read(nn::mamba_block{.d_model = o[0],
                                  .d_state = o[1],
                                  .d_conv = o[2],
                                  .expand = o[3],
                                  .dt_rank = o[4],
                                  .conv_bias = o[5] != 0,
                                  .bias = o[6] != 0});
    case kind::mixture_of_experts:
      return read(nn::mixture_of_experts<nn::swiglu>{.gate = {.dim = o[0],
                                                              .experts = o[1],
                                                              .top_k = o[2],
                                                              .scoring = static_cast<nn::router_scoring>(o[3]),
                                                              .normalised = o[4] != 0,
                                                              .scale = o[5] ? 2.0 : 1.0,
                                                              .correction = o[6] != 0,
                                                              .groups = o[7],
                                                              .top_groups = o[8]},
                                                     .expert = {o[0], o[9]}});
    case kind::upsample1d:
      return read(
          nn::upsample1d{.size = o[0], .mode = static_cast<tally::interpolation>(o[1]), .align_corners = o[2] != 0});
    case kind::upsample2d:
      return read(nn::upsample{
          .size = {o[0], o[3]}, .mode = static_cast<tally::interpolation>(o[1]), .align_corners = o[2] != 0});
    case kind::upsample3d:
      return read(nn::upsample3d{
          .size = {o[0], o[3], o[4]}, .mode = static_cast<tally::interpolation>(o[1]), .align_corners = o[2] != 0});
    case kind::upsample_by_factor:
      return read(
          nn::upsample{.scale_factor = static_cast<double>(o[0]) / 4, .mode = static_cast<tally::interpolation>(o[1])});
    case kind::pixel_shuffle:
      return read(nn::pixel_shuffle{o[0]});
    case kind::pixel_unshuffle:
      return read(nn::pixel_unshuffle{o[0]});
    case kind::channel_shuffle:
      return read(nn::channel_shuffle{o[0]});
    case kind::flatten:
      return read(nn::flatten{static_cast<int>(o[0]), static_cast<int>(o[1])});
    case kind::dropout:
      return read(nn::dropout{.p = 0.3, .training = o[0] != 0, .seed = 3});
    case kind::identity:
      return read(nn::identity{});
    case kind::unfold:
      return read(nn::unfold{.kernel = o[2], .dilation = o[5], .padding = o[4], .stride = o[3]});
    case kind::fold:
      return read(
          nn::fold{.output_size = {o[0], o[1]}, .kernel = o[2], .dilation = o[5], .padding = o[4], .stride = o[3]});
    case kind::zero_pad1d:
      return read(nn::zero_pad1d{.padding = o[0], .after = o[1]});
    case kind::reflection_pad2d:
      return read(nn::reflection_pad2d{.padding = {o[0], o[1]}});
    case kind::replication_pad3d:
      return read(nn::replication_pad3d{.padding = o[0], .before = o[1]});
    case kind::circular_pad2d:
      return read(nn::circular_pad2d{.padding = o[0], .before = {o[1], o[2]}});
    case kind::residual:
      return read(nn::residual{nn::linear{o[0], o[0], o[1] != 0}});
    case kind::residual_with_shortcut:
      return read(nn::residual{nn::sequential{nn::rms_norm{o[0]}, nn::swiglu{o[0], o[1]}}, nn::linear{o[0], o[0]}});
    case kind::repeat:
      return read(nn::repeat{o[0], nn::linear{o[1], o[1]}});
    case kind::repeat_residual:
      return read(nn::repeat{o[0], nn::residual{nn::sequential{nn::layer_norm{o[1]}, nn::tanh{}}}});

    case kind::rows:
      return reshape(x, x.shape().rank() > 1 ? shape{x.shape().volume() / x.shape()[-1], x.shape()[-1]}
                                             : shape{1, x.shape().volume()});
    case kind::reshape: {
      shape to;
      for (std::size_t i = 1; i < o.size() && static_cast<index>(i) <= o[0]; ++i) to.push_back(o[i]);
      return reshape(x, to);
    }
    case kind::permute:
      return x.shape().rank() == 2   ? X(permute(x, {1, 0}))
             : x.shape().rank() == 3 ? X(permute(x, {0, 2, 1}))
                                     : X(permute(x, {0, 3, 1, 2}));
    case kind::sum:
      return tally::sum(x, static_cast<int>(o[0]), o[1] != 0);
    case kind::mean:
      return tally::mean(x, static_cast<int>(o[0]), o[1] != 0);
    case kind::variance:
      return tally::variance(x, static_cast<int>(o[0]), o[1] != 0, o[2]);
    case kind::max:
      return tally::max(x, static_cast<int>(o[0]), o[1] != 0);
    case kind::cumsum:
      return tally::cumsum(x, static_cast<int>(o[0]));
    case kind::concat:
      return concat(static_cast<int>(o[0]), x, x);
    case kind::slice:
      return slice(x, static_cast<int>(o[0]), o[1], o[2], o[3]);
    case kind::roll:
      return roll(x, o[1], static_cast<int>(o[0]));
    case kind::flip:
      return flip(x, {static_cast<int>(o[0])});
    case kind::scale_and_shift:
      return x * context.parameter("w", {o[0]}, tally::initial{.bound = 1}) - 0.5;
    case kind::reciprocal:
      return 1.5 / (x * x + 2);
    case kind::pad:
      return pad(x, static_cast<int>(o[0]), o[1], o[2]);
    case kind::top_k:
      return tally::take_along(x, tally::top_k(x, o[0]));
    case kind::product:
      return tally::product(x, static_cast<int>(o[0]), o[1] != 0);
    case kind::matmul:
      return matmul(x, context.parameter("m", {o[0], o[1]}, tally::initial{.bound = 1}));
    case kind::rotary:
      return tally::rotary(x, {.rotated = o[0], .offset = o[1], .interleaved = o[2] != 0});
    case kind::root_and_exponential:
      return tally::sqrt(x * x + 1) + tally::exp(-x);
    case kind::gather: {
      const auto& table = context.parameter("t", {o[0], o[1]}, tally::initial{.bound = 1});
      const auto at = tally::argmax(x, -1);
      return o[0] >= x.shape()[-1] ? X(gather(table, at)) : x;
    }
    case kind::stack:
      return tally::stack(static_cast<int>(o[0]), std::vector<X>{x, x, x});
    case kind::reglu:
      return read(nn::reglu{o[0], o[1], o[2] != 0});
    case kind::transpose:
      return transpose(x, static_cast<int>(o[0]), static_cast<int>(o[1]));
    case kind::power_and_bounds:
      return clamp(pow(x * x + 0.5, 1.5), 0.25, x.shape().rank() > 0 ? 2 : 3);
    case kind::choice_and_rounding:
      return where(greater(x, 0.25), round(x * 3), floor(x));
    case kind::compound: {
      X y = x;
      y += x;
      y *= 0.5;
      y -= x;
      return y /= x * x + 1;
    }
    case kind::scatter: {  // some rows twice
      const index rows = x.shape(0);
      const auto at = positions_like(x, {o[0], 1}, [&](index i) { return i * 2 % rows; });
      return scatter_nd_add(scatter_nd(x, at, gather_nd(x, at)), at, gather_nd(x, at));
    }
    case kind::ellipsis:
      return einsum("...i,...i->...", x, x);
    }
    return x;
  }
};

[[nodiscard]] inline std::string to_string(const layer& l) {
  std::string text = "{" + std::to_string(static_cast<int>(l.what)) + ", {";
  for (const index option : l.o) text += std::to_string(option) + ", ";
  return text + "}}";
}

/// Layers one after the other, in scopes "0", "1", ….
struct network {
  static constexpr std::string_view name = "network";
  std::vector<layer> layers;

  template <class X>
  X operator()(auto& context, const X& x) const {
    X y = x;
    for (std::size_t i = 0; i < layers.size(); ++i) y = context(i, layers[i], y);
    return y;
  }
};

}  // namespace fuzz
