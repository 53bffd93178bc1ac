// SPDX-License-Identifier: MIT
// Multiply-accumulates of networks without those that multiply zeros of the padding.

#include "tally/models/alexnet.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/vgg.hpp"
#include "tally/nn/trace.hpp"

namespace {

constexpr tally::natural padding_exact(const auto& model) {
  return tally::predict(model, {1, 3, 224, 224}).template in<tally::conventions::padding_exact>().value();
}
static_assert(padding_exact(tally::models::resnet18()) == 1'680'390'912);
static_assert(padding_exact(tally::models::resnet50()) == 3'948'251'904);
static_assert(padding_exact(tally::models::vgg16()) == 14'969'824'000);
static_assert(padding_exact(tally::models::alexnet()) == 657'918'720);

}  // namespace
