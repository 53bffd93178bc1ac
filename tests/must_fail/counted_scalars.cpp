// SPDX-License-Identifier: MIT
// Counted scalars: no way out that does not count.

#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"

#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

using tally::counted;

constexpr auto cube = [](auto x) { return x * x * x; };
const counted<double> x = 2;
const counted<float> y = 3;
// All of these say what they mean.
double plain = value(x);
float narrowed = tally::convert_to<float>(x);
int converted = static_cast<int>(x);
counted<double> widened = y * x;
counted<float> back = widened;
static_assert(tally::count(cube, 3.0)[tally::operation::mul] == 2);

#if TALLY_MUST_FAIL == 1
double leak = x;
#endif
// must_fail 1 g++: cannot convert 'const tally::counted<double>' to 'double'
// must_fail 1 clang: no viable conversion from 'const counted<double>' to 'double'

// Explicit conversions, whoever writes them.
#if TALLY_MUST_FAIL == 2
double leak{x};
#endif
// must_fail 2: tally: a counted number becomes a plain floating-point number, .* value.x.
// .*tally::convert_to<double>.x.

#if TALLY_MUST_FAIL == 3
struct gain {
  double g;
  template <class R>
  explicit gain(R r) : g(r) {}
};
gain leak(x);
#endif
// must_fail 3: tally: a counted number becomes a plain floating-point number

#if TALLY_MUST_FAIL == 4
void leak(std::vector<double>& v) { v.emplace_back(x); }
#endif
// must_fail 4: tally: a counted number becomes a plain floating-point number

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
const std::vector<counted<float>> counted_ones(3, 1.0F);
std::vector<double> leak(counted_ones.begin(), counted_ones.end());
#endif
// must_fail 7: tally: a counted number becomes a plain floating-point number

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

#if TALLY_MUST_FAIL == 13
std::optional<float> leak(x);
#endif
// must_fail 13: tally: a counted number becomes a plain floating-point number

#if TALLY_MUST_FAIL == 14
std::pair<double, int> leak(x, 1);
#endif
// must_fail 14: tally: a counted number becomes a plain floating-point number

#if TALLY_MUST_FAIL == 15
auto leak = std::make_unique<double>(x);
#endif
// must_fail 15: tally: a counted number becomes a plain floating-point number

#if TALLY_MUST_FAIL == 16
void leak(std::map<int, double>& m) { m.emplace(1, x); }
#endif
// must_fail 16: tally: a counted number becomes a plain floating-point number

#if TALLY_MUST_FAIL == 17
long double leak = static_cast<long double>(y);
#endif
// must_fail 17: tally: a counted number becomes a plain floating-point number

// The sum of counted numbers is a plain number here: the first argument says so.
#if TALLY_MUST_FAIL == 18
const std::vector<counted<double>> ones(3, 1.0);
auto leak = std::accumulate(ones.begin(), ones.end(), 0.0);
#endif
// must_fail 18 g++: cannot convert .*tally::counted<double>.* to 'double' in assignment
// must_fail 18 clang: assigning to 'double' from incompatible type .*counted<double

#if TALLY_MUST_FAIL == 19
struct point {
  double x, y;
};
constexpr auto area = [](auto p) { return p.x * p.y; };
constexpr auto uncounted = tally::count(area, point{1, 2});
#endif
// must_fail 19: tally: an argument of count is of a class whose numbers have fixed types, so they cannot count
