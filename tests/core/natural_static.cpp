// SPDX-License-Identifier: MIT
// Counts are exact integers of 128 bits.

#include "tally/core/natural.hpp"

#include <climits>
#include <cstddef>
#include <cstdint>
#include <type_traits>

using tally::natural;

namespace {

// Raised to a power by repeated multiplication, which is what the products below are checked against.
constexpr natural power_of_ten(int exponent) {
  natural power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}
constexpr natural largest = natural::of(~static_cast<tally::detail::uint128>(0));

// Layout: sixteen bytes that copy like an integer and may be a template argument.
static_assert(sizeof(natural) == 16);
static_assert(std::is_trivially_copyable_v<natural>);
static_assert(std::is_standard_layout_v<natural>);
template <natural N>
constexpr natural argument = N;
static_assert(argument<natural(7)> == 7);

// It is zero unless made from something.
static_assert(natural() == 0);

// Every integer type goes in by itself, and floating point does not: a rounded count is no count.
static_assert(std::is_convertible_v<int, natural>);
static_assert(std::is_convertible_v<unsigned char, natural>);
static_assert(std::is_convertible_v<std::int64_t, natural>);
static_assert(std::is_convertible_v<std::size_t, natural>);
static_assert(!std::is_constructible_v<natural, double>);
static_assert(!std::is_constructible_v<natural, float>);
static_assert(natural(UINT64_MAX) == UINT64_MAX);
static_assert(natural(INT64_MAX) == INT64_MAX);

// Nothing comes out by itself.
static_assert(!std::is_convertible_v<natural, int>);
static_assert(!std::is_convertible_v<natural, double>);
static_assert(!std::is_convertible_v<natural, bool>);
static_assert(static_cast<int>(natural(7)) == 7);
static_assert(static_cast<std::uint64_t>(natural(UINT64_MAX)) == UINT64_MAX);
static_assert(static_cast<signed char>(natural(127)) == 127);
static_assert(static_cast<double>(natural(3)) == 3.0);
// A number above 2^53 rounds to the nearest double: 2^53 + 1 has none.
static_assert(static_cast<double>(natural((std::uint64_t{1} << 53) + 1)) == 9007199254740992.0);
// As a condition it asks for anything at all, however much that is.
static_assert(static_cast<bool>(natural(2)) && static_cast<bool>(largest) && !static_cast<bool>(natural(0)));

// Algebra on both sides of 2^64.
static_assert(natural(2) + 3 == 5 && 2 + natural(3) == 5);
static_assert(natural(5) - 3 == 2 && 5 - natural(5) == 0);
static_assert(natural(6) * 7 == 42 && 6U * natural(7) == 42);
static_assert(natural(17) / 5 == 3 && natural(17) % 5 == 2);
static_assert(natural(UINT64_MAX) + 1 - UINT64_MAX == 1);
static_assert((natural(UINT64_MAX) + 1) / 2 == std::uint64_t{1} << 63);
static_assert(natural(UINT64_MAX) * UINT64_MAX / UINT64_MAX == UINT64_MAX);
static_assert((power_of_ten(36) + 1) % 10 == 1);
static_assert(power_of_ten(36) / power_of_ten(35) == 10);
static_assert(power_of_ten(18) * power_of_ten(18) == power_of_ten(36));
static_assert(power_of_ten(36) + 1 - power_of_ten(36) == 1);
// (10^18 + 1)^2 = 10^36 + 2 * 10^18 + 1
static_assert((power_of_ten(18) + 1) * (power_of_ten(18) + 1) == power_of_ten(36) + 2 * power_of_ten(18) + 1);

// Compound assignment changes the left side and returns it.
static_assert([] {
  natural n = 10;
  return &(n += 4) == &n && n == 14 && (n -= 2) == 12 && (n *= 3) == 36 && (n /= 5) == 7 && (n %= 4) == 3;
}());

// Order, with every integer type on either side; a negative number is below every count and equal to none.
static_assert(natural(2) < natural(3) && natural(3) > 2 && 2 < natural(3) && natural(3) >= 3U);
static_assert(natural(UINT64_MAX) < natural(UINT64_MAX) + 1);
static_assert(power_of_ten(36) > UINT64_MAX && INT_MAX < power_of_ten(36));
static_assert(natural(0) > -1 && -1 < natural(0) && natural(0) != -1);
static_assert(largest != -1, "the bits of -1 are those of the largest count");

// Limits: the last value is 2^128 - 1, and what touches it exactly is allowed.
static_assert(largest / 2 * 2 + 1 == largest);
static_assert(largest - largest == 0);
static_assert(largest - 1 + 1 == largest);
static_assert(largest * 1 == largest && largest * 0 == 0 && 0 * largest == 0);
// 2^128 - 1 = (2^64 - 1) (2^64 + 1)
static_assert(natural(UINT64_MAX) * (natural(UINT64_MAX) + 2) == largest);

}  // namespace
