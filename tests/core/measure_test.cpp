// SPDX-License-Identifier: MIT
// What measure sees on one thread: all of it, once, whatever is nested, thrown or paused.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"

#include <stdexcept>
#include <vector>

using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;
using tally::precision;

namespace {

template <class T = double>
void multiply(int times) {
  counted<T> x = 1;
  for (int i = 0; i < times; ++i) x *= T(1);
}
template <class T = double>
void add(int times) {
  counted<T> x = 1;
  for (int i = 0; i < times; ++i) x += T(1);
}
counts muls(int n) { return counts().add(operation::mul, precision::f64, n); }
counts adds(int n) { return counts().add(operation::add, precision::f64, n); }

TEST_CASE("A measurement holds each operation of its callable by kind and precision", "[measure]") {
  const counts spent = measure([] {
    multiply<float>(3);
    multiply<double>(5);
    add<long double>(7);
    multiply<int>(11);
  });
  CHECK(spent == counts()
                     .add(operation::mul, precision::f32, 3)
                     .add(operation::mul, precision::f64, 5)
                     .add(operation::add, tally::precision_of<long double>, 7)
                     .add(operation::mul, precision::i32, 11));
}

TEST_CASE("Nothing done is nothing measured, and plain numbers are not counted", "[measure]") {
  CHECK(measure([] {}).empty());
  volatile double x = 2;
  CHECK(measure([&] { x = x * x + 1; }).empty());
}

TEST_CASE("Work before and after a measurement is not in it", "[measure]") {
  multiply(100);
  const counts spent = measure([] { multiply(2); });
  multiply(100);
  CHECK(spent == muls(2));
}

TEST_CASE("Two measurements after each other are as two of one", "[measure]") {
  const auto work = [] {
    multiply(4);
    add(3);
  };
  CHECK(measure(work) == measure(work));
}

TEST_CASE("A nested measurement is part of the outer one, and sees only its own", "[measure]") {
  counts inner;
  counts innermost;
  const counts outer = measure([&] {
    add(1);
    inner = measure([&] {
      multiply(2);
      innermost = measure([] { add(5); });
      multiply(3);
    });
    add(10);
  });
  CHECK(innermost == adds(5));
  CHECK(inner == muls(5) + adds(5));
  CHECK(outer == muls(5) + adds(16));
}

TEST_CASE("A callable's result is dropped, and it may be moved or hold state", "[measure]") {
  std::vector<int> calls;
  const counts spent = measure([&calls] {
    calls.push_back(1);
    multiply(1);
    return 42;
  });
  CHECK(spent == muls(1));
  CHECK(calls.size() == 1);
}

TEST_CASE("An exception passes through a measurement and leaves the next one right", "[measure]") {
  CHECK_THROWS_AS(measure([] {
                    multiply(3);
                    throw std::runtime_error("the user's");
                  }),
                  std::runtime_error);
  CHECK(measure([] { multiply(2); }) == muls(2));

  // What was spent before the throw was spent, and an outer measurement has it.
  const counts outer = measure([] {
    try {
      static_cast<void>(measure([] {
        multiply(3);
        throw std::runtime_error("the user's");
      }));
    } catch (const std::runtime_error&) {
      add(1);
    }
  });
  CHECK(outer == muls(3) + adds(1));
}

TEST_CASE("What the compiler computes beforehand is not executed, and not counted", "[measure]") {
  const counts spent = measure([] {
    static constexpr counted<double> nine = counted<double>(3) * 3;
    static_cast<void>(nine + 1);
  });
  CHECK(spent == adds(1));
}

TEST_CASE("A pause takes its work out and nothing else", "[measure][pause]") {
  const counts spent = measure([] {
    multiply(2);
    {
      const tally::pause unmeasured;
      multiply(1000);
      add(1000);
    }
    add(3);
  });
  CHECK(spent == muls(2) + adds(3));
}

TEST_CASE("Pauses nest: work counts again only when the outermost has ended", "[measure][pause]") {
  const counts spent = measure([] {
    multiply(1);
    {
      const tally::pause outer;
      multiply(10);
      {
        const tally::pause inner;
        multiply(100);
      }
      multiply(1000);
    }
    multiply(2);
  });
  CHECK(spent == muls(3));
}

TEST_CASE("A pause within an inner measurement is one for the outer too", "[measure][pause]") {
  counts inner;
  const counts outer = measure([&] {
    inner = measure([] {
      multiply(1);
      const tally::pause unmeasured;
      multiply(100);
    });
    add(1);
  });
  CHECK(inner == muls(1));
  CHECK(outer == muls(1) + adds(1));
}

TEST_CASE("A measurement begun in a pause is empty, and one around both sees neither", "[measure][pause]") {
  counts inner;
  const counts outer = measure([&] {
    const tally::pause unmeasured;
    multiply(1);
    inner = measure([] { multiply(5); });
    multiply(1);
  });
  CHECK(inner.empty());
  CHECK(outer.empty());
}

TEST_CASE("An exception ends a pause", "[measure][pause]") {
  const counts spent = measure([] {
    try {
      const tally::pause unmeasured;
      multiply(100);
      throw std::runtime_error("the user's");
    } catch (const std::runtime_error&) {
    }
    multiply(1);
  });
  CHECK(spent == muls(1));
}

TEST_CASE("A pause outside any measurement changes nothing later", "[measure][pause]") {
  {
    const tally::pause unmeasured;
    multiply(5);
  }
  CHECK(measure([] { multiply(1); }) == muls(1));
}

TEST_CASE("Counters that are hoisted out of a loop still count each pass", "[measure]") {
  // The shape of a matrix product's inner loop, long enough to be vectorised when optimised.
  std::vector<counted<float>> b(1031, counted<float>(0.5F));
  std::vector<counted<float>> c(1031, counted<float>(0.25F));
  const counted<float> a = 3;
  const counts spent = measure([&] {
    for (std::size_t j = 0; j < c.size(); ++j) c[j] = c[j] + a * b[j];
  });
  CHECK(spent == counts().add(operation::mul, precision::f32, 1031).add(operation::add, precision::f32, 1031));
  CHECK(c.back().value() == 1.75F);
}

}  // namespace
