// SPDX-License-Identifier: MIT
// Short names in constant expressions.

#include "tally/core/label.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

using tally::label;

namespace {

// Layout: a value without a heap behind it.
static_assert(std::is_trivially_copyable_v<label>);
static_assert(label::capacity == 255);

// Equal characters are equal labels, however they were put together.
static_assert(label("conv1") == label(std::string_view("conv1")));
static_assert(label("layer", 3) == label("layer3"));
static_assert(label("layer", 10) == label("layer10") && !(label("layer", 10) == label("layer1")));
static_assert(label(0) == label("0") && label(7) == label("7") && label(152) == label("152"));
static_assert(label(123456789U) == label("123456789"));
static_assert(label(std::size_t{9876543210123456}) == label("9876543210123456"), "sixteen digits");

// Different ones differ, in every eighth of the name and where one is the other's beginning.
static_assert(!(label("conv1") == label("conv2")) && !(label("conv1") == label("conv")));
static_assert(!(label("01234567a") == label("01234567b")));
static_assert(!(label("0123456789abcdefA") == label("0123456789abcdefB")));
static_assert(!(label("0123456789abcdefghijklmnA") == label("0123456789abcdefghijklmnB")));
static_assert(!(label("ab") == label("ba")) && !(label("abcdefgh12345678") == label("12345678abcdefgh")));
static_assert(!(label("a0") == label("a00")) && !(label("07") == label("7")), "numbers are names, not values");

// Only the default one is empty.
static_assert(label().empty() && !label("x").empty() && !label(0).empty());
static_assert(label() == label());

// What differs in trailing zeros differs.
static_assert(!(label("a") == label(std::string_view("a\0", 2))));

// 31 characters lie in the label; more lie where the text is, with a number's digits behind them.
static_assert(label("0123456789012345678901234567890") == label("012345678901234567890123456789", 0));
static_assert(label("a name of thirty-one characters") == label("a name of thirty-one characters"));
static_assert(label("a name of thirty-two characters", 7) == label("a name of thirty-two characters7"));
static_assert(label("a name that is longer by far than thirty-one", 18446744073709551615U) ==
              label("a name that is longer by far than thirty-one18446744073709551615"));
static_assert(label("a name that is longer by far than thirty-one", 12).number() == 12);
static_assert(!(label("a name that is longer by far than thirty-one") ==
                label("b name that is longer by far than thirty-one")));
static_assert(!(label("a name that is longer by far than thirty-one1") ==
                label("a name that is longer by far than thirty-one", 2)));
static_assert(!(label("a name of thirty-two characters 1") == label("a name of thirty-two characters")));
inline constexpr label kept = "a name that is longer by far than thirty-one";
static_assert(kept == label("a name that is longer by far than thirty-one") && label::viewing("ab") == label("ab"));

}  // namespace
