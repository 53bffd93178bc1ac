// SPDX-License-Identifier: MIT
// The checker of this folder is checked: it must reject what is wrong by one.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

#include <string>
#include <string_view>
#include <type_traits>

namespace {

using agreement::shape;
using Catch::Matchers::ContainsSubstring;

// Doubles every number; the formula, the shape rule and the loop can each be planted with a mistake.
struct doubling {
  static constexpr std::string_view name = "doubling";
  int too_many = 0;
  tally::operation kind = tally::operation::add;
  tally::index wider = 0;
  bool in_double = false;

  constexpr shape output(const shape& x) const { return x; }
  constexpr tally::cost formula(const shape& output, const shape&) const {
    return {{kind, tally::natural(output.volume()) + too_many}};
  }
  template <class S>
  constexpr void loop(tally::tensor<S>& output, const tally::tensor<S>& x) const {
    for (tally::index i = 0; i < x.size(); ++i) output[i] = x[i] + x[i];
    if constexpr (std::is_same_v<S, tally::counted<float>>) {
      if (in_double) output[0] = S(value(tally::counted<double>(1.0) + tally::counted<double>(1.0)));
    }
    if (wider > 0) output = tally::tensor<S>(shape{x.size() + wider});
  }
};

std::string checked(const doubling& planted) {
  return agreement::disagreement([&](const auto& x) { return tally::apply(planted, x); }, shape{2, 3});
}

TEST_CASE("the checker accepts a primitive whose formula is right") {
  CHECK(checked({}) == "");
  CHECK(agreement::agree_in_constant_expression([](const auto& x) { return tally::apply(doubling{}, x); }, shape{3}));
}

TEST_CASE("the checker rejects a formula that is wrong by one") {
  CHECK_THAT(checked({.too_many = 1}), ContainsSubstring("formula says 2x3 for add 7 f32, the loop did 2x3 for add 6"));
  const auto wrong = [](const auto& x) { return tally::apply(doubling{.too_many = 1}, x); };
  CHECK_FALSE(agreement::agree_in_constant_expression(wrong, shape{3}));
}

TEST_CASE("the checker rejects another operation, another precision and another shape at the same sum") {
  CHECK_THAT(checked({.kind = tally::operation::sub}), ContainsSubstring("sub 6 f32"));
  CHECK_THAT(checked({.in_double = true}), ContainsSubstring("add 1 f64"));
  CHECK_THAT(checked({.wider = 1}), ContainsSubstring("the loop did 7 for"));
}

TEST_CASE("each of the three readings alone is enough to be rejected") {
  const std::string text = checked({.too_many = 1});
  CHECK_THAT(text, ContainsSubstring("f32: "));
  CHECK_THAT(text, ContainsSubstring("f64: "));
  CHECK_THAT(text, ContainsSubstring("f32 from outside: "));
}

TEST_CASE("the checker of layers compares every scope, and not only totals") {
  tally::scope_tree one;
  one.add(one.child(0, "a"), tally::counts().add(tally::operation::add, tally::precision::f32, 5));
  tally::scope_tree other;
  other.add(other.child(0, "a"), tally::counts().add(tally::operation::add, tally::precision::f32, 4));
  tally::scope_tree renamed;
  renamed.add(renamed.child(0, "b"), one[1].total);
  tally::scope_tree longer = one;
  longer.child(1, "within");

  CHECK(agreement::difference(one, one) == "");
  CHECK_THAT(agreement::difference(one, other), ContainsSubstring("scope 'a': the formulas say add 5 f32"));
  CHECK_THAT(agreement::difference(one, renamed), ContainsSubstring("scope 'a' was predicted and not run"));
  CHECK_THAT(agreement::difference(one, longer), ContainsSubstring("predicted are 2 scopes, run were 3"));
}

TEST_CASE("the outside scalar sees what is done with it, and nothing else") {
  using number = tallying::number<double>;
  tallying::reset();
  const number sum = number(2) + number(3) * number(4) - number(1) / number(2);
  CHECK(sum.plain() == 13.5);
  CHECK(tallying::seen(tallying::kind::add) == 1);
  CHECK(tallying::seen(tallying::kind::mul) == 1);
  CHECK(tallying::seen(tallying::kind::sub) == 1);
  CHECK(tallying::seen(tallying::kind::div) == 1);
  CHECK(to_string(agreement::seen_from_outside(tally::precision::f64)) == "add 1 f64, sub 1 f64, mul 1 f64, div 1 f64");
}

}  // namespace
