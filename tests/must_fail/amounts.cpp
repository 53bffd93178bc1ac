// SPDX-License-Identifier: MIT
// Counts, amounts and their literals: conventions do not mix, and nothing is rounded, wrapped or below zero.

#include "tally/core/counts.hpp"

#include <cstdint>

using namespace tally::literals;
using tally::counts;
using tally::natural;
using tally::operation;
using tally::precision;

constexpr counts spent = counts().add(operation::mul, precision::f32, 5);
constexpr natural two_to_64 = natural(UINT64_MAX) + 1;

// Two FLOPs add and compare, and a multiply-accumulate has its own type.
constexpr auto sum = 1_kFLOP + spent.flops();
static_assert(sum == 1'005 && 3_MAC > 2);

#if TALLY_MUST_FAIL == 1
constexpr auto mixed = 1_kFLOP + 1_kMAC;
#endif
// must_fail 1 g++: no match for 'operator[+]'
// must_fail 1 clang: invalid operands to binary expression
// must_fail 1: conventions::macs

#if TALLY_MUST_FAIL == 2
static_assert(spent.flops() < spent.in<tally::conventions::papi>());
#endif
// must_fail 2 g++: no match for 'operator<'
// must_fail 2 clang: invalid operands to binary expression
// must_fail 2: conventions::papi

#if TALLY_MUST_FAIL == 3
static_assert(spent.flops() == 5_MAC);
#endif
// must_fail 3 g++: no match for 'operator=='
// must_fail 3 clang: invalid operands to binary expression

#if TALLY_MUST_FAIL == 4
constexpr tally::mac_amount relabelled = spent.flops();
#endif
// must_fail 4 g++: conversion from 'amount<.*flops>' to non-scalar type 'amount<.*macs>'
// must_fail 4 clang: no viable conversion from 'amount<.*flops>' to 'const amount<.*macs>'

#if TALLY_MUST_FAIL == 5
constexpr double number = spent.flops();
#endif
// must_fail 5 g++: cannot convert
// must_fail 5 clang: no viable conversion from .* to 'const double'

#if TALLY_MUST_FAIL == 6
constexpr auto guess = tally::macs(spent);
#endif
// must_fail 6: tally: counts do not say which multiplications were accumulated; ask a prediction or a trace for MACs

#if TALLY_MUST_FAIL == 7
constexpr auto guess = spent.in<tally::conventions::macs>();
#endif
// must_fail 7 g++: no matching function for call to 'tally::counts::in<tally::conventions::macs>[(][)]
// must_fail 7 clang: no matching member function for call to 'in'

#if TALLY_MUST_FAIL == 8
constexpr auto below = spent - 2 * spent;
#endif
// must_fail 8: tally: a difference of counts is below zero

#if TALLY_MUST_FAIL == 9
constexpr natural beyond = two_to_64 * two_to_64;
#endif
// must_fail 9: tally: a product of counts exceeds 2.128 - 1

#if TALLY_MUST_FAIL == 10
constexpr natural beyond = two_to_64 * (two_to_64 - 1) + two_to_64;
#endif
// must_fail 10: tally: a sum of counts exceeds 2.128 - 1

#if TALLY_MUST_FAIL == 11
constexpr counts negative = counts().add(operation::add, precision::f32, -1);
#endif
// must_fail 11: tally: a count cannot be negative

#if TALLY_MUST_FAIL == 12
constexpr int cut = static_cast<int>(two_to_64);
#endif
// must_fail 12: tally: this count does not fit the integer type it is converted to

#if TALLY_MUST_FAIL == 13
constexpr auto part_of_an_operation = 1.0005_kFLOP;
#endif
// must_fail 13: tally: this amount is not a whole number of operations

#if TALLY_MUST_FAIL == 14
constexpr auto hexadecimal = 0x10_FLOP;
#endif
// must_fail 14: tally: an amount is written in decimal digits, such as 1.5_GFLOP

#if TALLY_MUST_FAIL == 15
constexpr natural rounded = 2.5;
#endif
// must_fail 15 g++: conversion from 'double' to non-scalar type
// must_fail 15 clang: no viable conversion from 'double'

#if TALLY_MUST_FAIL == 16
void drop() { spent.flops(); }
#endif
// must_fail 16 g++: ignoring return value
// must_fail 16 clang: ignoring return value

#if TALLY_MUST_FAIL == 17
constexpr natural half = natural(1) / 0;
#endif
// must_fail 17: tally: a count is divided by zero

#if TALLY_MUST_FAIL == 18
constexpr counts limit = spent * 1.05;
#endif
// must_fail 18: tally: counts are exact and take whole factors; c.scaled[(]21, 20[)] is 1.05 times as much, rounded up

#if TALLY_MUST_FAIL == 19
constexpr auto limit = 1.05 * spent.flops();
#endif
// must_fail 19: tally: amounts are exact and take whole factors; a.scaled[(]21, 20[)] is 1.05 times as much, rounded up
