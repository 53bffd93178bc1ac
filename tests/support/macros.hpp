// SPDX-License-Identifier: MIT
// The macros that other headers define (windows.h, Arduino.h, math.h of C before C++11). Standard headers come before.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstdint>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

// None of these can be used by mistake: what they stand for is declared nowhere.
#define min(a, b) taken_for_a_macro
#define max(a, b) taken_for_a_macro
#define abs(x) taken_for_a_macro
#define fabs(x) taken_for_a_macro
#define round(x) taken_for_a_macro
#define floor(x) taken_for_a_macro
#define ceil(x) taken_for_a_macro
#define trunc(x) taken_for_a_macro
#define clamp(x, low, high) taken_for_a_macro
#define constrain(x, low, high) taken_for_a_macro
#define sq(x) taken_for_a_macro
#define radians(x) taken_for_a_macro
#define degrees(x) taken_for_a_macro
#define isnan(x) taken_for_a_macro
#define isinf(x) taken_for_a_macro
#define isfinite(x) taken_for_a_macro
#define isnormal(x) taken_for_a_macro
#define signbit(x) taken_for_a_macro
#define fpclassify(x) taken_for_a_macro
#define isgreater(x, y) taken_for_a_macro
#define isgreaterequal(x, y) taken_for_a_macro
#define isless(x, y) taken_for_a_macro
#define islessequal(x, y) taken_for_a_macro
#define islessgreater(x, y) taken_for_a_macro
#define isunordered(x, y) taken_for_a_macro
