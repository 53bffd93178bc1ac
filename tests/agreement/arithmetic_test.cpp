// SPDX-License-Identifier: MIT
// Broadcasting arithmetic and functions of one number: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <type_traits>

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
  TALLY_CASE("pow", pow(a, b));
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
  TALLY_CASE("floor", floor(x));
  TALLY_CASE("ceil", ceil(x));
  TALLY_CASE("trunc", trunc(x));
  TALLY_CASE("round", round(x));
  TALLY_CASE("nearbyint", nearbyint(x));
  TALLY_CASE("pow(x, 2)", pow(x, 2));
  TALLY_CASE("pow(2, x)", pow(2.0, x));
  TALLY_CASE("clamp(x, 0.75, 1)", clamp(x, 0.75, 1));
  TALLY_CASE("where(x > 1, x, 0)", where(greater(x, 1), x, 0));
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

// The first is a mask where one is asked for: half of its elements are set.
template <class Check>
void for_each_of_three(const Check& check) {
#define TALLY_CASE(name, expression) check(name, [](const auto& a, const auto& b, const auto& c) { return expression; })
  TALLY_CASE("where", where(greater(a, 1.25), b, c));
  TALLY_CASE("clamp", clamp(a, b, c));
#undef TALLY_CASE
}

TEST_CASE("elementwise functions of three tensors agree on a grid of broadcasts, whichever way round") {
  const shape grid[] = {{}, {1}, {5}, {1, 5}, {3, 1}, {3, 5}, {2, 1, 1}, {2, 3, 5}};
  for_each_of_three([&](const char* name, const auto& f) {
    INFO(name);
    for (const shape& a : grid)
      for (const shape& b : grid)
        for (const shape& c : grid) CHECK(disagreement(f, a, b, c) == "");
  });
}

TEST_CASE("elementwise functions of three tensors agree on random broadcasts") {
  for_each_of_three([&](const char* name, const auto& f) {
    INFO(name);
    agreement::sizes random(13);
    for (int i = 0; i < agreement::random_cases; ++i) {
      const shape whole = random.of_rank(static_cast<int>(random.between(0, 5)), 5);
      const shape of[] = {random.broadcasting_to(whole), random.broadcasting_to(whole), random.broadcasting_to(whole)};
      CHECK(disagreement(f, i % 4 == 0 ? whole : of[0], i % 4 == 1 ? whole : of[1], i % 4 == 2 ? whole : of[2]) == "");
    }
  });
}

TEST_CASE("compound assignments agree with what they stand for, and keep the shape") {
  const auto all = [](auto x, const auto& y) {
    x += y;
    x -= 2;
    x *= y;
    x /= y;
    return x;
  };
  agreement::sizes random(14);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(0, 5)), 5);
    CHECK(disagreement(all, x, random.broadcasting_to(x)) == "");
  }
  const auto read = agreement::measured<float>(all, shape{2, 3}, shape{3});
  CHECK(to_string(read) == "2x3 for add 6 f32, sub 6 f32, mul 6 f32, div 6 f32");
}

TEST_CASE("casts agree on random shapes: a conversion an element, in the precision that comes out") {
  agreement::sizes random(16);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(0, 4)), 5);
    const auto there_and_back = [](const auto& t) { return cast<float>(cast<double>(t) * 2); };
    const auto formula = agreement::predicted(tally::precision::f32, there_and_back, x);
    CHECK(agreement::difference("cast", formula, agreement::measured<float>(there_and_back, x)) == "");
    const auto whole = [](const auto& t) { return cast<double>(cast<int>(t)); };
    CHECK(agreement::difference("cast", agreement::predicted(tally::precision::f64, whole, x),
                                agreement::measured<double>(whole, x)) == "");
  }
  const auto five = agreement::measured<float>([](const auto& t) { return cast<double>(t) + 1; }, shape{5});
  CHECK(to_string(five) == "5 for add 5 f64, convert 5 f64");
}

// A number of such a type alone is promoted to int by C++.
TEST_CASE(
    "tensors of integers narrower than int compute in their own precision, with numbers that are counted or not") {
  const auto all = [](const auto& x, const auto& y) {
    auto z = x;
    z += y;
    z *= x;
    z -= 3;
    z /= y;
    return matmul(clamp(where(less(x, y), z, abs(-y)), -5, 100), maximum(transpose(x), sum(y, 0)));
  };
  const auto check = [&]<class T>(T) {
    const tally::tensor<T> x({2, 2}, {T(7), T(-3), T(100), T(2)});
    const tally::tensor<T> y({2, 2}, {T(50), T(1), T(-9), T(4)});
    const auto counted_x = tally::converted<tally::counted<T>>(x);
    const auto counted_y = tally::converted<tally::counted<T>>(y);
    tally::tensor<tally::counted<T>> result;
    const tally::counts spent = tally::measure([&] { result = all(counted_x, counted_y); });
    CHECK(spent == agreement::predicted(tally::precision_of<T>, all, x.shape(), y.shape()).spent);
    static_assert(std::is_same_v<decltype(all(x, y)), tally::tensor<T>>);
    CHECK(values(result) == all(x, y));
    return values(result);
  };
  const auto eight = check(std::int8_t());
  check(std::int16_t());
  check(std::uint8_t());
  check(0);
  // 57 * 7 = 399 = 512 - 113
  const auto first = tally::tensor<std::int8_t>({1}, {57}) * 7;
  CHECK(first[0] == -113);
  CHECK(eight.shape() == shape{2, 2});
}

TEST_CASE("a precision is cast to by its name as by its type, and over shapes where no type has it") {
  const auto named = [](const auto& t) { return cast<tally::precision::f64>(t) * 2; };
  const auto typed = [](const auto& t) { return cast<double>(t) * 2; };
  CHECK(agreement::measured<float>(named, shape{5}) == agreement::measured<float>(typed, shape{5}));
  CHECK(agreement::predicted(tally::precision::f32, named, shape{5}) == agreement::measured<float>(named, shape{5}));
  tally::shape_context context(tally::precision::f32);
  const auto half = cast<tally::precision::f16>(context.input({3}));
  static_cast<void>(half + half);
  CHECK(to_string(context.total().counts()) == "add 3 f16, convert 3 f16");
  CHECK(context.total().bytes_written() == 12);
}

TEST_CASE("a cast to the precision that is there spends nothing and moves nothing") {
  tally::shape_context context(tally::precision::f32);
  const auto same = cast<float>(context.input({2, 3}));
  CHECK(same.format() == tally::precision::f32);
  CHECK(context.total().counts().empty());
  CHECK(context.total().bytes_read() == 0);
  static_cast<void>(cast<double>(same));  // six numbers of four bytes become six of eight
  CHECK(context.total().bytes_read() == 24);
  CHECK(context.total().bytes_written() == 48);
  const auto six = agreement::numbers<tally::counted<long>>({2, 3}, 1);
  CHECK(tally::measure([&] { static_cast<void>(cast<long long>(cast<unsigned long>(six))); }).empty());
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
