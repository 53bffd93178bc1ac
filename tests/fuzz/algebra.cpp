// SPDX-License-Identifier: MIT
// cases: 20000

// Counts and amounts are whole numbers below 2^128: what they come to is what whole numbers of any size do, or an
// overflow exactly where these leave the range; and what fails changes nothing.

#include "fuzz/big_integer.hpp"
#include "fuzz/fuzz.hpp"
#include "tally/analysis/budget.hpp"
#include "tally/core/counts.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fuzz {
namespace {

using tally::counts;
using tally::natural;
using tally::operation;
using tally::precision;

const big_integer limit = big_integer::power_of_two(128);

// The same number twice over.
struct both {
  big_integer far;
  natural ours;
};
both number(dice& dice) {
  __extension__ typedef unsigned __int128 wide;
  wide n = 0;
  const int form = dice.between(0, 3);
  if (form == 0) n = dice.between<std::uint64_t>(0, 9);
  if (form == 1) n = dice.any();
  if (form == 2) n = static_cast<wide>(dice.any()) << 64 | dice.any();
  if (form == 3) {  // around a power of two, and around the limit
    const int exponent = dice.one_of({8, 31, 32, 33, 53, 62, 63, 64, 65, 96, 126, 127, 128});
    n = (exponent == 128 ? wide{0} : wide{1} << exponent) + static_cast<wide>(dice.between(0, 4)) - 2;
    if (exponent == 128 && n < 2) n -= 2;  // 2^128 itself is none
  }
  return {big_integer(static_cast<std::uint64_t>(n >> 64)) * big_integer::power_of_two(64) +
              big_integer(static_cast<std::uint64_t>(n)),
          natural::of(n)};
}
both factor(dice& dice) {
  if (dice.coin()) return number(dice);
  const auto n = dice.between<std::uint64_t>(0, dice.coin() ? 1000 : std::numeric_limits<std::uint32_t>::max());
  return {big_integer(n), natural(n)};
}

using position = std::pair<int, int>;
struct both_counts {
  std::map<position, big_integer> far;
  counts ours;
};
both_counts table(dice& dice) {
  both_counts result;
  const int items = dice.between(0, 4);
  for (int i = 0; i < items; ++i) {
    const position at{dice.between(0, static_cast<int>(tally::operation_count) - 1),
                      dice.between(0, static_cast<int>(tally::precision_count) - 1)};
    if (result.far.contains(at)) continue;
    const both n = factor(dice);
    result.far[at] = n.far;
    result.ours.add(static_cast<operation>(at.first), static_cast<precision>(at.second), n.ours);
  }
  return result;
}

// A number in the range, or "overflow".
std::string in_range(const big_integer& n) { return n < limit ? to_string(n) : "overflow"; }
template <class F>
std::string or_overflow(const F& f) {
  try {
    return to_string(f());
  } catch (const tally::overflow_error&) {
    return "overflow";
  }
}
std::string compared(const std::string& what, const std::string& ours, const std::string& far) {
  return ours == far ? "" : what + ": " + ours + ", by the other reckoning " + far;
}

// Equal to a table of numbers, all of them.
bool equals(const counts& ours, const std::map<position, big_integer>& far) {
  for (std::size_t kind = 0; kind < tally::operation_count; ++kind)
    for (std::size_t format = 0; format < tally::precision_count; ++format) {
      const auto found = far.find({static_cast<int>(kind), static_cast<int>(format)});
      const big_integer n = found == far.end() ? big_integer() : found->second;
      if (to_string(ours.at(static_cast<operation>(kind), static_cast<precision>(format))) != to_string(n))
        return false;
    }
  return true;
}

std::string of_numbers(dice& dice) {
  const both a = number(dice);
  const both b = factor(dice);
  const std::string about = to_string(a.far) + " and " + to_string(b.far);
  const auto by_assignment = [&](const auto& change) {  // which leaves the number as it was where it fails
    natural n = a.ours;
    try {
      change(n);
    } catch (const tally::overflow_error&) {
      return n == a.ours ? std::string("overflow") : "a failure left " + to_string(n);
    }
    return to_string(n);
  };
  switch (dice.between(0, 7)) {
  case 0:
    return compared("sum of " + about, or_overflow([&] { return a.ours + b.ours; }), in_range(a.far + b.far)) +
           compared("+= of " + about, by_assignment([&](natural& n) { n += b.ours; }), in_range(a.far + b.far));
  case 1: {
    const std::string far = a.far < b.far ? "overflow" : to_string(a.far - b.far);
    return compared("difference of " + about, or_overflow([&] { return a.ours - b.ours; }), far) +
           compared("-= of " + about, by_assignment([&](natural& n) { n -= b.ours; }), far);
  }
  case 2:
    return compared("product of " + about, or_overflow([&] { return a.ours * b.ours; }), in_range(a.far * b.far)) +
           compared("*= of " + about, by_assignment([&](natural& n) { n *= b.ours; }), in_range(a.far * b.far));
  case 3: {
    const bool zero = b.far == big_integer();
    const auto [quotient, rest] = zero ? std::pair<big_integer, big_integer>() : big_integer::divided(a.far, b.far);
    return compared("quotient of " + about, or_overflow([&] { return a.ours / b.ours; }),
                    zero ? "overflow" : to_string(quotient)) +
           compared("rest of " + about, or_overflow([&] { return a.ours % b.ours; }),
                    zero ? "overflow" : to_string(rest));
  }
  case 4:
    return (a.ours < b.ours) == (a.far < b.far) && (a.ours == b.ours) == (a.far == b.far) ? "" : "order of " + about;
  case 5:
    return compared("a double of " + to_string(a.far), std::to_string(static_cast<double>(a.ours)),
                    std::to_string(a.far.rounded()));
  case 6: {
    const auto as = [&](auto type) {
      using integer = decltype(type);
      const big_integer most(static_cast<std::uint64_t>(std::numeric_limits<integer>::max()));
      return compared("an integer of " + to_string(a.far),
                      or_overflow([&] { return natural(static_cast<integer>(a.ours)); }),
                      a.far <= most ? to_string(a.far) : "overflow");
    };
    return as(std::int8_t{}) + as(std::uint8_t{}) + as(std::int16_t{}) + as(std::int32_t{}) + as(std::uint32_t{}) +
           as(std::int64_t{}) + as(std::uint64_t{});
  }
  default: {
    // n · numerator / denominator, rounded up. The product itself may leave the range, that of the rest may not.
    const both by = factor(dice);
    if (by.far == big_integer() || big_integer::divided(a.far, by.far).second * b.far >= limit) return "";
    const auto [quotient, rest] = big_integer::divided(a.far * b.far, by.far);
    const big_integer up = rest == big_integer() ? quotient : quotient + big_integer(1);
    counts one;
    one.add(operation::add, precision::f32, a.ours);
    return compared("scaled by " + about + " over " + to_string(by.far),
                    or_overflow([&] { return one.scaled(b.ours, by.ours)[operation::add]; }), in_range(up));
  }
  }
}

std::string of_counts(dice& dice) {
  const both_counts a = table(dice);
  const both_counts b = table(dice);
  const both times = factor(dice);
  const int what = dice.between(0, 2);
  std::map<position, big_integer> far = a.far;
  bool fits = true;
  if (what == 0)
    for (const auto& [at, n] : b.far) far[at] = far[at] + n;
  if (what == 1)
    for (const auto& [at, n] : b.far) {
      fits = fits && n <= far[at];
      if (fits) far[at] = far[at] - n;
    }
  if (what == 2)
    for (auto& [at, n] : far) n = n * times.far;
  for (const auto& [at, n] : far) fits = fits && n < limit;

  const std::string about = to_string(a.ours) +
                            (what == 0   ? " + "
                             : what == 1 ? " - "
                                         : " * ") +
                            (what == 2 ? to_string(times.ours) : to_string(b.ours));
  counts ours = a.ours;
  try {
    if (what == 0) ours += b.ours;
    if (what == 1) ours -= b.ours;
    if (what == 2) ours *= times.ours;
  } catch (const tally::overflow_error&) {
    if (fits) return "an overflow where all fits: " + about;
    return ours == a.ours ? "" : "a failure changed the counts: " + about;
  }
  if (!fits) return "no overflow: " + about + " = " + to_string(ours);
  return equals(ours, far) ? "" : about + " = " + to_string(ours);
}

// What the conventions weigh, written down again: their names say the rules.
std::string of_amounts(dice& dice) {
  const both_counts a = table(dice);
  const auto weighed = [&](const std::function<unsigned(operation)>& weight, bool integers) {
    big_integer sum;
    for (const auto& [at, n] : a.far)
      if (integers || at.second < static_cast<int>(precision::i8))
        sum = sum + n * big_integer(weight(static_cast<operation>(at.first)));
    return in_range(sum);
  };
  const auto flops = [](operation kind) -> unsigned {
    if (kind == operation::fma) return 2;
    return kind == operation::add || kind == operation::sub || kind == operation::mul || kind == operation::div ? 1 : 0;
  };
  const auto papi = [&](operation kind) -> unsigned {
    const bool counts_one = kind == operation::sqrt || kind == operation::rsqrt || kind == operation::min_max;
    return counts_one ? 1 : flops(kind);
  };
  const std::string of = " of " + to_string(a.ours);
  return compared("flops" + of, or_overflow([&] { return a.ours.flops().value(); }), weighed(flops, false)) +
         compared("ops" + of, or_overflow([&] { return a.ours.in<tally::conventions::ops>().value(); }),
                  weighed(flops, true)) +
         compared("papi" + of, or_overflow([&] { return a.ours.in<tally::conventions::papi>().value(); }),
                  weighed(papi, false));
}

// Limits at what is spent, one below and one above.
std::string of_budgets(dice& dice) {
  const both_counts a = table(dice);
  both_counts b = dice.coin() ? a : table(dice);
  bool fits = true;
  for (const auto& [at, n] : a.far) fits = fits && (n == big_integer() || (b.far.contains(at) && n <= b.far[at]));
  if (a.ours.at_most(b.ours) != fits) return to_string(a.ours) + " at most " + to_string(b.ours) + "?";
  if (a.ours.empty()) return "";  // a budget on nothing has rules of its own
  bool refused = false;
  try {
    tally::require_within(a.ours, b.ours, "it");
  } catch (const tally::budget_error&) {
    refused = true;
  }
  if (refused == fits) return to_string(a.ours) + " within " + to_string(b.ours) + "?";

  const auto spent = dice.between<std::uint64_t>(1, std::uint64_t{1} << 62);
  const int above = dice.between(-1, 1);
  counts adds;
  adds.add(operation::add, precision::f32, spent);
  const tally::flop_amount most(spent + static_cast<std::uint64_t>(1 + above) - 1);
  try {
    tally::require_within(adds.flops(), most, "it");
    return above >= 0 ? "" : std::to_string(spent) + " within one less";
  } catch (const tally::budget_error& problem) {
    return above < 0 && problem.excess() == 1 && problem.spent() == spent ? "" : "not within " + to_string(most);
  }
}

std::string examine(dice& dice) {
  switch (dice.between(0, 7)) {
  case 0:
  case 1:
    return of_counts(dice);
  case 2:
    return of_amounts(dice);
  case 3:
    return of_budgets(dice);
  default:
    return of_numbers(dice);
  }
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) { return fuzz::run(argc, argv, fuzz::examine); }
