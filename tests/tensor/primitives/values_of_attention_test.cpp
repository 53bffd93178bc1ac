// SPDX-License-Identifier: MIT
// Rotary embeddings and masked attention give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/position_bias.hpp"
#include "tally/nn/scaled_dot_product_attention.hpp"
#include "tally/tensor/primitives/rotary.hpp"

#include <cmath>
#include <complex>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;
namespace mask = tally::mask;

TEST_CASE("a rotary embedding turns pairs as complex numbers") {
  for (const bool interleaved : {false, true})
    for (const index rotated : {0, 2, 4}) {
      const tensor<double> x = random_numbers({3, 5, 6}, 1);
      const index turning = rotated == 0 ? 6 : rotated;
      tensor<double> expected = x;
      for (index b = 0; b < 3; ++b)
        for (index p = 0; p < 5; ++p)
          for (index i = 0; i < turning / 2; ++i) {
            const index first = interleaved ? 2 * i : i;
            const index second = interleaved ? 2 * i + 1 : i + turning / 2;
            const double angle =
                static_cast<double>(p + 7) / std::pow(500.0, 2 * static_cast<double>(i) / static_cast<double>(turning));
            const auto turned = std::complex(x(b, p, first), x(b, p, second)) * std::polar(1.0, angle);
            expected(b, p, first) = turned.real();
            expected(b, p, second) = turned.imag();
          }
      const auto y = rotary(x, {.rotated = rotated, .offset = 7, .base = 500, .interleaved = interleaved});
      CHECK(largest_distance(y, expected) < 1e-14);
    }
}

TEST_CASE("after a rotary embedding products of rows depend on how far they are apart") {
  const tensor<double> row = random_numbers({1, 8}, 2);
  const tensor<double> other = random_numbers({1, 8}, 3);
  const auto product = [&](index at, index other_at) {
    return matmul_transposed(rotary(row, {.offset = at}), rotary(other, {.offset = other_at}))[0];
  };
  CHECK(product(5, 2) == Approx(product(13, 10)).epsilon(1e-12));
  CHECK(std::abs(product(5, 2) - product(5, 3)) > 1e-6);
}

bool sees(const tally::attention_mask& m, index query, index queries, index keys, index key) {
  const index own = keys - queries + query;
  if (!m.causal) return true;
  return key <= own && (m.window == 0 || own - key < m.window);
}

// The definition, pair by pair.
tensor<double> attention_by_definition(const tensor<double>& q, const tensor<double>& k, const tensor<double>& v,
                                       const tensor<double>& bias, const tally::attention_options& how) {
  const index heads = q.shape()[1];
  const index group = heads / k.shape()[1];
  const index queries = q.shape()[2];
  const index keys = k.shape()[2];
  const index d = q.shape()[3];
  const double scale = how.scale == 0 ? 1 / std::sqrt(static_cast<double>(d)) : how.scale;
  tensor<double> y({q.shape()[0], heads, queries, v.shape()[3]});
  for (index n = 0; n < q.shape()[0]; ++n)
    for (index h = 0; h < heads; ++h)
      for (index i = 0; i < queries; ++i) {
        long double total = 0;
        for (index j = 0; j < keys; ++j) {
          if (!sees(how.mask, i, queries, keys, j)) continue;
          double score = 0;
          for (index p = 0; p < d; ++p) score += q(n, h, i, p) * k(n, h / group, j, p) * scale;
          if (how.softcap != 0) score = how.softcap * std::tanh(score / how.softcap);
          const long double weight = std::exp(static_cast<long double>(score + bias(h, i, j)));
          total += weight;
          for (index c = 0; c < v.shape()[3]; ++c) y(n, h, i, c) += static_cast<double>(weight) * v(n, h / group, j, c);
        }
        for (index c = 0; c < v.shape()[3]; ++c) y(n, h, i, c) /= static_cast<double>(total);
      }
  return y;
}

