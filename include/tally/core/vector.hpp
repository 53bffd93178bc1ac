// SPDX-License-Identifier: MIT
// std::vector for what constant expressions compute, too.
#pragma once

#include "tally/core/cxx20.hpp"

#include <vector>

namespace tally::detail {

// In libstdc++'s debug mode (-D_GLIBCXX_DEBUG) std::vector is another, which constant expressions cannot have. This is
// the one beneath it, from which that is derived and to which it converts.
#if defined(_GLIBCXX_DEBUG)
template <class T>
using vector = std::__cxx1998::vector<T>;
#else
template <class T>
using vector = std::vector<T>;
#endif

}  // namespace tally::detail
