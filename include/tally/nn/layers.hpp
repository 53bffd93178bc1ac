// SPDX-License-Identifier: MIT
// All layers and containers.
#pragma once

#include "tally/nn/activation.hpp"
#include "tally/nn/attention.hpp"
#include "tally/nn/blocks.hpp"
#include "tally/nn/containers.hpp"
#include "tally/nn/convolution.hpp"
#include "tally/nn/fold.hpp"
#include "tally/nn/gated.hpp"
#include "tally/nn/grouped_query_attention.hpp"
#include "tally/nn/idle.hpp"
#include "tally/nn/kv_cache.hpp"
#include "tally/nn/linear.hpp"
#include "tally/nn/normalization.hpp"
#include "tally/nn/pooling.hpp"
#include "tally/nn/position_bias.hpp"
#include "tally/nn/recurrent.hpp"
#include "tally/nn/recurrent_cells.hpp"
#include "tally/nn/scaled_dot_product_attention.hpp"
#include "tally/nn/shuffle.hpp"
#include "tally/nn/transposed_convolution.hpp"
#include "tally/nn/upsampling.hpp"
