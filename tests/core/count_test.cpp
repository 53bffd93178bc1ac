// SPDX-License-Identifier: MIT
// tally::count at run time, and ledgers of one's own.

#include "support/catch.hpp"
#include "tally/core/count.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <stdexcept>

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

TEST_CASE("An operation on constants alone is an error that names the cure, not a silent zero", "[count][misuse]") {
  const auto constants_only = [](auto x) { return decltype(x)(2) * decltype(x)(3); };
  CHECK_THROWS_AS(tally::count(constants_only, 1.0), tally::error);
  CHECK_THROWS_WITH(tally::count(constants_only, 1.0),
                    "tally: an operation on constants alone has no ledger to count in; give it a counted operand");
  CHECK_THROWS_AS(tally::count([](auto x) { return decltype(x)(2) += 1; }, 1.0), tally::error);
  CHECK_THROWS_AS(tally::count([](auto x) { return decltype(x)(2) < 3; }, 1.0), tally::error);
  CHECK_THROWS_AS(tally::count([](auto x) { return exp(decltype(x)(2)); }, 1.0), tally::error);
  CHECK_NOTHROW(tally::count([](auto x) { return decltype(x)(2) * x; }, 1.0));
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

}  // namespace
