// SPDX-License-Identifier: MIT
// The harness must reject this: the variant fails, but for another reason than it names.

#if TALLY_MUST_FAIL == 1
static_assert(sizeof(char) == 2, "tally: a char has one byte");
#endif
// must_fail 1: tally: a char has one byte
// must_fail 1: tally: a char has two bytes
