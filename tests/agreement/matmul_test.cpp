// SPDX-License-Identifier: MIT
// Matrix products: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "tally/nn/attention.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;

constexpr auto product = [](const auto& a, const auto& b) { return matmul(a, b); };
constexpr auto transposed = [](const auto& a, const auto& b) { return matmul_transposed(a, b); };
constexpr auto attention = [](const auto& q, const auto& k, const auto& v) {
  return scaled_dot_product_attention(q, k, v);
};

shape joined(const shape& batch, index rows, index columns) {
  shape result = batch;
  return result.push_back(rows).push_back(columns);
}

TEST_CASE("matrix products agree on a grid of sizes, 1 and primes included") {
  for (const index m : {1, 2, 3, 7})
    for (const index k : {1, 2, 5, 11})
      for (const index n : {1, 3, 4, 13}) {
        CHECK(disagreement(product, shape{m, k}, shape{k, n}) == "");
        CHECK(disagreement(transposed, shape{m, k}, shape{n, k}) == "");
      }
}

TEST_CASE("matrix products agree where a row is longer than a block of the kernel") {
  for (const index n : {511, 512, 513, 1031}) {
    CHECK(disagreement(product, shape{2, 3}, shape{3, n}) == "");
    CHECK(disagreement(transposed, shape{3, 2}, shape{n, 2}) == "");
    CHECK(disagreement(product, shape{2, n}, shape{n, 3}) == "");
    CHECK(disagreement(product, shape{n, 2}, shape{2, 1}) == "");
  }
}

TEST_CASE("matrix products agree on a grid of broadcast batches") {
  const shape batches[] = {{}, {1}, {5}, {3, 1}, {1, 5}, {3, 5}, {2, 1, 5}, {2, 3, 1}, {1, 1, 1}};
  for (const shape& a : batches)
    for (const shape& b : batches) {
      CHECK(disagreement(product, joined(a, 2, 3), joined(b, 3, 5)) == "");
      CHECK(disagreement(transposed, joined(a, 2, 3), joined(b, 5, 3)) == "");
    }
}

TEST_CASE("matrix products and attention agree on random shapes") {
  agreement::sizes random(21);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape batch = random.of_rank(static_cast<int>(random.between(0, 3)), 3);
    const shape a = random.broadcasting_to(batch);
    const shape b = random.broadcasting_to(batch);
    const index m = random.extent();
    const index k = random.extent(11);
    const index n = random.extent();
    CHECK(disagreement(product, joined(a, m, k), joined(b, k, n)) == "");
    CHECK(disagreement(transposed, joined(a, m, k), joined(b, n, k)) == "");
    CHECK(disagreement(attention, joined(a, m, k), joined(b, n, k), joined(b, n, random.extent())) == "");
  }
}

}  // namespace
