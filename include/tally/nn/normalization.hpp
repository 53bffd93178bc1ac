// SPDX-License-Identifier: MIT
// Normalising layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/group_norm.hpp"
#include "tally/tensor/primitives/layer_norm.hpp"
#include "tally/tensor/primitives/local_response_norm.hpp"
#include "tally/tensor/primitives/normalization.hpp"
#include "tally/tensor/primitives/rms_norm.hpp"

#include <initializer_list>
#include <string_view>

namespace tally::nn {

/// Batch normalisation of `[n, num_features, …]` with N = 1, 2 or 3 further axes; for N = 1 there may be none. By
/// stored statistics, as inference does it; in `training` by those of the batch, and the running mean and variance are
/// left as they are (see running_statistic). Weight and bias, if `affine`, are parameters, or `frozen` ones buffers, as
/// torchvision's FrozenBatchNorm2d has them; the running statistics are buffers.
template <int N>
struct batch_normalization {
  static constexpr std::string_view name = N == 1 ? "batch_norm1d" : N == 2 ? "batch_norm2d" : "batch_norm3d";
  index num_features;
  double epsilon = 1e-5;
  bool affine = true;
  bool training = false;
  bool frozen = false;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a batch normalisation's number of channels is not positive", num_features);
    if (x.shape().rank() != N + 2 && !(N == 1 && x.shape().rank() == 2)) refuse(x.shape());
    const shape channels{num_features};
    const auto normalised = [&](const auto&... scale_and_shift) {
      const auto& mean = context.buffer(names::running_mean, channels, initial{.bound = 0.25});
      const auto& variance = context.buffer(names::running_var, channels, initial{.centre = 1, .bound = 0.25});
      if (training) return batch_norm_training(x, scale_and_shift..., epsilon);
      return batch_norm(x, scale_and_shift..., mean, variance, epsilon);
    };
    if (!affine) {
      require_channels(x.shape());
      return normalised();
    }
    const initial near_one{.centre = 1, .bound = 0.25};
    const initial near_zero{.bound = 0.25};
    if (frozen) {
      const auto& weight = context.buffer(names::weight, channels, near_one);
      return normalised(weight, context.buffer(names::bias, channels, near_zero));
    }
    const auto& weight = context.parameter(names::weight, channels, near_one);
    return normalised(weight, context.parameter(names::bias, channels, near_zero));
  }

 private:
  constexpr void refuse(const shape& x) const {
    if constexpr (N == 1)
      tally::detail::fail_on_shapes("tally: a 1-D batch normalisation takes an input [n, c] or [n, c, l]", x,
                                    shape{1, num_features, 1});
    else if constexpr (N == 2)
      tally::detail::fail_on_shapes("tally: a 2-D batch normalisation takes an input [n, c, h, w]", x,
                                    shape{1, num_features, 1, 1});
    else
      tally::detail::fail_on_shapes("tally: a 3-D batch normalisation takes an input [n, c, d, h, w]", x,
                                    shape{1, num_features, 1, 1, 1});
  }
  constexpr void require_channels(const shape& x) const {
    if (x[1] != num_features)
      tally::detail::fail_on_shapes("tally: a batch normalisation's input has other channels than it expects", x,
                                    shape{num_features});
  }
};
using batch_norm1d = batch_normalization<1>;
using batch_norm2d = batch_normalization<2>;
using batch_norm3d = batch_normalization<3>;

/// The sizes of the last axes, which are normalised together: a number, or several, `{8, 16}`.
class normalized_shape {
 public:
  constexpr explicit(false) normalized_shape(index features) : sizes_{features}, count_(1) {}
  constexpr explicit(false) normalized_shape(std::initializer_list<index> sizes) {
    for (const index size : sizes) {
      if (count_ == shape::max_rank)
        tally::detail::fail_on_sizes("tally: a shape has more axes than are supported",
                                     static_cast<index>(sizes.size()), shape::max_rank);
      sizes_[count_++] = size;
    }
  }
  /// As a shape. Sizes that are not positive throw `tally::shape_error`.
  [[nodiscard]] constexpr shape extents() const {
    shape result;
    for (int i = 0; i < count_; ++i) {
      tally::detail::require_positive("tally: a layer normalisation's number of features is not positive", sizes_[i]);
      result.push_back(sizes_[i]);
    }
    return result;
  }

 private:
  index sizes_[shape::max_rank]{};
  int count_ = 0;
};

