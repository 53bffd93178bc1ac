// SPDX-License-Identifier: MIT
// The harness must reject this: nobody says how the variant fails, so it would not be tried.

#if TALLY_MUST_FAIL == 1
static_assert(sizeof(char) == 2);
#endif
