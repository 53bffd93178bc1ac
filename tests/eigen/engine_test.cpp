// SPDX-License-Identifier: MIT
// Networks on Eigen's kernels: the textbook's results to rounding, and the engine in the model's type.

#include "support/catch.hpp"
#include <tally/eigen.hpp>
#include <tally/tally.hpp>

#include <cmath>

namespace nn = tally::nn;
using tally::operation;

namespace {

constexpr auto small_network =
    nn::sequential{nn::conv2d{.in_channels = 3, .out_channels = 8, .kernel = 3, .padding = 1}, nn::relu{},
                   nn::conv2d{.in_channels = 8, .out_channels = 8, .kernel = 3, .stride = 2, .groups = 4},
                   nn::flatten{}, nn::linear{8 * 5 * 5, 10}};

template <class S>
void close(const tally::tensor<S>& a, const tally::tensor<S>& b) {
  REQUIRE(a.shape() == b.shape());
  for (tally::index i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(tally::value(a[i]));
    CHECK(std::abs(x - static_cast<double>(tally::value(b[i]))) <= 1e-5 * (1 + std::abs(x)));
  }
}

}  // namespace

TEST_CASE("models of plain numbers are Eigen's, of counted ones the textbook's, and the type says so") {
  const auto plain = tally::instantiate<float>(small_network, {1, 3, 12, 12});
  const auto counted = tally::instantiate<tally::counted<float>>(small_network, {1, 3, 12, 12});
  using network = std::remove_const_t<decltype(small_network)>;
  STATIC_REQUIRE(std::is_same_v<decltype(plain), const tally::model<network, float, tally::eigen_engine>>);
  STATIC_REQUIRE(
      std::is_same_v<decltype(counted), const tally::model<network, tally::counted<float>, tally::textbook_engine>>);
}

TEST_CASE("both engines give the same results to rounding") {
  for (const tally::index batch : {1, 3}) {
    const tally::shape input{batch, 3, 12, 12};
    const auto x = tally::tensor<float>::random(input, 5);
    close(tally::instantiate<float, tally::textbook_engine>(small_network, input)(x),
          tally::instantiate<float>(small_network, input)(x));
  }
}

TEST_CASE("a counted model on Eigen has the plain one's bits, and counts at least the textbook's products") {
  using real = tally::counted<float>;
  const tally::shape input{2, 3, 12, 12};
  const auto plain = tally::instantiate<float>(small_network, input);
  const auto counted = tally::instantiate<real, tally::eigen_engine>(small_network, input);
  const auto x = tally::tensor<real>::random(input, 5);
  const auto expected = plain(tally::values(x));
  tally::tensor<real> actual;
  const tally::counts spent = tally::measure([&] { actual = counted(x); });
  CHECK(tally::values(actual) == expected);
  const tally::counts predicted = tally::predict(small_network, input).counts();
  CHECK(spent[operation::mul] + spent[operation::fma] > predicted[operation::mul]);
  CHECK(spent.flops().value() < predicted.flops().value() * 13 / 10);
}

TEST_CASE("after a model has run, primitives multiply with their own loops again") {
  using real = tally::counted<float>;
  const auto a = tally::tensor<real>::random({40, 40}, 1);
  const auto model = tally::instantiate<real, tally::eigen_engine>(nn::linear{40, 40}, {40, 40});
  static_cast<void>(model(a));
  const tally::counts spent = tally::measure([&] { static_cast<void>(tally::matmul(a, a)); });
  CHECK(spent[operation::mul] == 40 * 40 * 40);
  CHECK(spent[operation::add] == 40 * 40 * 39);
}

TEST_CASE("an engine is left as it was found when a layer throws") {
  const auto model = tally::instantiate<float>(nn::linear{4, 4}, {1, 4});
  CHECK_THROWS_AS(model(tally::tensor<float>({1, 5})), tally::shape_error);
  CHECK(tally::detail::chosen_product<float> == nullptr);
}
