// SPDX-License-Identifier: MIT
// Counted scalars: no way out that does not count, and nothing mixes that rounds or cuts in silence.

#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"

using tally::counted;

constexpr auto cube = [](auto x) { return x * x * x; };
const counted<double> x = 2;
const counted<float> y = 3;
// All of these say what they mean.
double plain = value(x);
int converted = static_cast<int>(x);
counted<double> widened = counted<double>(y) * x;
static_assert(tally::count(cube, 3.0)[tally::operation::mul] == 2);

#if TALLY_MUST_FAIL == 1
double leak = x;
#endif
// must_fail 1 g++: cannot convert 'const tally::counted<double>' to 'double'
// must_fail 1 clang: no viable conversion from 'const counted<double>' to 'double'

#if TALLY_MUST_FAIL == 2
auto mixed = x * y;
#endif
// must_fail 2 g++: no match for 'operator[*]' .*tally::counted<double>.*tally::counted<float>
// must_fail 2 clang: invalid operands to binary expression .*counted<double>.*counted<float>

#if TALLY_MUST_FAIL == 3
counted<float> narrowed = x;
#endif
// must_fail 3 g++: conversion from '.*counted<double>' to non-scalar type '.*counted<float>'
// must_fail 3 clang: no viable conversion from 'const counted<double>' to 'counted<float>'

#if TALLY_MUST_FAIL == 4
bool is_larger = x > y;
#endif
// must_fail 4 g++: no match for 'operator>'
// must_fail 4 clang: invalid operands to binary expression

#if TALLY_MUST_FAIL == 5
void accumulate(double& sum) { sum += x; }
#endif
// must_fail 5 g++: no match for 'operator[+]=' .*'double' and 'const tally::counted<double>'
// must_fail 5 clang: invalid operands to binary expression .'double' and 'const counted<double>'.

#if TALLY_MUST_FAIL == 6
double plain_function(double);
double leak = plain_function(x);
#endif
// must_fail 6 g++: cannot convert 'const tally::counted<double>' to 'double'
// must_fail 6 clang: no matching function for call to 'plain_function'

#if TALLY_MUST_FAIL == 7
auto cut = counted<int>(3) * 2.5;
#endif
// must_fail 7 g++: no match for 'operator[*]'
// must_fail 7 clang: invalid operands to binary expression

#if TALLY_MUST_FAIL == 8
auto remainder_of_fractions = x % x;
#endif
// must_fail 8 g++: no match for 'operator%'
// must_fail 8 clang: invalid operands to binary expression

#if TALLY_MUST_FAIL == 9
constexpr auto constants_only = [](auto z) { return decltype(z)(2) * decltype(z)(3); };
static_assert(tally::count(constants_only, 1.0).empty());
#endif
// must_fail 9: tally: an operation on constants alone has no ledger to count in; give it a counted operand

#if TALLY_MUST_FAIL == 10
constexpr auto takes_plain = [](double z) { return z; };
constexpr auto nothing = tally::count(takes_plain, 1.0);
#endif
// must_fail 10 g++: no matching function for call to 'count[(]
// must_fail 10 clang: no matching function for call to 'count'

#if TALLY_MUST_FAIL == 11
void drop() { tally::count(cube, 3.0); }
#endif
// must_fail 11: ignoring return value

// A type whose precision nobody has said would be counted nowhere.
#if TALLY_MUST_FAIL == 12
struct money {
  long cents;
  friend money operator+(money a, money b) { return {a.cents + b.cents}; }
};
counted<money> twice(const counted<money>& sum) { return sum + sum; }
#endif
// must_fail 12: precision_of_type<money>
