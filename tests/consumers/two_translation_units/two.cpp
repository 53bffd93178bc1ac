// SPDX-License-Identifier: MIT

#include <tally/tally.hpp>

tally::counted<double> multiply_elsewhere(tally::counted<double> x) { return x * 2.0; }
