// SPDX-License-Identifier: MIT
// flags: -DTALLY_TEST_WITHOUT_PRECOMPILED_HEADERS
// Programs whose other headers define macros of these names with arguments (windows.h, Arduino.h, math.h of C before
// C++11) can include the library: none of its functions is taken for a macro.

#include "support/macros.hpp"
#include "tally/core/complex.hpp"
#include "tally/core/special_functions.hpp"
#include "tally/models/models.hpp"
#include "tally/report/report.hpp"
#include "tally/tally.hpp"

// What is called is the library's.
static_assert((tally::max)(tally::counted<double>(-2), 1.0).value() == 1);
static_assert((tally::clamp)(tally::counted<double>(-2), 0.0, 1.0).value() == 0);
static_assert((tally::isnan)(std::numeric_limits<tally::counted<double>>::quiet_NaN()));
static_assert(tally::count([](auto x) { return (tally::abs)(x) + (tally::round)(x); }, -2.0).flops() == 1);
static_assert(tally::predict(tally::nn::sequential{tally::nn::softplus{}, tally::nn::softsign{}}, {2, 3}).flops() > 0);
static_assert((std::numeric_limits<tally::counted<int>>::max)().value() == 0x7FFFFFFF);
