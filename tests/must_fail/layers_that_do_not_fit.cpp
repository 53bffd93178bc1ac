// SPDX-License-Identifier: MIT
// A network whose layers do not fit does not compile; the compiler names the layer, says why, and shows the sizes.

#include "tally/tally.hpp"

namespace nn = tally::nn;

struct two_convolutions {
  tally::index between;
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("stem", nn::conv2d{.in_channels = 3, .out_channels = 8}, x);
    return context("widening", nn::conv2d{.in_channels = between, .out_channels = 16}, y);
  }
};
static_assert(tally::predict(two_convolutions{8}, {1, 3, 32, 32}).parameters() == 8 * 28 + 16 * 73);

template <class Layer>
struct named {
  Layer layer;
  constexpr auto operator()(auto& context, const auto& x) const { return context("refusing", layer, x); }
};
template <class Layer>
named(Layer) -> named<Layer>;
static_assert(tally::predict(named{nn::relu{}}, {1, 3}).activations() == 3);

#if TALLY_MUST_FAIL == 1
constexpr auto cost = tally::predict(two_convolutions{16}, {1, 3, 32, 32});
// must_fail 1: tally: a convolution.*s input .n, c, h, w. has other channels than its weight .* expects
// must_fail 1: "widening"
// must_fail 1 g++: 1, 8, 30, 30, 16, 16, 3, 3
// must_fail 1 clang: {{1, 8, 30, 30, 0, 0, 0, 0}, 4, 7200}, {{16, 16, 3, 3, 0, 0, 0, 0}, 4, 2304}
#endif

#if TALLY_MUST_FAIL == 2
static_assert(tally::predict(nn::sequential{nn::linear{784, 128}, nn::relu{}, nn::linear{64, 10}}, {1, 784}).flops() <
              1'000'000);
// must_fail 2: tally: a linear layer.*s input does not end in the features it expects
// must_fail 2 g++: 1, 128, 64, 0
// must_fail 2 clang: operator.*2, .*nn::linear{64, 10}
// must_fail 2 clang: {{1, 128, 0, 0, 0, 0, 0, 0}, 2, 128}, {{64, 0, 0, 0, 0, 0, 0, 0}, 1, 64}
#endif

#if TALLY_MUST_FAIL == 3
constexpr auto cost = tally::predict(named{nn::conv2d{.in_channels = 6, .out_channels = 8, .groups = 4}}, {1, 6, 8, 8});
// must_fail 3: tally: a convolution.*s groups do not divide its input channels; channels and groups are
// must_fail 3: "refusing"
// must_fail 3 g++: , 6, 4
// must_fail 3 clang: , 6, 4
#endif

#if TALLY_MUST_FAIL == 4
constexpr auto cost = tally::predict(named{nn::conv2d{.in_channels = 3, .out_channels = 8, .kernel = 7}}, {1, 3, 5, 5});
// must_fail 4: tally: a kernel is larger than its padded input; their sizes are
// must_fail 4: "refusing"
// must_fail 4 g++: , 7, 5
// must_fail 4 clang: , 7, 5
#endif

#if TALLY_MUST_FAIL == 5
constexpr auto cost = tally::predict(named{nn::conv2d{.in_channels = 3, .out_channels = 8, .stride = 0}}, {1, 3, 5, 5});
// must_fail 5: tally: a window.*s stride is not positive
// must_fail 5: "refusing"
// must_fail 5 g++: , 0, 1
// must_fail 5 clang: , 0, 1
#endif

#if TALLY_MUST_FAIL == 6
constexpr auto cost = tally::predict(named{nn::max_pool2d{.kernel = 3, .padding = 2}}, {1, 3, 9, 9});
// must_fail 6: tally: a pool.*s padding is more than half its kernel; padding and kernel are
// must_fail 6: "refusing"
// must_fail 6 g++: , 2, 3
// must_fail 6 clang: , 2, 3
#endif

#if TALLY_MUST_FAIL == 7
constexpr auto cost = tally::predict(named{nn::multi_head_attention{10, 3}}, {1, 7, 10});
// must_fail 7: tally: an attention.*s heads do not divide its embed_dim; embed_dim and heads are
// must_fail 7: "refusing"
// must_fail 7 g++: , 10, 3
// must_fail 7 clang: , 10, 3
#endif

#if TALLY_MUST_FAIL == 8
constexpr auto cost = tally::predict(named{nn::residual{nn::linear{4, 5}}}, {2, 4});
// must_fail 8: tally: these shapes do not broadcast; aligned from the last axis, sizes are equal or 1
// must_fail 8: "refusing"
// must_fail 8 g++: 2, 4, 2, 5
// must_fail 8 clang: {{2, 4, 0, 0, 0, 0, 0, 0}, 2, 8}, {{2, 5, 0, 0, 0, 0, 0, 0}, 2, 10}
#endif

struct one_path_for_two_shapes {
  constexpr auto operator()(auto& context, const auto& x) const {
    return context("shared", nn::linear{2, 3}, context("shared", nn::linear{2, 2}, x));
  }
};
#if TALLY_MUST_FAIL == 9
constexpr auto cost = tally::predict(one_path_for_two_shapes{}, {1, 2});
// must_fail 9: tally: a parameter is used with two shapes; its path stands for one parameter
// must_fail 9: "shared"
// must_fail 9 g++: 2, 2, 3, 2
// must_fail 9 clang: {{2, 2, 0, 0, 0, 0, 0, 0}, 2, 4}, {{3, 2, 0, 0, 0, 0, 0, 0}, 2, 6}
#endif

#if TALLY_MUST_FAIL == 10
constexpr auto cost = tally::predict(tally::models::resnet18(), {1, 4, 224, 224});
// must_fail 10: tally: a convolution.*s input .n, c, h, w. has other channels than its weight
// must_fail 10: "conv1"
// must_fail 10 g++: 1, 4, 224, 224, 64, 3, 7, 7
// must_fail 10 clang: {{1, 4, 224, 224, 0, 0, 0, 0}, 4, 200704}, {{64, 3, 7, 7, 0, 0, 0, 0}, 4, 9408}
#endif

struct two_layers_without_names {
  constexpr auto operator()(auto& context, const auto& x) const {
    return nn::linear{3, 3}(context, relu(nn::linear{3, 3}(context, x)));
  }
};
#if TALLY_MUST_FAIL == 11
static_assert(tally::predict(named{two_layers_without_names{}}, {1, 3}).parameters() == 24);
// must_fail 11: tally: a scope asks twice for a parameter of one name, so that two layers without names would be one
// must_fail 11: give each a scope, context[(].*name.*, layer, x[)]
// must_fail 11: "refusing"
#endif

#if TALLY_MUST_FAIL == 12
constexpr nn::depthwise_separable_conv2d wrapping{
    .in_channels = 4, .out_channels = 3, .depth_multiplier = (tally::index{1} << 62) + 1};
constexpr auto cost = tally::predict(named{wrapping}, {1, 4, 9, 9});
// must_fail 12: tally: a product of sizes does not fit 64 bits; the sizes are
// must_fail 12: "refusing"
// must_fail 12 g++: , 4, 4611686018427387905
// must_fail 12 clang: , 4, 4611686018427387905
#endif
