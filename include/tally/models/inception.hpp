// SPDX-License-Identifier: MIT
// Inception v3 (Szegedy et al. 2015), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/basic_conv2d.hpp"
#include "tally/nn/idle.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]`, of 75 pixels or more a side, to `[n, num_classes]`; the published figures are of 299. Its auxiliary
/// head has parameters and is not run.
struct inception {
  static constexpr std::string_view name = "inception_v3";
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    constexpr nn::max_pool2d pool{.kernel = 3, .stride = 2};
    auto x = context("Conv2d_1a_3x3", basic_conv2d{3, 32, 3, 2}, image);
    x = context("Conv2d_2a_3x3", basic_conv2d{32, 32, 3}, x);
    x = context("Conv2d_2b_3x3", basic_conv2d{32, 64, 3, 1, 1}, x);
    x = context("Conv2d_3b_1x1", basic_conv2d{64, 80}, context("maxpool1", pool, x));
    x = context("Conv2d_4a_3x3", basic_conv2d{80, 192, 3}, x);
    x = context("Mixed_5b", mixed_a{192, 32}, context("maxpool2", pool, x));
    x = context("Mixed_5c", mixed_a{256, 64}, x);
    x = context("Mixed_5d", mixed_a{288, 64}, x);
    x = context("Mixed_6a", mixed_b{288}, x);
    x = context("Mixed_6b", mixed_c{768, 128}, x);
    x = context("Mixed_6c", mixed_c{768, 160}, x);
    x = context("Mixed_6d", mixed_c{768, 160}, x);
    x = context("Mixed_6e", mixed_c{768, 192}, x);
    static_cast<void>(context("AuxLogits", nn::idle{auxiliary_head{768, num_classes}, shape{1, 768, 17, 17}}));
    x = context("Mixed_7a", mixed_d{768}, x);
    x = context("Mixed_7b", mixed_e{1280}, x);
    x = context("Mixed_7c", mixed_e{2048}, x);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("fc", nn::linear{2048, num_classes}, flatten(x));
  }

 private:
  static constexpr auto neighbourhood_mean(const auto& x) { return avg_pool2d(x, {3, 1, 1}); }
  static constexpr auto half_by_maximum(const auto& x) { return max_pool2d(x, {3, 2}); }

  struct mixed_a {
    static constexpr std::string_view name = "inception_a";
    index in;
    index pool_features;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto points = context("branch1x1", basic_conv2d{in, 64}, x);
      auto single = context("branch5x5_1", basic_conv2d{in, 48}, x);
      single = context("branch5x5_2", basic_conv2d{48, 64, 5, 1, 2}, single);
      auto twice = context("branch3x3dbl_1", basic_conv2d{in, 64}, x);
      twice = context("branch3x3dbl_2", basic_conv2d{64, 96, 3, 1, 1}, twice);
      twice = context("branch3x3dbl_3", basic_conv2d{96, 96, 3, 1, 1}, twice);
      const auto pooled = context("branch_pool", basic_conv2d{in, pool_features}, neighbourhood_mean(x));
      return concat(1, points, single, twice, pooled);
    }
  };

  struct mixed_b {
    static constexpr std::string_view name = "inception_b";
    index in;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto single = context("branch3x3", basic_conv2d{in, 384, 3, 2}, x);
      auto twice = context("branch3x3dbl_1", basic_conv2d{in, 64}, x);
      twice = context("branch3x3dbl_2", basic_conv2d{64, 96, 3, 1, 1}, twice);
      twice = context("branch3x3dbl_3", basic_conv2d{96, 96, 3, 2}, twice);
      return concat(1, single, twice, half_by_maximum(x));
    }
  };

  // 7x7 as a row and a column.
  static constexpr basic_conv2d row(index in, index out) { return {in, out, {1, 7}, 1, {0, 3}}; }
  static constexpr basic_conv2d column(index in, index out) { return {in, out, {7, 1}, 1, {3, 0}}; }

  struct mixed_c {
    static constexpr std::string_view name = "inception_c";
    index in;
    index inner;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto points = context("branch1x1", basic_conv2d{in, 192}, x);
      auto single = context("branch7x7_1", basic_conv2d{in, inner}, x);
      single = context("branch7x7_2", row(inner, inner), single);
      single = context("branch7x7_3", column(inner, 192), single);
      auto twice = context("branch7x7dbl_1", basic_conv2d{in, inner}, x);
      twice = context("branch7x7dbl_2", column(inner, inner), twice);
      twice = context("branch7x7dbl_3", row(inner, inner), twice);
      twice = context("branch7x7dbl_4", column(inner, inner), twice);
      twice = context("branch7x7dbl_5", row(inner, 192), twice);
      const auto pooled = context("branch_pool", basic_conv2d{in, 192}, neighbourhood_mean(x));
      return concat(1, points, single, twice, pooled);
    }
  };

  struct mixed_d {
    static constexpr std::string_view name = "inception_d";
    index in;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto small = context("branch3x3_1", basic_conv2d{in, 192}, x);
      small = context("branch3x3_2", basic_conv2d{192, 320, 3, 2}, small);
      auto large = context("branch7x7x3_1", basic_conv2d{in, 192}, x);
      large = context("branch7x7x3_2", row(192, 192), large);
      large = context("branch7x7x3_3", column(192, 192), large);
      large = context("branch7x7x3_4", basic_conv2d{192, 192, 3, 2}, large);
      return concat(1, small, large, half_by_maximum(x));
    }
  };

  struct mixed_e {
    static constexpr std::string_view name = "inception_e";
    index in;
    constexpr auto operator()(auto& context, const auto& x) const {
      constexpr basic_conv2d row_of_3{384, 384, {1, 3}, 1, {0, 1}};
      constexpr basic_conv2d column_of_3{384, 384, {3, 1}, 1, {1, 0}};
      const auto points = context("branch1x1", basic_conv2d{in, 320}, x);
      const auto single = context("branch3x3_1", basic_conv2d{in, 384}, x);
      const auto single_row = context("branch3x3_2a", row_of_3, single);
      const auto single_column = context("branch3x3_2b", column_of_3, single);
      auto twice = context("branch3x3dbl_1", basic_conv2d{in, 448}, x);
      twice = context("branch3x3dbl_2", basic_conv2d{448, 384, 3, 1, 1}, twice);
      const auto twice_row = context("branch3x3dbl_3a", row_of_3, twice);
      const auto twice_column = context("branch3x3dbl_3b", column_of_3, twice);
      const auto pooled = context("branch_pool", basic_conv2d{in, 192}, neighbourhood_mean(x));
      return concat(1, points, concat(1, single_row, single_column), concat(1, twice_row, twice_column), pooled);
    }
  };

  struct auxiliary_head {
    static constexpr std::string_view name = "inception_aux";
    index in;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context("conv0", basic_conv2d{in, 128}, avg_pool2d(x, {5, 3}));
      y = context("conv1", basic_conv2d{128, 768, 5}, y);
      return context("fc", nn::linear{768, num_classes}, flatten(adaptive_avg_pool2d(y)));
    }
  };
};

[[nodiscard]] constexpr inception inception_v3(index num_classes = 1000) { return {num_classes}; }

}  // namespace tally::models
