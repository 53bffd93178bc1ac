// SPDX-License-Identifier: MIT
// Eigen's module of special functions. A program that brings Eigen's core before its macros called abs or floor does
// not know that this one follows: here they are set aside.
#pragma once

#pragma push_macro("abs")
#undef abs
#pragma push_macro("ceil")
#undef ceil
#pragma push_macro("clamp")
#undef clamp
#pragma push_macro("fabs")
#undef fabs
#pragma push_macro("floor")
#undef floor
#pragma push_macro("isfinite")
#undef isfinite
#pragma push_macro("isinf")
#undef isinf
#pragma push_macro("isnan")
#undef isnan
#pragma push_macro("isnormal")
#undef isnormal
#pragma push_macro("max")
#undef max
#pragma push_macro("min")
#undef min
#pragma push_macro("round")
#undef round
#pragma push_macro("signbit")
#undef signbit
#pragma push_macro("trunc")
#undef trunc

#include <unsupported/Eigen/SpecialFunctions>

#pragma pop_macro("abs")
#pragma pop_macro("ceil")
#pragma pop_macro("clamp")
#pragma pop_macro("fabs")
#pragma pop_macro("floor")
#pragma pop_macro("isfinite")
#pragma pop_macro("isinf")
#pragma pop_macro("isnan")
#pragma pop_macro("isnormal")
#pragma pop_macro("max")
#pragma pop_macro("min")
#pragma pop_macro("round")
#pragma pop_macro("signbit")
#pragma pop_macro("trunc")
