// SPDX-License-Identifier: MIT
// The names of parameters and scopes that the library's own layers use again and again.
#pragma once

#include "tally/core/label.hpp"

// A label made from text costs constant expressions a loop over its characters; these are made once.
namespace tally::nn::names {

inline constexpr label weight = "weight";
inline constexpr label bias = "bias";
inline constexpr label running_mean = "running_mean";
inline constexpr label running_var = "running_var";

}  // namespace tally::nn::names
