// SPDX-License-Identifier: MIT
// All reports.
#pragma once

#include "tally/report/layers.hpp"
#include "tally/report/operations.hpp"
#include "tally/report/scopes.hpp"
#include "tally/report/table.hpp"
#include "tally/report/units.hpp"
