// SPDX-License-Identifier: MIT
// Any scalar will do: one from outside with nothing to spare, and one whose copies throw.

#include "support/bare_scalar.hpp"
#include "support/catch.hpp"
#include "support/tallying_scalar.hpp"
#include "tally/core/measure.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives.hpp"

#include <string>

namespace {

using tally::scalar;
using tally::shape;
using tally::tensor;
namespace nn = tally::nn;

struct without_division : tallying::number<float> {
  friend void operator/(const without_division&, const without_division&) = delete;
};

static_assert(scalar<float> && scalar<double> && scalar<long double> && scalar<int>);
static_assert(scalar<tally::counted<float>> && scalar<tally::counted<double, tally::pointer_recorder>>);
static_assert(scalar<bare::scalar> && scalar<tallying::number<double>>);
static_assert(!scalar<bool> && !scalar<std::string> && !scalar<void*> && !scalar<without_division>);

// The same network on plain doubles and on the scalar from outside.
template <class Net>
void check_same(const Net& net, const shape& input) {
  const auto plain = tally::instantiate<double>(net, input, 3)(tensor<double>::random(input, 4));
  const auto outside = tally::instantiate<bare::scalar>(net, input, 3)(tensor<bare::scalar>::random(input, 4));
  REQUIRE(plain.shape() == outside.shape());
  for (tally::index i = 0; i < plain.size(); ++i) CHECK(outside[i].plain() == plain[i]);
}

TEST_CASE("layers that only add, subtract, multiply, divide and compare run on a scalar that can do no more") {
  check_same(nn::linear{3, 5}, {2, 3});
  check_same(nn::conv2d{.in_channels = 2, .out_channels = 4, .kernel = 3, .stride = 2, .padding = 1, .groups = 2},
             {1, 2, 5, 7});
  check_same(nn::conv1d{.in_channels = 2, .out_channels = 3, .padding = 2, .padding_exact = true}, {1, 2, 7});
  check_same(nn::conv_transpose2d{.in_channels = 2, .out_channels = 3, .stride = 2, .padding = 1}, {1, 2, 3, 4});
  check_same(nn::relu{}, {7});
  check_same(nn::max_pool2d{.kernel = 3, .stride = 2, .padding = 1}, {1, 2, 5, 5});
  check_same(nn::avg_pool2d{.kernel = 2}, {1, 2, 5, 5});
  check_same(nn::adaptive_avg_pool2d{{2, 3}}, {1, 2, 5, 5});
  check_same(nn::adaptive_max_pool2d{{2, 3}}, {1, 2, 5, 5});
  check_same(nn::sequential{nn::flatten{}, nn::dropout{}, nn::residual{nn::linear{12, 12}}}, {2, 3, 4});
  check_same(
      nn::sequential{nn::relu6{}, nn::leaky_relu{}, nn::prelu{}, nn::hard_sigmoid{}, nn::hard_swish{}, nn::hard_tanh{}},
      {2, 7});
  check_same([](auto&, const auto& x) { return cumsum(x) * cumprod(x) + product(x); }, {2, 3});
  check_same([](auto&, const auto& x) { return mean(x, 1) - variance(x, {0}) / max(x) * min(x); }, {3, 3});
  check_same([](auto&, const auto& x) { return maximum(x, 0.5) + minimum(x, 0.5) + less(x, 0) - greater(x, 0); }, {5});
  check_same([](auto&, const auto& x) { return cast<double>(where(less(x, 0), clamp(x, -0.5, 0.25), x)); }, {2, 5});
  check_same([](auto&, const auto& x) { return pad(permute(x, {1, 0}), 0, 1, 1); }, {2, 3});
  check_same(
      [](auto&, const auto& x) {
        const auto turned = rotary(x, {.rotated = 2});
        return masked_mix(masked_scores(turned, x, tally::mask::causal), x, tally::mask::causal, 3);
      },
      {2, 3, 4});
}

TEST_CASE("a scalar without max and min is compared, and gives what std::max and std::min give") {
  const tensor<double> plain({4}, {-1, 3, 0.25, 3});
  const auto outside = tally::converted<bare::scalar>(plain);
  CHECK(max(outside)[0].plain() == 3);
  CHECK(min(outside)[0].plain() == -1);
  tallying::reset();
  static_cast<void>(max(tally::converted<tallying::number<double>>(plain)));
  CHECK(tallying::seen(tallying::kind::min_max) == 3);
  CHECK(tallying::seen(tallying::kind::compare) == 0);
}

TEST_CASE("a network that converts is read in the precision of its numbers") {
  const auto net = [](auto&, const auto& x) { return x + cast<double>(cast<float>(x)); };
  const auto model = tally::instantiate<double>(net, {2});
  CHECK(model(tensor<double>({2}, {1, 1e-300})) == tensor<double>({2}, {2, 1e-300}));
  CHECK_THROWS_AS(tally::instantiate<float>(net, {2}), tally::error);  // a float and a double
}

TEST_CASE("a copy that throws passes through, and leaves scopes and measurements as they were") {
  const nn::sequential net{nn::linear{3, 3}, nn::relu{}};
  const auto model = tally::instantiate<bare::scalar>(net, {2, 3}, 1);
  const auto x = tensor<bare::scalar>::random({2, 3}, 2);
  const tally::counted<double> one(1.0);
  int failures = 0;
  const tally::scope_tree tree = tally::profile([&] {
    for (int copies = 0; copies < 60; ++copies) {
      bare::copies_left = copies;
      try {
        static_cast<void>(model(x));
      } catch (const bare::copying_failed&) {
        ++failures;
      }
      bare::copies_left = -1;
      const tally::scope after("after");
      static_cast<void>(one + one);
    }
  });
  CHECK(failures > 20);  // it failed in many places …
  CHECK(failures < 60);  // … and with enough copies it did not
  CHECK(tree.total("after")[tally::operation::add] == 60);
  CHECK(tree.paths().find("0.after") == tally::path_tree::none);
  CHECK(model(x).shape() == shape{2, 3});
}

TEST_CASE("a network on the outside scalar reports nothing to the library") {
  const auto model = tally::instantiate<tallying::number<float>>(nn::linear{3, 2}, {1, 3});
  const auto x = tensor<tallying::number<float>>::random({1, 3}, 1);
  tallying::reset();
  CHECK(tally::measure([&] { static_cast<void>(model(x)); }).empty());
  CHECK(tallying::seen(tallying::kind::mul) == 6);
  CHECK(tallying::seen(tallying::kind::add) == 6);
}

}  // namespace
