// SPDX-License-Identifier: MIT
// One network of each mobile family, in constant expressions; published_models.csv has the others.

#include "tally/models/mnasnet.hpp"
#include "tally/models/mobilenet_v1.hpp"
#include "tally/models/mobilenet_v2.hpp"
#include "tally/models/mobilenet_v3.hpp"
#include "tally/models/shufflenet.hpp"
#include "tally/models/widths.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;
constexpr tally::shape image{1, 3, 224, 224};

// In thousandths of 10^9, rounded.
constexpr tally::natural thousandths(const tally::prediction& cost) {
  return (cost.macs().value() + 500'000) / 1'000'000;
}

constexpr auto mobilenet = tally::predict(models::mobilenet_v1(), image);
static_assert(mobilenet.parameters() == 4'231'976 && thousandths(mobilenet) == 569);

constexpr auto mobilenet_v2 = tally::predict(models::mobilenet_v2(), image);
static_assert(mobilenet_v2.parameters() == 3'504'872 && thousandths(mobilenet_v2) == 301);

constexpr auto mobilenet_v3 = tally::predict(models::mobilenet_v3_large(), image);
static_assert(mobilenet_v3.parameters() == 5'483'032 && thousandths(mobilenet_v3) == 217);

constexpr auto mnasnet = tally::predict(models::mnasnet0_5(), image);
static_assert(mnasnet.parameters() == 2'218'512 && thousandths(mnasnet) == 104);

constexpr auto shufflenet = tally::predict(models::shufflenet_v2_x1_0(), image);
static_assert(shufflenet.parameters() == 2'278'604 && thousandths(shufflenet) == 145);

// Scaled widths are multiples of 8, the nearest but for a tenth.
static_assert(models::in_eights(32, 50) == 16);
static_assert(models::in_eights(24, 50) == 16);   // 12: a half up
static_assert(models::in_eights(16, 25) == 8);    // 4: no less than 8
static_assert(models::in_eights(24, 75) == 24);   // 18 is nearer to 16, which is less than nine tenths
static_assert(models::in_eights(40, 130) == 56);  // 52: a half up
static_assert(models::in_eights(83) == 80);       // 80 is more than nine tenths

}  // namespace