TEST_CASE("attention is its definition: grouped, masked, capped and biased, all pairs or those that exist") {
  const auto q = random_numbers({2, 6, 3, 4}, 4);
  const auto k = random_numbers({2, 2, 5, 4}, 5);
  const auto v = random_numbers({2, 2, 5, 3}, 6);
  const auto bias = random_numbers({6, 3, 5}, 7);
  const tensor<double> nothing({6, 3, 5});
  for (const auto& m : {mask::none, mask::causal, mask::sliding_window(2), mask::sliding_window(4)})
    for (const double softcap : {0.0, 0.5})
      for (const double scale : {0.0, 1.0, 3.0})
        for (const auto pairs : {tally::masking::dense, tally::masking::exact}) {
          const tally::attention_options how{.scale = scale, .softcap = softcap, .mask = m, .hidden_pairs = pairs};
          CHECK(largest_distance(grouped_attention(q, k, v, how), attention_by_definition(q, k, v, nothing, how)) <
                1e-13);
          CHECK(largest_distance(grouped_attention(q, k, v, bias, how), attention_by_definition(q, k, v, bias, how)) <
                1e-13);
        }
}

TEST_CASE("the pairs that a mask leaves are in the order of queries, and hidden ones are minus infinity") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  const double none = -HUGE_VAL;
  CHECK(visible(x, mask::causal) == tensor<double>({5}, {1, 2, 4, 5, 6}));
  CHECK(masked_fill(x, mask::causal) == tensor<double>({2, 3}, {1, 2, none, 4, 5, 6}));
  CHECK(visible(x, mask::sliding_window(1)) == tensor<double>({2}, {2, 6}));
  CHECK(masked_fill(x, mask::sliding_window(2)) == tensor<double>({2, 3}, {1, 2, none, none, 5, 6}));
  CHECK(masked_softmax(tensor<double>({5}, {1, 1, 2, 2, 2}), mask::causal, 2, 3) ==
        tensor<double>({5}, {0.5, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0}));
}

TEST_CASE("ALiBi's slopes and distances are the paper's") {
  // "For 8 heads 1/2, 1/4, ..., 1/256"; and 12 heads take 8, then every other one of 16: 2^-0.5, 2^-1.5, ...
  const tensor<double> x;
  const auto eight = alibi_bias(x, 8, 2, 3);
  CHECK(eight(0, 1, 2) == 0);
  CHECK(eight(0, 1, 0) == Approx(-2 * 0.5));
  CHECK(eight(2, 0, 0) == Approx(-1 / 8.0));
  CHECK(eight(7, 1, 1) == Approx(-1 / 256.0));
  const auto twelve = alibi_bias(x, 12, 1, 2);
  CHECK(twelve(7, 0, 0) == Approx(-1 / 256.0));
  CHECK(twelve(8, 0, 0) == Approx(-std::sqrt(0.5)));
  CHECK(twelve(11, 0, 0) == Approx(-std::pow(2.0, -3.5)));
}

TEST_CASE("T5's buckets: distances below 8 are their own, then by logarithms up to 128, keys ahead in the upper half") {
  const auto both = [](index distance) { return tally::relative_position_bucket(distance, true, 32, 128); };
  const auto back = [](index distance) { return tally::relative_position_bucket(distance, false, 32, 128); };
  // 8 + floor(8 log(d / 8) / log(16)): a bucket begins where d / 8 is a power of the square root of 2.
  CHECK(both(0) == 0);
  CHECK(both(7) == 7);
  CHECK(both(8) == 8);
  CHECK(both(11) == 8);
  CHECK(both(12) == 9);
  CHECK(both(16) == 10);
  CHECK(both(31) == 11);
  CHECK(both(32) == 12);
  CHECK(both(91) == 15);
  CHECK(both(128) == 15);
  CHECK(both(5000) == 15);
  CHECK(both(-1) == 17);
  CHECK(both(-5000) == 31);
  // One direction: 16 + floor(16 log(d / 16) / log(8)).
  CHECK(back(-3) == 0);
  CHECK(back(15) == 15);
  CHECK(back(16) == 16);
  CHECK(back(18) == 16);
  CHECK(back(19) == 17);
  CHECK(back(127) == 31);
}

TEST_CASE("a relative position bias holds its table's number for the bucket of each pair") {
  const tally::nn::relative_position_bias layer{.num_heads = 2, .queries = 3, .keys = 20};
  auto model = tally::instantiate<double>(layer, shape{1}, 1);
  const auto& table = model.parameter("weight");
  const auto bias = model(tensor<double>({1}));
  REQUIRE(bias.shape() == shape{2, 3, 20});
  CHECK(bias(1, 2, 0) == table(2, 1));
  CHECK(bias(0, 1, 1) == table(0, 0));
  CHECK(bias(0, 0, 3) == table(16 + 3, 0));
  CHECK(bias(1, 1, 17) == table(16 + 10, 1));
}

}  // namespace
