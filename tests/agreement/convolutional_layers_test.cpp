// SPDX-License-Identifier: MIT
// Convolutional and pooling layers: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

index reach(index kernel, index dilation) { return dilation * (kernel - 1) + 1; }

TEST_CASE("convolutional layers agree") {
  agreement::sizes random(102);
  for (int i = 0; i < agreement::random_cases;) {
    const index groups = random.one_of({1, 1, 2, 3});
    const nn::conv2d layer{.in_channels = groups * random.extent(3),
                           .out_channels = groups * random.extent(3),
                           .kernel = {random.extent(3), random.extent(4)},
                           .stride = {random.between(1, 3), random.between(1, 3)},
                           .padding = {random.between(0, 2), random.between(0, 2)},
                           .dilation = {random.between(1, 2), random.between(1, 2)},
                           .groups = groups,
                           .bias = random.coin()};
    const shape x{random.extent(2), layer.in_channels, random.extent(7), random.extent(7)};
    if (reach(layer.kernel[0], layer.dilation[0]) > x[2] + 2 * layer.padding[0]) continue;
    if (reach(layer.kernel[1], layer.dilation[1]) > x[3] + 2 * layer.padding[1]) continue;
    CHECK(layer_disagreement(layer, x) == "");
    ++i;
  }
}

TEST_CASE("convolutional layers agree in every padding mode, over one, two and three axes") {
  using tally::padding_mode;
  agreement::sizes random(105);
  const auto layer = [&]<int N>(tally::extents<N> kernel) {
    const padding_mode modes[] = {padding_mode::zeros, padding_mode::reflect, padding_mode::replicate,
                                  padding_mode::circular};
    return nn::convolution<N>{.in_channels = random.extent(3),
                              .out_channels = random.extent(3),
                              .kernel = kernel,
                              .stride = random.between(1, 2),
                              .padding = random.between(0, 2),
                              .bias = random.coin(),
                              .padding_exact = random.coin(),
                              .padding_mode = modes[random.between(0, 3)]};
  };
  for (int i = 0; i < agreement::random_cases / 5; ++i) {
    const auto one = layer(tally::extent1(random.between(1, 3)));
    CHECK(layer_disagreement(one, shape{random.extent(2), one.in_channels, random.between(3, 7)}) == "");
    const auto two = layer(tally::extent2(random.between(1, 3), 2));
    CHECK(layer_disagreement(two, shape{1, two.in_channels, random.between(3, 5), random.between(3, 5)}) == "");
    const auto three = layer(tally::extent3(1, 2, random.between(1, 3)));
    CHECK(layer_disagreement(three, shape{1, three.in_channels, 3, random.between(3, 4), 3}) == "");
  }
}

TEST_CASE("blocks of convolutional networks agree") {
  agreement::sizes random(103);
  for (int i = 0; i < agreement::random_cases / 5; ++i) {
    const index in = random.extent(4);
    const index out = random.coin() ? in : random.extent(4);
    const tally::extent2 kernel{random.between(1, 3), random.one_of({1, 3})};
    const tally::extent2 stride{random.between(1, 2), random.between(1, 2)};
    const shape x{random.extent(2), in, random.between(3, 7), random.between(3, 7)};
    CHECK(layer_disagreement(nn::depthwise_separable_conv2d{.in_channels = in,
                                                            .out_channels = out,
                                                            .kernel = kernel,
                                                            .stride = stride,
                                                            .padding = 1,
                                                            .depth_multiplier = random.between(1, 2),
                                                            .bias = random.coin()},
                             x) == "");
    CHECK(layer_disagreement(nn::squeeze_excitation{in, out}, x) == "");
    CHECK(layer_disagreement(
              nn::conv_norm_activation<nn::gelu>{
                  .in_channels = in, .out_channels = out, .kernel = kernel, .stride = stride, .dilation = {1, 2}},
              x) == "");
    CHECK(layer_disagreement(nn::inverted_residual<>{.in_channels = in,
                                                     .out_channels = out,
                                                     .expansion = random.between(1, 3),
                                                     .kernel = 3,
                                                     .stride = stride,
                                                     .squeeze_channels = random.between(0, 2)},
                             x) == "");
  }
}

TEST_CASE("pooling layers agree, with the kernel's size as stride where none is given") {
  agreement::sizes random(104);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x{random.extent(2), random.extent(3), random.between(3, 11), random.between(3, 11)};
    const index kernel = random.between(1, 3);
    const tally::extent2 stride = random.coin() ? 0 : random.between(1, 3);
    const bool ceil_mode = random.coin();
    CHECK(layer_disagreement(nn::max_pool2d{kernel, stride, kernel / 2, 1, ceil_mode}, x) == "");
    CHECK(layer_disagreement(nn::avg_pool2d{kernel, stride, kernel / 2, ceil_mode, random.coin()}, x) == "");
    CHECK(layer_disagreement(nn::adaptive_avg_pool2d{{random.extent(7), random.extent(13)}}, x) == "");
    CHECK(layer_disagreement(nn::lp_pool2d{random.coin() ? 2.0 : 3.0, kernel, stride, ceil_mode}, x) == "");
    CHECK(layer_disagreement(nn::max_pool1d{.kernel = kernel, .ceil_mode = ceil_mode}, x.sub(0, 3)) == "");
    CHECK(layer_disagreement(nn::avg_pool3d{.kernel = kernel}, shape{1, x[1], 3, x[2], 4}) == "");
    CHECK(layer_disagreement(nn::adaptive_max_pool2d{{random.extent(7), random.extent(13)}}, x) == "");
  }
}

}  // namespace
