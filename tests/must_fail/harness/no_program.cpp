// SPDX-License-Identifier: MIT
// The harness must reject this: a message is expected of a variant that does not exist.

#if TALLY_MUST_FAIL == 1
static_assert(sizeof(char) == 2);
#endif
// must_fail 1: static
// must_fail 2: static
