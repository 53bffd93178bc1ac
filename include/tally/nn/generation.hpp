// SPDX-License-Identifier: MIT
// What it takes to generate text: a call for the prompt, and one for every further token, in closed form.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/nn/kv_cache.hpp"
#include "tally/nn/trace.hpp"

namespace tally {

/// What calls of a language model come to. A regular value.
struct generation_cost {
  tally::counts spent;
  natural accumulates;

  [[nodiscard]] constexpr const tally::counts& counts() const& { return spent; }
  [[nodiscard]] constexpr tally::counts counts() const&& { return spent; }
  /// Add, subtract, multiply, divide 1, fma 2.
  [[nodiscard]] constexpr flop_amount flops() const { return spent.flops(); }
  [[nodiscard]] constexpr mac_amount macs() const { return mac_amount(accumulates); }

  constexpr generation_cost& operator+=(const generation_cost& other) {
    return *this = {spent + other.spent, accumulates + other.accumulates};
  }
  [[nodiscard]] friend constexpr generation_cost operator+(generation_cost a, const generation_cost& b) {
    return a += b;
  }
  [[nodiscard]] friend constexpr generation_cost operator-(const generation_cost& a, const generation_cost& b) {
    return {a.spent - b.spent, a.accumulates - b.accumulates};
  }
  [[nodiscard]] friend constexpr generation_cost operator*(const generation_cost& a, natural times) {
    return {a.spent * times, a.accumulates * times};
  }
  [[nodiscard]] friend constexpr bool operator==(const generation_cost&, const generation_cost&) = default;
};

namespace detail {

// f(n) = value + (n - base)·first + (n - base)(n - base - 1)/2·second, exactly: Newton's interpolation.
struct cost_polynomial {
  index base = 1;
  generation_cost value;
  generation_cost first;
  generation_cost second;

  // Through f at base, base + 1, … up to `last`, at most `degree` + 1 of them. One more must lie on it.
  template <class F>
  constexpr cost_polynomial(const F& f, index from, index last, int degree) : base(from), value(f(from)) {
    if (last - from >= 1) first = f(from + 1) - value;
    if (degree == 2 && last - from >= 2) second = f(from + 2) - f(from + 1) - first;
    const index further = last - from < 11 ? last : from + 11;
    if (f(further) != at(further))
      fail<error>("tally: a network's cost is no polynomial in its tokens: of the second degree in a prompt, of the "
                  "first in the past");
  }
  [[nodiscard]] constexpr generation_cost at(index n) const {
    const natural steps = n - base;
    return value + first * steps + (steps == 0 ? generation_cost() : second * (steps * (steps - 1) / 2));
  }
  // The sum of a polynomial of the first degree over from, …, to - 1.
  [[nodiscard]] constexpr generation_cost sum(index from, index to) const {
    if (from == to) return {};
    const natural terms = to - from;
    const natural steps = terms * (from - base) + terms * (terms - 1) / 2;
    return value * terms + first * steps;
  }
};

}  // namespace detail

namespace detail {

// What a network keeps between calls: keys and values, unless it names another cache.
template <class Net>
struct kept_by {
  using type = kv_cache<shape_only>;
};
template <class Net>
  requires requires { typename Net::template kept<shape_only>; }
struct kept_by<Net> {
  using type = typename Net::template kept<shape_only>;
};

}  // namespace detail

/// The cost of text from a language model with a cache of keys and values, for any prompt and any number of new tokens.
/// The call for a prompt grows with its square, a call for one more token with what there is before, so a few
/// predictions give all: exact polynomials, which `total` sums. A network with a `window` has two pieces of each,
/// within the window and beyond.
///
///     const tally::generation text(tally::models::gpt2());
///     text.total(100, 50).flops();
///
/// The prompt's call gives the first new token, each further one takes a call. Throws `tally::error` for a network
/// whose cost is no such polynomial, and `tally::shape_error` beyond its `max_positions`.
class generation {
 public:
  template <class Net>
  constexpr explicit generation(const Net& net, index batch = 1, precision format = precision::f32)
      : last_(last_of(net)),
        window_(window_of(net, last_)),
        elements_(elements_of(net, batch, format)),
        growth_(last_ < 2 ? natural() : elements_of(net, batch, format, 2) - elements_),
        near_prompt_(prompt_of(net, batch, format), 1, near_end(), 2),
        far_prompt_(window_ == 0 ? near_prompt_
                                 : detail::cost_polynomial(prompt_of(net, batch, format), window_, last_, 2)),
        near_call_(call_of(net, batch, format), 1, near_end(), 1),
        far_call_(window_ == 0 ? near_call_ : detail::cost_polynomial(call_of(net, batch, format), window_, last_, 1)) {
  }

