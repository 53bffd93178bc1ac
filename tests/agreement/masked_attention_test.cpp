// SPDX-License-Identifier: MIT
// Rotary embeddings and masked attention: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "tally/tensor/primitives/masked_attention.hpp"
#include "tally/tensor/primitives/rotary.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
namespace mask = tally::mask;

shape joined(shape batch, index rows, index columns) { return batch.push_back(rows).push_back(columns); }
shape joined(shape batch, index rows) { return batch.push_back(rows); }

tally::attention_mask any_mask(agreement::sizes& random) {
  const index which = random.between(0, 3);
  return which == 0 ? mask::none : which == 1 ? mask::causal : mask::sliding_window(random.extent(6));
}

std::string masked_disagreement(const tally::attention_mask& m, const shape& q_batch, const shape& k_batch,
                                index queries, index keys, index d, index width) {
  const index pairs = static_cast<index>(m.pairs(queries, keys));
  return disagreement([&](const auto& q, const auto& k) { return masked_scores(q, k, m); }, joined(q_batch, queries, d),
                      joined(k_batch, keys, d)) +
         disagreement([&](const auto& x) { return masked_softmax(x, m, queries, keys); }, joined(q_batch, pairs)) +
         disagreement([&](const auto& w, const auto& v) { return masked_mix(w, v, m, queries); },
                      joined(q_batch, pairs), joined(k_batch, keys, width)) +
         disagreement([&](const auto& x) { return visible(x, m); }, joined(q_batch, queries, keys)) +
         disagreement([&](const auto& x) { return masked_fill(x, m); }, joined(q_batch, queries, keys));
}

TEST_CASE("masked attention agrees on a grid: windows of 1 and of more than all keys, one query and as many as keys") {
  for (const index keys : {1, 2, 3, 5, 7})
    for (index queries = 1; queries <= keys; queries += 2)
      for (const index d : {1, 3}) {
        CHECK(masked_disagreement(mask::none, {}, {}, queries, keys, d, 2) == "");
        CHECK(masked_disagreement(mask::causal, {}, {}, queries, keys, d, 1) == "");
        for (const index window : {1, 2, 3, 7, 11})
          CHECK(masked_disagreement(mask::sliding_window(window), {2}, {1}, queries, keys, d, 3) == "");
      }
}

TEST_CASE("masked attention agrees on random shapes") {
  agreement::sizes random(231);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape batch = random.of_rank(static_cast<int>(random.between(0, 3)), 3);
    const index keys = random.extent();
    const tally::attention_mask m = any_mask(random);
    CHECK(masked_disagreement(m, random.broadcasting_to(batch), random.broadcasting_to(batch), random.between(1, keys),
                              keys, random.extent(5), random.extent(5)) == "");
  }
}

TEST_CASE("rotary embeddings agree, whole and partial, in halves and in neighbours") {
  agreement::sizes random(232);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const index pairs = random.extent(5);
    const index rest = random.between(0, 3);
    const tally::rotary_primitive how{.rotated = rest == 0 && random.coin() ? 0 : 2 * pairs,
                                      .offset = random.between(0, 9),
                                      .interleaved = random.coin()};
    shape x = random.of_rank(static_cast<int>(random.between(1, 4)), 4);
    x.push_back(2 * pairs + rest);
    CHECK(disagreement([&](const auto& t) { return rotary(t, how); }, x) == "");
  }
}

}  // namespace