/// Layer normalisation over the last axis, of `features` elements, or over several last axes:
/// `layer_norm{.features = {8, 16}}`. With weight and bias, or with a weight alone, or with neither
/// (`elementwise_affine` off).
struct layer_norm {
  static constexpr std::string_view name = "layer_norm";
  normalized_shape features;
  double epsilon = 1e-5;
  bool elementwise_affine = true;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    const shape extents = features.extents();
    if (!elementwise_affine) return tally::layer_norm(x, extents, epsilon);
    const auto& weight = context.parameter(names::weight, extents, initial{.centre = 1, .bound = 0.25});
    if (!bias) return tally::layer_norm(x, weight, epsilon);
    const auto& offset = context.parameter(names::bias, extents, initial{.bound = 0.25});
    return tally::layer_norm(x, weight, offset, epsilon);
  }
};

/// Normalisation of `num_groups` groups of the channels of `[n, num_channels, …]`, each sample on its own.
struct group_norm {
  static constexpr std::string_view name = "group_norm";
  index num_groups;
  index num_channels;
  double epsilon = 1e-5;
  bool affine = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a group normalisation's number of channels is not positive", num_channels);
    if (x.shape().rank() < 2 || x.shape()[1] != num_channels)
      tally::detail::fail_on_shapes("tally: a group normalisation's input has other channels than it expects",
                                    x.shape(), shape{num_channels});
    if (!affine) return tally::group_norm(x, num_groups, epsilon);
    const auto& weight = context.parameter(names::weight, {num_channels}, initial{.centre = 1, .bound = 0.25});
    const auto& bias = context.parameter(names::bias, {num_channels}, initial{.bound = 0.25});
    return tally::group_norm(x, num_groups, weight, bias, epsilon);
  }
};

/// Normalisation of each channel of `[n, num_features, …]` with N = 1, 2 or 3 further axes, each sample on its own.
template <int N>
struct instance_normalization {
  static constexpr std::string_view name = N == 1 ? "instance_norm1d" : N == 2 ? "instance_norm2d" : "instance_norm3d";
  index num_features;
  double epsilon = 1e-5;
  bool affine = false;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: an instance normalisation's number of channels is not positive",
                                    num_features);
    if (x.shape().rank() != N + 2 || x.shape()[1] != num_features) {
      shape expected{1, num_features};
      for (int i = 0; i < N; ++i) expected.push_back(1);
      tally::detail::fail_on_shapes(
          "tally: an instance normalisation's input has other axes or channels than it expects", x.shape(), expected);
    }
    if (!affine) return tally::instance_norm(x, epsilon);
    const auto& weight = context.parameter(names::weight, {num_features}, initial{.centre = 1, .bound = 0.25});
    const auto& bias = context.parameter(names::bias, {num_features}, initial{.bound = 0.25});
    return tally::instance_norm(x, weight, bias, epsilon);
  }
};
using instance_norm1d = instance_normalization<1>;
using instance_norm2d = instance_normalization<2>;
using instance_norm3d = instance_normalization<3>;

/// Divides each element by a power of the mean square of `size` neighbouring channels, plus k.
struct local_response_norm {
  static constexpr std::string_view name = "local_response_norm";
  index size;
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;

  constexpr auto operator()(auto&, const auto& x) const {
    return tally::local_response_norm(x, {size, alpha, beta, k});
  }
};

/// Root mean square normalisation over the last axis, of `features` elements, times a weight. With `unit_offset` it is
/// 1 + weight, as in Gemma: one addition per feature. Without `elementwise_affine` there is no weight.
struct rms_norm {
  static constexpr std::string_view name = "rms_norm";
  index features;
  double epsilon = 1e-6;
  bool unit_offset = false;
  bool elementwise_affine = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: an RMS normalisation's number of features is not positive", features);
    if (x.shape().rank() == 0 || x.shape()[-1] != features)
      tally::detail::fail_on_shapes("tally: an RMS normalisation's input does not end in the features it expects",
                                    x.shape(), shape{features});
    if (!elementwise_affine) return tally::rms_norm(x, epsilon);
    const auto& weight =
        context.parameter(names::weight, {features}, initial{.centre = unit_offset ? 0.0 : 1.0, .bound = 0.25});
    if (unit_offset) return tally::rms_norm(x, weight + 1, epsilon);
    return tally::rms_norm(x, weight, epsilon);
  }
};

}  // namespace tally::nn
