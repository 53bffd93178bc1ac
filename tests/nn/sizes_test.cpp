// SPDX-License-Identifier: MIT
// Sizes whose products and sums leave 64 bits are refused with both numbers: none wraps into a network that nobody
// asked for. At run time, since constant expressions refuse what wraps anyway.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <limits>
#include <string>

namespace {

using tally::index;
using tally::shape;
using tally::size_product;
using tally::size_sum;
namespace models = tally::models;
namespace nn = tally::nn;

constexpr index half = index{1} << 62;
constexpr index most = std::numeric_limits<index>::max();
constexpr index least = std::numeric_limits<index>::min();

static_assert(size_product(half, 1) == half && size_product(most, 1) == most && size_product(-1, most) == -most);
static_assert(size_product(index{1} << 32, (index{1} << 31) - 1) == most - (index{1} << 32) + 1);
static_assert(size_product(index{1} << 31, -(index{1} << 32)) == least && size_product(0, least) == 0);
static_assert(size_sum(most, 0) == most && size_sum(half, half - 1) == most && size_sum(least, most) == -1);

template <class F>
std::string refusal(const F& f) {
  try {
    static_cast<void>(f());
  } catch (const tally::shape_error& problem) {
    return problem.problem();
  }
  return "no error";
}
template <class Net, class... Shapes>
std::string refusal(const Net& net, const shape& first, const Shapes&... others) {
  return refusal([&] { return tally::predict(net, first, others...); });
}
std::string product(index a, index b) {
  return "a product of sizes does not fit 64 bits; the sizes are: " + std::to_string(a) + " and " + std::to_string(b);
}
std::string sum(index a, index b) {
  return "a sum of sizes does not fit 64 bits; the sizes are: " + std::to_string(a) + " and " + std::to_string(b);
}

TEST_CASE("products and sums of sizes end where 64 bits do") {
  const auto multiplied = [](index a, index b) { return refusal([=] { return size_product(a, b); }); };
  CHECK(multiplied(half, 2) == product(half, 2));
  CHECK(multiplied(half, -3) == product(half, -3));
  CHECK(multiplied(-1, least) == product(-1, least));
  CHECK(multiplied(most, most) == product(most, most));
  CHECK(multiplied(index{1} << 32, index{1} << 31) == product(index{1} << 32, index{1} << 31));
  const auto added = [](index a, index b) { return refusal([=] { return size_sum(a, b); }); };
  CHECK(added(most, 1) == sum(most, 1));
  CHECK(added(least, -1) == sum(least, -1));
}

TEST_CASE("layers refuse products and sums of their sizes that would wrap into plausible ones") {
  // 4 times the multiplier wraps to 4, and so on.
  CHECK(refusal(nn::depthwise_separable_conv2d{.in_channels = 4, .out_channels = 3, .depth_multiplier = half + 1},
                {1, 4, 9, 9}) == product(4, half + 1));
  CHECK(refusal(nn::inverted_residual<>{.in_channels = 4, .out_channels = 4, .expansion = half + 2}, {1, 4, 9, 9}) ==
        product(half + 2, 4));
  const nn::conv_norm_activation<> apart{.in_channels = 1, .out_channels = 1, .kernel = 5, .dilation = half};
  CHECK(refusal(apart, {1, 1, 9, 9}) == product(2, half));
  const nn::conv_norm_activation<> lowest{.in_channels = 1, .out_channels = 1, .kernel = least};
  CHECK(refusal(lowest, {1, 1, 9, 9}) == sum(least, -1));

  nn::latent_attention latent{.embed_dim = 8,
                              .num_heads = half + 2,
                              .kv_lora_rank = 4,
                              .qk_nope_head_dim = 2,
                              .qk_rope_head_dim = 2,
                              .v_head_dim = 4};
  CHECK(refusal(latent, {1, 5, 8}) == product(half + 2, 4));
  latent.num_heads = 1;
  latent.qk_nope_head_dim = most;
  CHECK(refusal(latent, {1, 5, 8}) == sum(most, 2));
  CHECK(refusal(nn::mamba_block{.d_model = 4, .d_state = half}, {1, 5, 4}) == product(2, half));
  CHECK(refusal(nn::rnn{.input_size = 1, .hidden_size = 1, .num_layers = half, .bidirectional = true}, {2, 1, 1}) ==
        product(half, 2));
}

TEST_CASE("tensor functions refuse sizes that would wrap") {
  // (9 + 2^32 windows)², pairs of queries and keys, positions behind an offset, a state behind a sequence.
  const index windows = 9 + (index{1} << 32);
  CHECK(refusal(nn::unfold{.kernel = 1, .padding = index{1} << 31}, {1, 1, 9, 9}) == product(windows, windows));
  const auto pairs = [](index queries, index keys) {
    return refusal([=](auto&, const auto& x) { return tally::masked_softmax(x, tally::mask::causal, queries, keys); },
                   {1});
  };
  CHECK(pairs(-5, most) == "an attention's number of queries is not positive: -5 and 1");
  CHECK(pairs(most, most) == "an attention's pairs of queries and keys do not fit 64 bits; queries and keys are: " +
                                 std::to_string(most) + " and " + std::to_string(most));
  CHECK(refusal([](auto&, const auto& x) { return tally::rotary(x, {.offset = most}); }, {3, 2}) == sum(most, 3));
  CHECK(refusal([](auto&, const auto& x) { return tally::rotary(x, {.offset = most - 3}); }, {3, 2}) == "no error");
  const auto among_groups = [](auto&, const auto& x, const auto& chosen) { return tally::top_k_within(x, chosen, 1); };
  CHECK(refusal(among_groups, shape{1, half}, shape{half}) == product(half, half));
}

TEST_CASE("models refuse sizes that would wrap") {
  CHECK(refusal([] { return models::in_eights(half, 4); }) == product(half, 4));
  CHECK(models::in_eights(index{1} << 50, 100) == index{1} << 50);
  const shape image{1, 3, 32, 32};
  CHECK(refusal(models::resnet{.blocks = {1, 1, 1, 1}, .bottleneck = true, .width_per_group = half + 64}, image) ==
        product(64, half + 64));
  CHECK(refusal(models::mobilenet_v1_network{half + 100}, image) == product(half + 100, 32));
  CHECK(refusal(models::unet_network{.features = (index{1} << 60) + 4, .padded = true}, {1, 1, 16, 16}) ==
        product(16, (index{1} << 60) + 4));
  CHECK(refusal(models::densenet{half + 1, {2, 1, 1, 1}, 64, 10}, image) == product(2, half + 1));
  CHECK(refusal(models::convnext{{half, 1, 1, 1}, {1, 1, 1, 1}}, {1, 3, 32, 32}) != "no error");
}

}  // namespace
