// SPDX-License-Identifier: MIT
// flags: -O2 -mavx2 -mfma -ffp-contract=off
// Where the processor has fused multiply-adds, bits are the plain program's as long as the compiler forms none by
// itself: what docs/measuring.md promises, and no more.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/measure.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace {

template <class S>
[[gnu::noinline]] S by_horner(S x, S y) {
  return (x * y + y) * x - y * y;
}

// How many of a thousand results differ.
template <class T, class F, class G>
int differing(F plain, G counted) {
  std::uint32_t state = 1;
  const auto next = [&] {
    state = state * 1664525U + 1013904223U;
    return static_cast<T>(state >> 8U) / static_cast<T>(16777216) - static_cast<T>(0.5);
  };
  int count = 0;
  for (int i = 0; i < 1000; ++i) {
    const T x = next();
    const T y = next();
    const T a = plain(x, y);
    const T b = counted(tally::counted<T>(x), tally::counted<T>(y)).value();
    if (std::memcmp(&a, &b, sizeof(T)) != 0) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("without contraction, products and sums have the plain program's bits") {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return;
  CHECK(differing<double>(by_horner<double>, by_horner<tally::counted<double>>) == 0);
  CHECK(differing<float>(by_horner<float>, by_horner<tally::counted<float>>) == 0);
  // The comparison sees what contraction does.
  CHECK(differing<double>([](double x, double y) { return std::fma(std::fma(x, y, y), x, -y * y); },
                          by_horner<tally::counted<double>>) > 100);
}

TEST_CASE("what is counted is what is written, whatever is contracted") {
  const tally::counted<double> x = 0.1;
  const tally::counted<double> y = 0.3;
  const tally::counts spent = tally::measure([&] { static_cast<void>(by_horner(x, y)); });
  CHECK(spent[tally::operation::mul] == 3);
  CHECK(spent[tally::operation::fma] == 0);
}
