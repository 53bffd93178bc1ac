// SPDX-License-Identifier: MIT
// What goes wrong, and how it is said: every message begins with `tally:` and speaks of the user's program.
#pragma once

#include "tally/core/cxx20.hpp"

#include <stdexcept>
#include <string>

#if !defined(__cpp_exceptions)
#include <cstdio>
#include <cstdlib>
#endif

namespace tally {

/// The base of everything that the library throws.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An amount does not fit: above 2^128 - 1, below zero, or too large for the type it was converted to.
struct overflow_error : error {
  using error::error;
};

/// A measurement cannot say whose work it was (see `measure`).
struct attribution_error : error {
  using error::error;
};

namespace detail {

template <class>
inline constexpr bool always_false = false;

// All that the library throws is thrown here. Without exceptions (-fno-exceptions) a failure says its sentence and ends
// the program.
template <class Error>
[[noreturn]] void raise(const Error& failure) {
#if defined(__cpp_exceptions)
  throw failure;
#else
  std::fputs(failure.what(), stderr);
  std::fputc('\n', stderr);
  std::abort();
#endif
}

// In a constant expression the compiler prints this call with its arguments, so the message reaches the user there too.
// The condition only keeps compilers from noting that no call of this function can succeed.
template <class Error>
constexpr void fail(const char* message) {
  if (message != nullptr) raise(Error(message));
}

}  // namespace detail
}  // namespace tally