  /// One call for `tokens` new tokens and nothing before.
  [[nodiscard]] constexpr generation_cost prefill(index tokens) const {
    check(tokens);
    return (tokens <= near_end() ? near_prompt_ : far_prompt_).at(tokens);
  }
  /// One call for one token, with `past` before it.
  [[nodiscard]] constexpr generation_cost decode(index past) const { return decode(past, 1); }
  /// `calls` calls for one token each, the first with `past` before it.
  [[nodiscard]] constexpr generation_cost decode(index past, index calls) const {
    if (past < 0 || calls < 0) detail::fail_on_sizes("tally: a generation has a negative past or calls", past, calls);
    if (calls == 0) return {};
    if (calls > last_ - past) detail::fail_on_sizes(too_long, last_, past);
    const index from = past + 1;  // the positions that a call sees, its own included
    const index to = from + calls;
    const index border = near_end() < from ? from : near_end() < to ? near_end() + 1 : to;
    return near_call_.sum(from, border) + far_call_.sum(border, to);
  }
  /// A prompt and `new_tokens` tokens after it: the prompt's call gives one, each other one takes a call.
  [[nodiscard]] constexpr generation_cost total(index prompt, index new_tokens) const {
    detail::require_positive("tally: a generation has no positive number of new tokens", new_tokens);
    return prefill(prompt) + decode(prompt, new_tokens - 1);
  }
  /// Numbers in the cache: of keys and values as many for each position, of a state-space model the same for all.
  [[nodiscard]] constexpr natural cache_elements(index positions) const {
    check(positions);
    return elements_ + growth_ * (positions - 1);
  }

 private:
  static constexpr index unlimited = index{1} << 40;
  static constexpr const char* too_long = "tally: a generation is longer than the network's positions; these, and the "
                                          "tokens that are there, are";

  template <class Net>
  static constexpr index last_of(const Net& net) {
    if constexpr (requires { index{net.max_positions}; })
      return net.max_positions;
    else
      return unlimited;
  }
  template <class Net>
  static constexpr index window_of(const Net& net, index last) {
    if constexpr (requires { index{net.window}; })
      return net.window > 0 && net.window < last ? net.window : 0;
    else
      return 0;
  }
  template <class Net>
  static constexpr generation_cost call(const Net& net, typename detail::kept_by<Net>::type& cache, index batch,
                                        index tokens, precision format) {
    const prediction cost = predict(with_cache(net, cache), {batch, tokens}, format);
    return {cost.counts(), cost.macs().value()};
  }
  template <class Net>
  static constexpr natural elements_of(const Net& net, index batch, precision format, index tokens = 1) {
    typename detail::kept_by<Net>::type cache;
    static_cast<void>(call(net, cache, batch, tokens, format));
    return cache.elements();
  }
  // The cost of a call for n tokens with nothing before, and of one that sees n positions with its own.
  template <class Net>
  static constexpr auto prompt_of(const Net& net, index batch, precision format) {
    return [=, &net](index n) {
      typename detail::kept_by<Net>::type cache;
      return call(net, cache, batch, n, format);
    };
  }
  template <class Net>
  static constexpr auto call_of(const Net& net, index batch, precision format) {
    return [=, &net](index n) {
      typename detail::kept_by<Net>::type cache;
      if (n > 1) static_cast<void>(call(net, cache, batch, n - 1, format));
      return call(net, cache, batch, 1, format);
    };
  }

  // The window itself lies on both pieces.
  [[nodiscard]] constexpr index near_end() const { return window_ == 0 ? last_ : window_; }
  constexpr void check(index tokens) const {
    detail::require_positive("tally: a generation has no positive number of tokens", tokens);
    if (tokens > last_) detail::fail_on_sizes(too_long, last_, tokens);
  }

  index last_;
  index window_;
  natural elements_;  // in the cache after one position
  natural growth_;    // with each further one
  detail::cost_polynomial near_prompt_;
  detail::cost_polynomial far_prompt_;
  detail::cost_polynomial near_call_;
  detail::cost_polynomial far_call_;
};

}  // namespace tally
