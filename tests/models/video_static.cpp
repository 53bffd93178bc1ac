// SPDX-License-Identifier: MIT
// Networks of videos have their published figures in constant expressions.

#include "tally/models/mvit.hpp"
#include "tally/models/s3d.hpp"
#include "tally/models/swin3d.hpp"
#include "tally/models/video_resnet.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;

constexpr bool comes_to(const tally::prediction& cost, tally::natural parameters, tally::natural thousandths) {
  return cost.parameters() == parameters && (cost.macs().value() + 500'000) / 1'000'000 == thousandths;
}

// torchvision video/resnet.py, s3d.py, mvit.py and swin_transformer.py: thousandths of a GMAC.
static_assert(comes_to(tally::predict(models::r3d_18(), {1, 3, 16, 112, 112}), 33'371'472, 40'697));
static_assert(comes_to(tally::predict(models::r2plus1d_18(), {1, 3, 16, 112, 112}), 31'505'325, 40'519));
static_assert(comes_to(tally::predict(models::s3d(), {1, 3, 16, 224, 224}), 8'320'048, 17'979));
static_assert(comes_to(tally::predict(models::mvit_v2_s(), {1, 3, 16, 224, 224}), 34'537'744, 64'224));
static_assert(comes_to(tally::predict(models::swin3d_t(), {1, 3, 16, 224, 224}), 28'158'070, 43'882));

// As many keys as queries: the same one is in the middle. Half as many queries or keys: each step is two.
using models::detail::relative_row;
static_assert(relative_row(0, 0, 4, 4) == 3 && relative_row(3, 3, 4, 4) == 3);
static_assert(relative_row(3, 0, 4, 4) == 6 && relative_row(0, 3, 4, 4) == 0);
static_assert(relative_row(0, 0, 2, 4) == 3 && relative_row(1, 0, 2, 4) == 5 && relative_row(1, 3, 2, 4) == 2);
static_assert(relative_row(0, 0, 4, 2) == 2 && relative_row(3, 0, 4, 2) == 5 && relative_row(0, 1, 4, 2) == 0);

}  // namespace
