// SPDX-License-Identifier: MIT
// Random options of layers, as somebody might choose them for a given input.
#pragma once

#include "fuzz/fuzz.hpp"
#include "fuzz/layers.hpp"

#include <vector>

namespace fuzz {

[[nodiscard]] inline index divisor(dice& dice, index n) {
  std::vector<index> all{1, n};
  for (index i = 2; i < n && i < 64; ++i)
    if (n % i == 0) all.push_back(i);
  return all[dice.between<std::size_t>(0, all.size() - 1)];
}

/// Options that mostly fit an input, whatever its sizes.
[[nodiscard]] inline options usual_options(dice& dice, kind what, const shape& x) {
  const int rank = x.rank();
  const index channels = rank > 1 ? x[1] : rank == 1 ? x[0] : 1;
  const index features = rank > 0 ? x[-1] : 1;
  const auto any = [&](index lowest, index highest) { return dice.between<index>(lowest, highest); };
  const auto coin = [&] { return any(0, 1); };
  const auto axis = [&] { return rank == 0 ? 0 : any(-rank, rank - 1); };
  options o{};
  switch (what) {
  case kind::linear:
    return {features, any(1, 5), coin()};
  case kind::conv1d:
  case kind::conv2d:
  case kind::conv3d: {
    const index g = divisor(dice, channels);
    return {channels,  g * any(1, 3),
            any(1, 4), any(1, 3),
            any(0, 3), any(1, 3),
            g,         coin(),
            coin(),    any(0, 3) ? 0 : any(0, 3),
            any(1, 4), any(1, 3)};
  }
  case kind::conv_transpose1d:
  case kind::conv_transpose2d:
  case kind::conv_transpose3d: {
    const index g = divisor(dice, channels);
    return {channels, g * any(1, 3), any(1, 4), any(1, 3), any(0, 2), any(1, 2),
            g,        coin(),        any(0, 2), 0,         any(1, 4), any(1, 3)};
  }
  case kind::depthwise_separable_conv2d:
    return {channels, any(1, 4), any(1, 3), any(1, 2), any(0, 2), any(1, 2), any(1, 3), coin()};
  case kind::squeeze_excitation:
    return {channels, any(1, 3)};
  case kind::conv_norm_activation: {
    const index g = divisor(dice, channels);
    return {channels, g * any(1, 3), any(1, 5), any(1, 2), 0, any(1, 2), g};
  }
  case kind::inverted_residual:
    return {channels,
            coin() ? channels : any(1, 4),
            any(1, 5),
            any(1, 2),
            0,
            any(1, 2),
            any(1, 3),
            coin() ? 0 : any(1, 3),
            coin() ? 0 : any(1, 5)};
  case kind::max_pool1d:
  case kind::max_pool2d:
  case kind::max_pool3d:
  case kind::avg_pool1d:
  case kind::avg_pool2d:
  case kind::avg_pool3d:
  case kind::lp_pool1d:
  case kind::lp_pool2d:
  case kind::lp_pool3d:
    o[2] = any(1, 5);
    o[10] = any(1, 5);
    o[3] = any(0, 4);
    o[11] = o[3] == 0 ? 0 : any(1, 4);
    o[4] = any(0, 2);
    o[5] = any(1, 3);
    o[6] = coin() ? 0 : any(1, 3);
    o[7] = coin();
    o[8] = what >= kind::lp_pool1d ? any(1, 7) : coin();
    break;
  case kind::adaptive_avg_pool1d:
  case kind::adaptive_avg_pool2d:
  case kind::adaptive_avg_pool3d:
  case kind::adaptive_max_pool1d:
  case kind::adaptive_max_pool2d:
  case kind::adaptive_max_pool3d:
    return {any(1, 7), any(1, 7), any(1, 7)};
  case kind::batch_norm1d:
  case kind::batch_norm2d:
  case kind::batch_norm3d:
  case kind::instance_norm1d:
  case kind::instance_norm2d:
  case kind::instance_norm3d:
    return {channels, coin(), coin(), coin()};
  case kind::group_norm:
    return {divisor(dice, channels), channels, coin()};
  case kind::layer_norm:
  case kind::rms_norm:
    return {features, coin(), coin(), coin()};
  case kind::layer_norm_of_two_axes:
    return {rank > 1 ? x[-2] : 1, features, coin(), coin()};
  case kind::local_response_norm:
    return {any(1, 6)};
  case kind::prelu:
    return {coin() ? 1 : channels};
  case kind::gelu:
    return {any(0, 1)};
  case kind::softplus:
    return {any(1, 4)};
  case kind::softmax:
  case kind::log_softmax:
  case kind::glu:
    return {axis()};
  case kind::swiglu:
  case kind::geglu:
  case kind::reglu:
    return {features, any(1, 5), coin()};
  case kind::multi_head_attention:
    return {features, divisor(dice, features), coin()};
  case kind::grouped_query_attention: {
    o[0] = features;
    o[1] = coin() ? divisor(dice, features) : any(1, 4);
    o[2] = divisor(dice, o[1]);
    o[3] = coin() ? 0 : any(1, 4);
    o[4] = coin();
    o[5] = coin();
    o[6] = coin();
    o[7] = coin();
    o[8] = coin();
    break;
  }
  case kind::rnn:
  case kind::lstm:
  case kind::gru:
    o[0] = features;
    o[1] = any(1, 4);
    o[2] = any(1, 3);
    o[3] = what == kind::rnn ? any(0, 1) : any(0, o[1] - 1);
    o[4] = coin();
    o[5] = coin();
    o[6] = coin();
    break;
  case kind::latent_attention:
    return {features, any(1, 3), any(0, 3), any(1, 4), any(1, 4), 2 * any(1, 2), any(1, 4), coin()};
  case kind::mamba_block:
    return {features, any(1, 4), any(1, 4), any(1, 3), any(0, 3), coin(), coin()};
  case kind::mixture_of_experts:
    o[0] = features;
    o[7] = coin() ? 1 : any(1, 3);
    o[1] = o[7] * any(2, 3);
    o[8] = any(1, o[7]);
    o[2] = any(1, o[8] * (o[1] / o[7]));
    o[3] = any(0, 1);
    o[4] = coin();
    o[5] = coin();
    o[6] = coin();
    o[9] = any(1, 3);
    break;
  case kind::upsample1d:
    return {any(1, 8), coin() ? any(0, 2) : any(0, 5), coin()};
  case kind::upsample2d:
    return {any(1, 8), any(0, 5), coin(), any(1, 8)};
  case kind::upsample3d:
    return {any(1, 6), coin() ? 5 : any(0, 5), coin(), any(1, 6), any(1, 6)};
  case kind::upsample_by_factor:
    return {any(1, 9), any(0, 4)};
  case kind::pixel_shuffle:
  case kind::pixel_unshuffle:
    return {any(1, 3)};
  case kind::channel_shuffle:
    return {divisor(dice, channels)};
  case kind::flatten:
  case kind::transpose:
    return {axis(), axis()};
  case kind::scatter:
    return {any(1, 4)};
  case kind::dropout:
    return {coin()};
  case kind::unfold:
    return {0, 0, any(1, 3), any(1, 3), any(0, 2), any(1, 2)};
  case kind::fold:
    return {any(1, 5), any(1, 5), any(1, 2), any(1, 2), any(0, 1), any(1, 2)};
  case kind::zero_pad1d:
  case kind::reflection_pad2d:
  case kind::replication_pad3d:
  case kind::circular_pad2d:
    return {any(0, 2), any(0, 2), any(0, 2)};
  case kind::residual:
    return {features, coin()};
  case kind::residual_with_shortcut:
    return {features, any(1, 4)};
  case kind::repeat:
  case kind::repeat_residual:
    return {any(0, 4), features};
  case kind::reshape: {
    const auto axes = dice.between<std::size_t>(1, 5);
    o[0] = static_cast<index>(axes);
    index left = x.volume();
    for (std::size_t i = 1; i < axes; ++i) {
      o[i] = divisor(dice, left);
      left /= o[i];
    }
    o[axes] = left;
    break;
  }
  case kind::sum:
  case kind::mean:
  case kind::max:
  case kind::product:
    return {axis(), coin()};
  case kind::variance:
    return {axis(), coin(), any(0, 1)};
  case kind::cumsum:
  case kind::concat:
  case kind::flip:
  case kind::stack:
    return {axis()};
  case kind::slice:
    o[0] = axis();
    if (rank) {
      index n = x[static_cast<int>(o[0])];
      o[1] = any(0, n - 1);
      o[2] = any(o[1] + 1, n);
    }
    o[3] = any(1, 3);
    break;
  case kind::roll:
    return {axis(), any(-9, 9)};
  case kind::scale_and_shift:
    return {coin() ? 1 : features};
  case kind::pad:
    return {axis(), any(0, 2), any(0, 2)};
  case kind::top_k:
    return {any(1, features)};
  case kind::matmul:
    return {features, any(1, 4)};
  case kind::rotary:
    return {2 * any(0, features / 2), any(0, 3), coin()};
  case kind::gather:
    return {features + any(0, 2), any(1, 3)};
  default:
    break;
  }
  return o;
}

}  // namespace fuzz
