// SPDX-License-Identifier: MIT
// <complex> and complex numbers of counted scalars.
#pragma once

#include "tally/core/complex_number.hpp"

#include <complex>
