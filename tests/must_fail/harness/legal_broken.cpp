// SPDX-License-Identifier: MIT
// The harness must reject this: without its forbidden variant it does not compile either.

static_assert(sizeof(char) == 2, "tally: a char has one byte");
#if TALLY_MUST_FAIL == 1
static_assert(sizeof(char) == 3, "tally: a char has one byte");
#endif
// must_fail 1: tally: a char has one byte
