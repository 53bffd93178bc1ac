// SPDX-License-Identifier: MIT
// Sizes whose products and sums leave 64 bits are refused with both numbers: none wraps into a network that nobody
// asked for. At run time, since constant expressions refuse what wraps anyway.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <array>
#include <cmath>
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
  CHECK(refusal(nn::rnn{.input_size = 1, .hidden_size = 1, .num_layers = half, .bidirectional = true}, {2, 1, 1}) !=
        "no error");
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

// A trace reads every step; a prediction one.
template <class Net>
constexpr bool reads_as_a_trace(const Net& net, const shape& x) {
  const tally::trace traced(net, x);
  return tally::predict(net, x) == traced.total() && traced.at("") == traced.total();
}
static_assert(reads_as_a_trace(nn::gru{3, 4, 2, true, true, true}, {2, 5, 3}));
static_assert(reads_as_a_trace(nn::lstm{3, 4, 1, true, false, true, 2}, {6, 2, 3}));
static_assert(reads_as_a_trace(nn::rnn{3, 4}, {1, 2, 3}) && reads_as_a_trace(nn::rnn{3, 4}, {2, 3}));

TEST_CASE("any number of steps is predicted as one step and as many more, at once") {
  const auto spent = [](const auto& net, index steps) {
    return tally::trace(net, {steps, 1, 8}).total().counts();  // of each step
  };
  const auto predicted = [](const auto& net, index steps) { return tally::predict(net, {steps, 1, 8}).counts(); };
  for (const index steps : {index{960'000}, index{1} << 31, index{1} << 50}) {
    CHECK(predicted(nn::gru{8, 8}, steps) ==
          spent(nn::gru{8, 8}, 2) + (spent(nn::gru{8, 8}, 3) - spent(nn::gru{8, 8}, 2)) * (steps - 2));
    CHECK(predicted(nn::lstm{8, 8, 2}, steps) ==
          spent(nn::lstm{8, 8, 2}, 2) + (spent(nn::lstm{8, 8, 2}, 3) - spent(nn::lstm{8, 8, 2}, 2)) * (steps - 2));
    CHECK(predicted(nn::rnn{8, 8}, steps) ==
          spent(nn::rnn{8, 8}, 2) + (spent(nn::rnn{8, 8}, 3) - spent(nn::rnn{8, 8}, 2)) * (steps - 2));
  }
  CHECK(tally::predict(nn::gru{8, 8}, {index{1} << 50, 1, 8}).parameters() == 3 * (64 + 64 + 8 + 8));
  // A model learns of its parameters over a shape that it never runs on.
  CHECK(tally::instantiate<float>(nn::gru{8, 8}, {index{1} << 40, 1, 8}).parameters() == 3 * (64 + 64 + 8 + 8));
  CHECK(refusal([] {
          return tally::trace(nn::gru{8, 8}, {index{1} << 50, 1, 8});
        }) ==
        "a trace has a row for every primitive, of each step too, and keeps 2^22 at most; predict takes any number of "
        "steps. Rows and limit are: 1125899906842624 and 4194304");
}

using mixture = nn::mixture_of_experts<nn::swiglu>;
template <index Experts>
constexpr mixture experts{.gate = {.dim = 4, .experts = Experts, .top_k = 2}, .expert = {4, 3}};
static_assert(reads_as_a_trace(experts<8>, {5, 4}) && reads_as_a_trace(experts<3>, {7, 4}));

TEST_CASE("any number of tokens of a mixture is predicted at once") {
  // 4 tokens have 8 places, one for each expert; more tokens of this kind are the same again.
  CHECK(tally::predict(experts<8>, {index{1} << 55, 4}).counts() ==
        tally::trace(experts<8>, {4, 4}).total().counts() * (index{1} << 53));
  CHECK(refusal([] {
          return tally::predict(experts<index{1} << 40>, {5, 4});
        }) == "a mixture has more than 2^20 experts; they and the limit are: 1099511627776 and 1048576");
  // With a capacity of three quarters of an even load, the least is that of two experts, the most that of eight.
  mixture limited = experts<8>;
  limited.capacity_factor = {3, 4};
  const auto served = [&](index tokens) {
    const auto range = tally::predict_range(limited, {tokens, 4});
    return std::array{range.least.macs().value(), range.most.macs().value()};
  };
  const auto of_tokens = [](index tokens, index places) { return tokens * 4 * 8 + places * 3 * 4 * 3; };
  CHECK(served(32) == std::array{tally::natural(of_tokens(32, 2 * 6)), tally::natural(of_tokens(32, 8 * 6))});
  const index many = index{1} << 40;
  CHECK(served(32 * many) == std::array{tally::natural(of_tokens(32 * many, 2 * 6 * many)),
                                        tally::natural(of_tokens(32 * many, 8 * 6 * many))});
}

TEST_CASE("the average number of places that are served is the binomial's, term by term and beyond") {
  // At a deviation of just below and just above 2^16 the two ways meet; E[min(B, c)] is n p - √(n p q / (2π)) at the
  // mean.
  for (const index tokens : {(index{1} << 34) - 64, index{1} << 35, index{1} << 36}) {
    const double n = static_cast<double>(tokens);
    const double served = nn::detail::expected_kept(tokens, 2, 1, tokens / 2);
    CHECK(std::abs(served - (n - 2 * std::sqrt(n / 4 / (2 * std::acos(-1.0))))) < 1e-12 * n);
  }
  CHECK(nn::detail::expected_kept(most, 2, 1, 1) == 2);
  CHECK(nn::detail::expected_kept(half, 4, 1, half) == static_cast<double>(half));
}

TEST_CASE("what a number asks for layer by layer has a limit, and says so") {
  CHECK(refusal(nn::repeat{half, nn::relu{}}, {3}) ==
        "a layer is repeated more than 2^20 times; times and limit are: 4611686018427387904 and 1048576");
  CHECK(refusal(nn::rnn{.input_size = 1, .hidden_size = 1, .num_layers = 4097}, {2, 1, 1}) ==
        "a recurrent layer has more layers than are supported; they and most are: 4097 and 4096");
}

}  // namespace
