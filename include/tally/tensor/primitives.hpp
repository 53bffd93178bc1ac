// SPDX-License-Identifier: MIT
// All primitives.
#pragma once

#include "tally/tensor/primitives/activation.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/axes.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/convolution.hpp"
#include "tally/tensor/primitives/einsum.hpp"
#include "tally/tensor/primitives/gated.hpp"
#include "tally/tensor/primitives/interpolation.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/normalization.hpp"
#include "tally/tensor/primitives/pooling.hpp"
#include "tally/tensor/primitives/rearrangement.hpp"
#include "tally/tensor/primitives/rectifier.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/rms_norm.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/stack.hpp"
#include "tally/tensor/primitives/unary.hpp"
#include "tally/tensor/primitives/windows.hpp"
