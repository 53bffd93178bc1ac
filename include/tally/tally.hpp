// SPDX-License-Identifier: MIT
// All of tally that needs nothing but the standard library.
#pragma once

#include "tally/analysis/budget.hpp"
#include "tally/core/complex_number.hpp"
#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"
#include "tally/models/models.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"
#include "tally/report/report.hpp"
#include "tally/tensor/primitives.hpp"
