// SPDX-License-Identifier: MIT
// The first header that any of tally's reaches: a compiler of an older C++ is told so in one sentence.
#pragma once

#if __cplusplus <= 201703L
#error "tally needs C++20: compile with -std=c++20 or later; with CMake, the target tally::tally asks for it"
// There is no such file. A missing header ends a compilation at once; an #error is followed by all that C++17 does not
// understand.
#include <tally/needs/C++20>
#endif
