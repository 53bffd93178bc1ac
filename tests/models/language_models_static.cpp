// SPDX-License-Identifier: MIT
// Language models in constant expressions: published parameters, of one small model of every family.

#include "tally/models/bert.hpp"
#include "tally/models/gemma.hpp"
#include "tally/models/gpt2.hpp"
#include "tally/models/llama.hpp"
#include "tally/models/pythia.hpp"
#include "tally/models/t5.hpp"

namespace {

using tally::predict;
using tally::trace;
namespace models = tally::models;

static_assert(predict(models::gpt2(), {1, 8}).parameters() == 124'439'808);
static_assert(predict(models::bert_tiny(), {1, 8}).parameters() == 4'385'920);
static_assert(predict(models::t5_small(), {1, 8}, {1, 5}).parameters() == 60'506'624);
static_assert(predict(models::t5_v1_1_small(), {1, 8}, {1, 5}).parameters() == 76'961'152);
static_assert(predict(models::llama_2_7b(), {1, 128}).macs() == 850'000'871'424);
static_assert(predict(models::qwen3_0_6b(), {1, 8}).parameters() == 596'049'920);
static_assert(predict(models::gemma_2_2b(), {1, 8}).parameters() == 2'614'341'888);
static_assert(predict(models::pythia_70m(), {1, 8}).parameters() == 70'426'624);
static_assert(models::non_embedding_parameters(trace(models::pythia_70m(), {1, 8})) == 18'915'328);

// Gemma 2's layers slide by turns: with a window of 2, 8 tokens have 15 pairs in 13 layers and 36 in 13, for 8 heads of
// width 256 in two products.
constexpr tally::natural pairs_of_gemma(tally::index window) {
  models::gemma net = models::gemma_2_2b();
  net.hidden_pairs = tally::masking::exact;
  net.window = window;
  return predict(net, {1, 8}).of(tally::category::attention).macs;
}
static_assert(pairs_of_gemma(2) == (15 + 36) * 13 * 8 * 256 * 2);
static_assert(pairs_of_gemma(8) == (36 + 36) * 13 * 8 * 256 * 2);

// A quarter of the features turns in Pythia-70M: 2 products for each of 16 of 64 of queries and keys, in 6 layers.
static_assert(trace(models::pythia_70m(), {1, 3}).of_primitive("rotary").counts()[tally::operation::mul] ==
              6 * 3 * 2 * 8 * 16 * 2);

}  // namespace
