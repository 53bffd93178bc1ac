// SPDX-License-Identifier: MIT
// A budget beside the unit tests: a filter whose cost per sample cannot grow unnoticed.

#include <tally/adapters/catch2.hpp>
#include <tally/tally.hpp>

#include <cstddef>
#include <iostream>

// Second-order sections, one after the other (direct form II transposed): five multiplications, two additions and two
// subtractions each.
template <class T, std::size_t Sections>
struct cascade {
  struct section {
    T b0, b1, b2, a1, a2;
    T s1{}, s2{};
  };
  section sections[Sections]{};

  constexpr T step(T x) {
    for (section& s : sections) {
      const T y = s.b0 * x + s.s1;
      s.s1 = s.b1 * x - s.a1 * y + s.s2;
      s.s2 = s.b2 * x - s.a2 * y;
      x = y;
    }
    return x;
  }
};

// The compiler runs the filter and counts: 9 FLOPs a section.
constexpr tally::counts one_step = tally::count(
    [](auto x) {
      cascade<decltype(x), 4> filter;
      for (auto& s : filter.sections) s = {x, x, x, x, x, x, x};
      return filter.step(x);
    },
    0.5F);
static_assert(one_step.flops() == 4 * 9);
static_assert(tally::within<one_step.flops(), 40>);  // fails with the number, the limit and the excess

TEST_CASE("a step of the filter stays within its budget") {
  cascade<tally::counted<float>, 4> filter;
  for (auto& s : filter.sections) s = {0.2F, 0.4F, 0.2F, -0.5F, 0.3F, 0.0F, 0.0F};

  REQUIRE_THAT(tally::measure([&] { filter.step(1.0F); }), tally::spends_at_most(40));
  REQUIRE_THAT(tally::measure([&] { filter.step(1.0F); }), tally::spends(one_step));
}

TEST_CASE("a second of sound costs what its samples cost") {
  using namespace tally::literals;
  cascade<tally::counted<float>, 4> filter;
  for (auto& s : filter.sections) s = {0.2F, 0.4F, 0.2F, -0.5F, 0.3F, 0.0F, 0.0F};

  const tally::counts second = tally::measure([&] {
    for (int i = 0; i < 48'000; ++i) filter.step(i % 48 < 24 ? 1.0F : -1.0F);
  });
  REQUIRE_THAT(second, tally::spends(one_step * 48'000));
  REQUIRE_THAT(second, tally::spends_at_most(2_MFLOP));
  std::cout << "one step:   " << one_step << " = " << one_step.flops() << "\n"
            << "one second: " << tally::report::human(second.flops()) << " of a budget of "
            << tally::report::human(2_MFLOP) << "\n";
}
