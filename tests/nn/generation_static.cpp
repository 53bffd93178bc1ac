// SPDX-License-Identifier: MIT
// A generation in constant expressions: that of two of GPT-2's layers against its arithmetic by hand, and the cache.

#include "tally/models/gpt2.hpp"
#include "tally/nn/generation.hpp"

namespace {

using tally::index;

// Products of a token with weights: 12 d² a layer, and the head.
constexpr index layers = 2 * 12 * 768 * 768;
constexpr index head = 50257 * 768;
constexpr index weights = layers + head;
// A pair of a query and a key: d in each of two products, in either layer.
constexpr index pair = 2 * 2 * 768;

constexpr tally::models::gpt2_model net{2, 768, 12};
constexpr tally::generation text(net);
static_assert(text.prefill(1).macs() == weights + pair);
static_assert(text.prefill(1000).macs() == 1000 * weights + 1'000'000 * pair);
static_assert(text.decode(1000).macs() == weights + 1001 * pair);
static_assert(text.decode(0) == text.prefill(1));
static_assert(text.decode(100, 3) == text.decode(100) + text.decode(101) + text.decode(102));
static_assert(text.total(1000, 1) == text.prefill(1000));
// 100 new tokens: the prompt's call, and 99 that see 501 to 599 positions.
static_assert(text.total(500, 100).macs() ==
              500 * weights + 250'000 * pair + 99 * weights + (501 + 599) * 99 / 2 * pair);
static_assert(text.cache_elements(1024) == 2 * 2 * 768 * 1024);

// Only pairs that exist: a prompt of n has n (n + 1) / 2. And only the last position's logits.
constexpr tally::models::gpt2_model lean = [] {
  tally::models::gpt2_model changed = net;
  changed.hidden_pairs = tally::masking::exact;
  changed.last_logits_only = true;
  return changed;
}();
constexpr tally::generation lean_text(lean);
static_assert(lean_text.prefill(1000).macs() == 1000 * layers + head + 1000 * 1001 / 2 * pair);
static_assert(lean_text.decode(1000) == text.decode(1000));

// A cache holds what all calls appended.
constexpr index length_after(index prompt, index calls) {
  constexpr tally::models::gpt2_model small{1, 4, 2, 5, 16};
  tally::kv_cache<tally::shape_only> cache;
  static_cast<void>(tally::predict(tally::with_cache(small, cache), {1, prompt}));
  for (index i = 0; i < calls; ++i) static_cast<void>(tally::predict(tally::with_cache(small, cache), {1, 1}));
  return cache[0].values.shape()[2];
}
static_assert(length_after(5, 0) == 5);
static_assert(length_after(5, 3) == 8);

}  // namespace
