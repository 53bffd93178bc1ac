// SPDX-License-Identifier: MIT
// The harness must reject this: the "forbidden" variant is legal.

#if TALLY_MUST_FAIL == 1
int forbidden = 1;
#endif
// must_fail 1: error
