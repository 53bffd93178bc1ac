// SPDX-License-Identifier: MIT
// Broadcasting arithmetic and functions of one number: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

namespace {

using agreement::disagreement;
using agreement::shape;

// Calls `check(name, f)` for every elementwise function of two tensors, and of a tensor and a number on either side.
template <class Check>
void for_each_of_two(const Check& check) {
#define TALLY_CASE(name, expression) check(name, [](const auto& a, const auto& b) { return expression; })
  TALLY_CASE("add", a + b);
  TALLY_CASE("sub", a - b);
  TALLY_CASE("mul", a * b);
  TALLY_CASE("div", a / b);
  TALLY_CASE("maximum", maximum(a, b));
  TALLY_CASE("minimum", minimum(a, b));
  TALLY_CASE("less", less(a, b));
  TALLY_CASE("greater", greater(a, b));
  TALLY_CASE("equal", equal(a, b));
#undef TALLY_CASE
}

template <class Check>
void for_each_of_one(const Check& check) {
#define TALLY_CASE(name, expression) check(name, [](const auto& x) { return expression; })
  TALLY_CASE("x + 2", x + 2);
  TALLY_CASE("2 - x", 2 - x);
  TALLY_CASE("x * 0.5", x * 0.5);
  TALLY_CASE("1 / x", 1.0F / x);
  TALLY_CASE("maximum(x, 1)", maximum(x, 1));
  TALLY_CASE("minimum(1, x)", minimum(1, x));
  TALLY_CASE("less(x, 1)", less(x, 1));
  TALLY_CASE("greater(1, x)", greater(1, x));
  TALLY_CASE("equal(x, 1)", equal(x, 1));
  TALLY_CASE("exp", exp(x));
  TALLY_CASE("log", log(x));
  TALLY_CASE("sqrt", sqrt(x));
  TALLY_CASE("sin", sin(x));
  TALLY_CASE("cos", cos(x));
  TALLY_CASE("tanh", tanh(x));
  TALLY_CASE("erf", erf(x));
  TALLY_CASE("abs", abs(x));
  TALLY_CASE("negate", -x);
  TALLY_CASE("relu", relu(x));
  TALLY_CASE("sigmoid", sigmoid(x));
  TALLY_CASE("gelu", gelu(x));
#undef TALLY_CASE
}

TEST_CASE("elementwise functions of two tensors agree on a grid of broadcasts, both ways round") {
  const shape grid[] = {{},     {1},       {5},       {1, 1},    {1, 5},       {3, 1},
                        {3, 5}, {2, 1, 1}, {2, 3, 1}, {2, 3, 5}, {7, 1, 3, 5}, {1, 1, 1, 1, 1, 1, 1, 5}};
  for_each_of_two([&](const char* name, const auto& f) {
    INFO(name);
    for (const shape& a : grid)
      for (const shape& b : grid) CHECK(disagreement(f, a, b) == "");
  });
}

TEST_CASE("elementwise functions of two tensors agree on random broadcasts") {
  for_each_of_two([&](const char* name, const auto& f) {
    INFO(name);
    agreement::sizes random(11);
    for (int i = 0; i < agreement::random_cases; ++i) {
      const shape whole = random.of_rank(static_cast<int>(random.between(0, 5)), 5);
      const shape part = random.broadcasting_to(whole);
      const shape other = random.broadcasting_to(whole);
      switch (i % 3) {
      case 0:
        CHECK(disagreement(f, whole, part) == "");
        break;
      case 1:
        CHECK(disagreement(f, part, whole) == "");
        break;
      default:
        CHECK(disagreement(f, part, other) == "");
      }
    }
  });
}

TEST_CASE("functions of one number, and arithmetic beside a number, agree on a grid and on random shapes") {
  for_each_of_one([&](const char* name, const auto& f) {
    INFO(name);
    for (const shape& x : {shape{}, shape{1}, shape{2}, shape{13}, shape{1, 1}, shape{3, 7}, shape{2, 1, 5, 3}})
      CHECK(disagreement(f, x) == "");
    agreement::sizes random(12);
    for (int i = 0; i < agreement::random_cases; ++i)
      CHECK(disagreement(f, random.of_rank(static_cast<int>(random.between(0, 4)), 5)) == "");
  });
}

TEST_CASE("biases agree on random shapes, along the last axis and along the channels") {
  agreement::sizes random(15);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(2, 5)), 5);
    CHECK(disagreement([](const auto& y, const auto& b) { return add_bias(y, b); }, x, shape{x[-1]}) == "");
    CHECK(disagreement([](const auto& y, const auto& b) { return add_channel_bias(y, b); }, x, shape{x[1]}) == "");
  }
}

}  // namespace
