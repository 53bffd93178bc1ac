// SPDX-License-Identifier: MIT
// Names that some programs have macros of.
#pragma once

// Stands between a function's name and its arguments. Some programs have macros with arguments called min, max, abs,
// round or isnan, which are then not meant. Parentheses around the name would do, but for argument-dependent lookup.
#define TALLY_NO_MACRO
