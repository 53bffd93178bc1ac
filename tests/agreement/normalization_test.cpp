// SPDX-License-Identifier: MIT
// Softmax, batch and layer normalisation: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;

constexpr auto batch = [](const auto& x, const auto& weight, const auto& bias, const auto& mean, const auto& variance) {
  return batch_norm(x, weight, bias, mean, variance);
};
constexpr auto layer = [](const auto& x, const auto& weight, const auto& bias) { return layer_norm(x, weight, bias); };

std::string batch_disagreement(const shape& x) {
  const shape channels{x[1]};
  return disagreement(batch, x, channels, channels, channels, channels);
}
std::string layer_disagreement(const shape& x, int axes) {
  const shape features = x.sub(x.rank() - axes, x.rank());
  return disagreement(layer, x, features, features);
}
std::string softmax_disagreement(const shape& x, int axis) {
  return disagreement([&](const auto& t) { return softmax(t, axis); }, x);
}

TEST_CASE("softmax agrees along every axis") {
  for (const shape& x : {shape{1}, shape{2}, shape{13}, shape{3, 5}, shape{1, 7, 1}, shape{2, 3, 5, 7}})
    for (int axis = -x.rank(); axis < x.rank(); ++axis) CHECK(softmax_disagreement(x, axis) == "");
}

TEST_CASE("batch normalisation agrees for every rank that has channels") {
  for (const shape& x :
       {shape{1, 1}, shape{5, 3}, shape{2, 7, 3}, shape{1, 2, 3, 5}, shape{3, 1, 1, 1}, shape{2, 3, 1, 5, 2}})
    CHECK(batch_disagreement(x) == "");
}

TEST_CASE("layer normalisation agrees over one, several and all axes") {
  for (const shape& x : {shape{1}, shape{11}, shape{3, 5}, shape{2, 1, 7}, shape{2, 3, 5, 1}})
    for (int axes = 1; axes <= x.rank(); ++axes) CHECK(layer_disagreement(x, axes) == "");
}

TEST_CASE("softmax and the normalisations agree on random shapes") {
  agreement::sizes random(61);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(2, 5)), 6);
    CHECK(softmax_disagreement(x, static_cast<int>(random.between(-x.rank(), x.rank() - 1))) == "");
    CHECK(batch_disagreement(x) == "");
    CHECK(layer_disagreement(x, static_cast<int>(random.between(1, x.rank()))) == "");
  }
}

}  // namespace
