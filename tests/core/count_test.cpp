// SPDX-License-Identifier: MIT
// tally::count at run time, and ledgers of one's own.

#include "support/catch.hpp"
#include "tally/core/count.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <list>
#include <stdexcept>
#include <thread>
#include <vector>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::pointer_recorder;
using tally::precision;

namespace {

TEST_CASE("count and measure agree on the same code", "[count]") {
  const auto code = [](auto x) {
    for (int i = 0; i < 20; ++i) x = sqrt(x * x + 1.0) / 2.0;
    return x;
  };
  for (const double x : {0.0, 1.0, -3.5, 1e100}) {
    const counts by_ledger = tally::count(code, x);
    CHECK(by_ledger == tally::measure([&] { static_cast<void>(code(counted<double>(x))); }));
    CHECK(by_ledger == counts()
                           .add(operation::mul, precision::f64, 20)
                           .add(operation::add, precision::f64, 20)
                           .add(operation::sqrt, precision::f64, 20)
                           .add(operation::div, precision::f64, 20));
  }
}

TEST_CASE("count counts nothing in the calling thread's measurements", "[count]") {
  CHECK(tally::measure([] { static_cast<void>(tally::count([](auto x) { return x * x; }, 2.0)); }).empty());
}

TEST_CASE("Operations on constants alone count for the count that is running", "[count]") {
  const auto third = [](auto x) { return decltype(x)(1) / decltype(x)(3) * x; };
  CHECK(tally::count(third, 1.0) ==
        counts().add(operation::div, precision::f64, 1).add(operation::mul, precision::f64, 1));
  CHECK(tally::count([](auto x) { return decltype(x)(2) += 1; }, 1.0)[operation::add] == 1);
  CHECK(tally::count([](auto x) { return decltype(x)(2) < 3; }, 1.0)[operation::compare] == 1);
  CHECK(tally::count([](auto x) { return exp(decltype(x)(2)); }, 1.0)[operation::exp] == 1);

  // The innermost, and afterwards the one around it again, however the inner one ended.
  counts inner;
  const counts outer = tally::count(
      [&](auto x) {
        using T = decltype(x);
        static_cast<void>(T(1) + T(2));
        inner = tally::count(third, 1.0);
        CHECK_THROWS(tally::count([](auto y) -> decltype(y) { throw std::runtime_error("the user's"); }, 1.0));
        static_cast<void>(T(1) + T(2));
        return x;
      },
      1.0);
  CHECK(inner == tally::count(third, 1.0));
  CHECK(outer == counts().add(operation::add, precision::f64, 2));
}

TEST_CASE("Constants alone have no ledger where no count runs, and say so", "[count][misuse]") {
  using scalar = counted<double, pointer_recorder>;
  CHECK_THROWS_AS(scalar(2) * scalar(3), tally::error);
  CHECK_THROWS_WITH(scalar(2) * scalar(3),
                    "tally: an operation on constants alone has no ledger to count in; give it a counted operand");
  // Nor has another thread's count any for this one.
  bool refused = false;
  static_cast<void>(tally::count(
      [&](auto x) {
        std::thread([&] {
          try {
            static_cast<void>(decltype(x)(2) * decltype(x)(3));
          } catch (const tally::error&) {
            refused = true;
          }
        }).join();
        return x;
      },
      1.0));
  CHECK(refused);
}

// Specific to run time: what no constant expression can hold, or only newer compilers' can.
TEST_CASE("count takes vectors, lists and vectors of vectors", "[count]") {
  const auto scaled = [](auto& all) {
    for (auto& x : all) x *= 2.0;
  };
  CHECK(tally::count(scaled, std::vector<double>{1, 2, 3}) == counts().add(operation::mul, precision::f64, 3));
  CHECK(tally::count(scaled, std::list<double>{1, 2, 3, 4})[operation::mul] == 4);
  const std::vector<std::vector<double>> rows = {{1, 2}, {3, 4}};
  const auto determinant = [](const auto& a) { return a[0][0] * a[1][1] - a[0][1] * a[1][0]; };
  CHECK(tally::count(determinant, rows) ==
        counts().add(operation::mul, precision::f64, 2).add(operation::sub, precision::f64, 1));
  // The argument itself stays as it is, and f sees its values.
  double seen = 0;
  static_cast<void>(tally::count([&](const auto& a) { seen = determinant(a).value(); }, rows));
  CHECK(seen == -2);
}

TEST_CASE("What one's own ledger holds is what was done with its scalars", "[count]") {
  tally::ledger one;
  tally::ledger other;
  using scalar = counted<double, pointer_recorder>;
  scalar a(2.0, pointer_recorder(one));
  const scalar b(3.0, pointer_recorder(other));
  a = a * 2.0;
  a = 2.0 + a;
  static_cast<void>(b / 4.0);
  CHECK(counts(one) == counts().add(operation::mul, precision::f64, 1).add(operation::add, precision::f64, 1));
  CHECK(counts(other) == counts().add(operation::div, precision::f64, 1));
  // Of two ledgers, the left operand's.
  static_cast<void>(b - a);
  CHECK(counts(other)[operation::sub] == 1);
  CHECK(counts(one)[operation::sub] == 0);
  // A constant that met a ledger reports to it from then on.
  scalar c = 1.0;
  c += a;
  static_cast<void>(c * c);
  CHECK(counts(one)[operation::mul] == 2);
  CHECK(a.value() == 6.0);
}

TEST_CASE("A callable's exception passes through count", "[count]") {
  CHECK_THROWS_AS(tally::count([](auto x) -> decltype(x) { throw std::runtime_error("the user's"); }, 1.0),
                  std::runtime_error);
}

// As people write it, with a constructor and private members.
template <class T>
class vector_of_two {
 public:
  vector_of_two(T x = 0, T y = 0) : x_(x), y_(y) {}
  T x() const { return x_; }
  friend T dot(const vector_of_two& a, const vector_of_two& b) { return a.x_ * b.x_ + a.y_ * b.y_; }

 private:
  T x_, y_;
};

TEST_CASE("count takes classes that are nothing but numbers", "[count]") {
  double seen = 0;
  const counts spent = tally::count(
      [&](const auto& a, const auto& b) {
        const auto product = dot(a, b);
        seen = product.value();
        return product * a.x().value();
      },
      vector_of_two<double>(1, 2), vector_of_two<double>(3, 4));
  CHECK(spent == counts().add(operation::mul, precision::f64, 3).add(operation::add, precision::f64, 1));
  CHECK(seen == 11);
  CHECK(tally::count([](auto a) { return a.x() * a.x(); }, vector_of_two<float>(2, 3)) ==
        counts().add(operation::mul, precision::f32, 1));
}

}  // namespace
