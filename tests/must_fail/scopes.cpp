// SPDX-License-Identifier: MIT
// Names of scopes in constant expressions, and measurements whose answer is dropped.

#include "tally/core/label.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"

constexpr tally::label fits = "encoder";
constexpr tally::label numbered("layer", 12);

#if TALLY_MUST_FAIL == 1
constexpr tally::label dotted = "encoder.attention";
#endif
// must_fail 1: tally: a scope.*s name has a dot, which separates the names in a path

#if TALLY_MUST_FAIL == 2
constexpr tally::label empty = "";
#endif
// must_fail 2: tally: a scope.*s name is empty

#if TALLY_MUST_FAIL == 3
constexpr tally::label long_name =
    "a name of thirty-two characters, a name of thirty-two characters, a name of thirty-two characters, a name of "
    "thirty-two characters, a name of thirty-two characters, a name of thirty-two characters, a name of thirty-two "
    "characters, a name of thirty-two characters";
#endif
// must_fail 3: tally: a scope.*s name has more than 255 characters

#if TALLY_MUST_FAIL == 4
constexpr tally::label below_zero("layer", -1);
#endif
// must_fail 4: tally: a scope is numbered below zero

#if TALLY_MUST_FAIL == 5
void drop() {
  tally::measure([] {});
}
#endif
// must_fail 5: ignoring return value

#if TALLY_MUST_FAIL == 6
void drop() {
  tally::profile([] {});
}
#endif
// must_fail 6: ignoring return value

#if TALLY_MUST_FAIL == 7
void copy(const tally::scope& s) { tally::scope twice = s; }
#endif
// must_fail 7 g++: use of deleted function 'tally::scope::scope[(]const tally::scope&[)]'
// must_fail 7 clang: call to deleted constructor of 'tally::scope'

#if TALLY_MUST_FAIL == 8
void drop() {
  tally::attributed([] {});
}
#endif
// must_fail 8: ignoring return value
