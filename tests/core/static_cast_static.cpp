// SPDX-License-Identifier: MIT
// flags: -DTALLY_ALLOW_STATIC_CAST
// Where the macro lets templates of others cast counted numbers to plain ones, each cast counts, to the number's own
// type too, and there is still no way out by itself.

#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"

#include <type_traits>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;

namespace {

template <class To, class From>
constexpr bool is_one_conversion(precision format, From x, To expected) {
  return tally::count([](auto y) { return static_cast<To>(y); }, x) == counts().add(operation::convert, format, 1) &&
         static_cast<To>(counted<From>(x)) == expected;
}
static_assert(is_one_conversion<double>(precision::f64, 0.1, 0.1));
static_assert(is_one_conversion<float>(precision::f32, 0.1, 0.1F));
static_assert(is_one_conversion<double>(precision::f64, 0.1F, static_cast<double>(0.1F)));
static_assert(is_one_conversion<float>(precision::f32, 7, 7.0F));

static_assert(!std::is_convertible_v<counted<double>, double> && !std::is_convertible_v<counted<float>, double>);
static_assert(tally::count([](auto y) { return value(y); }, 0.1).empty());

}  // namespace
