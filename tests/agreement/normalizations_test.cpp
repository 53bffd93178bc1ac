// SPDX-License-Identifier: MIT
// Normalisations in training, over groups, over single channels and across channels, and the layers of all: the formula
// is what the loop does.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

std::string batch_disagreement(const shape& x) {
  const shape c{x[1]};
  std::string text =
      disagreement([](const auto& t, const auto& p, const auto& q) { return batch_norm(t, p, q); }, x, c, c);
  if (x.volume() == x[1]) return text;
  text += disagreement([](const auto& t) { return batch_norm_training(t); }, x);
  text +=
      disagreement([](const auto& t, const auto& p, const auto& q) { return batch_norm_training(t, p, q); }, x, c, c);
  return text + disagreement([](const auto& p, const auto& q) { return running_statistic(p, q); }, c, c);
}
std::string layer_norm_disagreement(const shape& x, int axes) {
  const shape last = x.sub(x.rank() - axes, x.rank());
  return disagreement([&](const auto& t) { return layer_norm(t, last); }, x) +
         disagreement([](const auto& t, const auto& weight) { return layer_norm(t, weight); }, x, last);
}
std::string group_disagreement(const shape& x, index groups) {
  const shape c{x[1]};
  return disagreement([&](const auto& t) { return group_norm(t, groups); }, x) +
         disagreement([&](const auto& t, const auto& p, const auto& q) { return group_norm(t, groups, p, q); }, x, c,
                      c);
}
std::string instance_disagreement(const shape& x) {
  const shape c{x[1]};
  return disagreement([](const auto& t) { return instance_norm(t); }, x) +
         disagreement([](const auto& t, const auto& p, const auto& q) { return instance_norm(t, p, q); }, x, c, c);
}
std::string response_disagreement(const shape& x, index size) {
  return disagreement([&](const auto& t) { return local_response_norm(t, {.size = size}); }, x);
}

TEST_CASE("normalisations agree on a grid with sizes of 1 and primes") {
  for (const shape& x : {shape{1, 1}, shape{5, 3}, shape{2, 7, 3}, shape{1, 2, 3, 5}, shape{3, 1, 1, 1}, shape{1, 4, 1},
                         shape{2, 6, 1, 5, 2}}) {
    CHECK(batch_disagreement(x) == "");
    for (int axes = 1; axes <= x.rank(); ++axes) CHECK(layer_norm_disagreement(x, axes) == "");
    for (index groups = 1; groups <= x[1]; ++groups)
      if (x[1] % groups == 0) CHECK(group_disagreement(x, groups) == "");
    if (x.rank() > 2) CHECK(instance_disagreement(x) == "");
    for (index size = 1; size <= 2 * x[1] + 2; ++size) CHECK(response_disagreement(x, size) == "");
  }
}

TEST_CASE("normalisations agree on random shapes") {
  agreement::sizes random(141);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(3, 5)), 4);
    CHECK(batch_disagreement(x) == "");
    CHECK(layer_norm_disagreement(x, static_cast<int>(random.between(1, x.rank()))) == "");
    const index groups = random.extent(4);
    CHECK(group_disagreement(x.with(1, groups * x[1]), groups) == "");
    CHECK(instance_disagreement(x) == "");
    CHECK(response_disagreement(x, random.extent(9)) == "");
  }
}

TEST_CASE("normalising layers agree, whatever their choices") {
  agreement::sizes random(142);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(3, 5)), 4).with(0, random.between(2, 3));
    const bool affine = random.coin();
    const bool training = random.coin();
    const index c = x[1];
    if (x.rank() == 3) {
      CHECK(layer_disagreement(nn::batch_norm1d{c, 1e-5, affine, training}, x) == "");
      CHECK(layer_disagreement(nn::instance_norm1d{c, 1e-5, affine}, x) == "");
    } else if (x.rank() == 4) {
      CHECK(layer_disagreement(nn::batch_norm2d{c, 1e-5, affine, training}, x) == "");
      CHECK(layer_disagreement(nn::instance_norm2d{c, 1e-5, affine}, x) == "");
    } else {
      CHECK(layer_disagreement(nn::batch_norm3d{c, 1e-5, affine, training}, x) == "");
      CHECK(layer_disagreement(nn::instance_norm3d{c, 1e-5, affine}, x) == "");
    }
    CHECK(layer_disagreement(nn::layer_norm{{x[-2], x[-1]}, 1e-5, affine, training}, x) == "");
    CHECK(layer_disagreement(nn::group_norm{c, c, 1e-5, affine}, x) == "");
    CHECK(layer_disagreement(nn::local_response_norm{random.extent(5)}, x) == "");
  }
  CHECK(layer_disagreement(nn::batch_norm1d{3}, shape{2, 3}) == "");
}

}  // namespace
