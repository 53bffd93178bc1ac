// SPDX-License-Identifier: MIT
// torchvision's whole list in one translation unit: parameters to the last digit, multiply-accumulates to every digit
// published. Compiling is passing; what it costs the compiler is in docs/performance.md.

#include "tally/models/models.hpp"
#include "tally/nn/trace.hpp"

namespace {

using tally::predict;
using tally::shape;
using namespace tally::models;

// Exact, or as a table rounds it: to millions. Zero where nobody publishes it.
constexpr bool published(const tally::prediction& cost, long long parameters, long long macs) {
  const tally::natural exact = cost.macs().value();
  const bool agree = macs == 0 || exact == macs || (macs < 10'000'000 && (exact + 500'000) / 1'000'000 == macs);
  return cost.parameters() == parameters && agree;
}

// What is checked can be false.
static_assert(!published(predict(resnet18(), {1, 3, 224, 224}), 11'689'512, 1'815));
static_assert(!published(predict(resnet18(), {1, 3, 224, 224}), 11'689'513, 1'814));

static_assert(published(predict(resnet18(), {1, 3, 224, 224}), 11'689'512, 1'814'073'344));
static_assert(published(predict(resnet34(), {1, 3, 224, 224}), 21'797'672, 3'664));
static_assert(published(predict(resnet50(), {1, 3, 224, 224}), 25'557'032, 4'089'184'256));
static_assert(published(predict(resnet101(), {1, 3, 224, 224}), 44'549'160, 7'801));
static_assert(published(predict(resnet152(), {1, 3, 224, 224}), 60'192'808, 11'513'626'624));
static_assert(published(predict(vit_b_16(), {1, 3, 224, 224}), 86'567'656, 17'563'828'224));
static_assert(published(predict(vit_b_16(1000, 384), {1, 3, 384, 384}), 86'859'496, 55'484'350'464));
static_assert(published(predict(vit_b_32(), {1, 3, 224, 224}), 88'224'232, 4'409'186'304));
static_assert(published(predict(vit_l_16(), {1, 3, 224, 224}), 304'326'632, 61'555));
static_assert(published(predict(vit_l_32(), {1, 3, 224, 224}), 306'535'400, 15'378));
static_assert(published(predict(vit_h_14(), {1, 3, 224, 224}), 632'045'800, 167'295));
static_assert(published(predict(vit_h_14(1000, 518), {1, 3, 518, 518}), 633'470'440, 1'016'717));
static_assert(published(predict(convnext_tiny(), {1, 3, 224, 224}), 28'589'128, 4'456));
static_assert(published(predict(convnext_small(), {1, 3, 224, 224}), 50'223'688, 8'684));
static_assert(published(predict(convnext_base(), {1, 3, 224, 224}), 88'591'464, 15'355));
static_assert(published(predict(convnext_large(), {1, 3, 224, 224}), 197'767'336, 34'361));
static_assert(published(predict(regnet_x_400mf(), {1, 3, 224, 224}), 5'495'976, 414));
static_assert(published(predict(regnet_x_800mf(), {1, 3, 224, 224}), 7'259'656, 800));
static_assert(published(predict(regnet_x_1_6gf(), {1, 3, 224, 224}), 9'190'136, 1'603));
static_assert(published(predict(regnet_x_3_2gf(), {1, 3, 224, 224}), 15'296'552, 3'177));
static_assert(published(predict(regnet_x_8gf(), {1, 3, 224, 224}), 39'572'648, 7'995));
static_assert(published(predict(regnet_x_16gf(), {1, 3, 224, 224}), 54'278'536, 15'941));
static_assert(published(predict(regnet_x_32gf(), {1, 3, 224, 224}), 107'811'560, 31'736));
static_assert(published(predict(regnet_y_400mf(), {1, 3, 224, 224}), 4'344'144, 402));
static_assert(published(predict(regnet_y_800mf(), {1, 3, 224, 224}), 6'432'512, 834));
static_assert(published(predict(regnet_y_1_6gf(), {1, 3, 224, 224}), 11'202'430, 1'612));
static_assert(published(predict(regnet_y_3_2gf(), {1, 3, 224, 224}), 19'436'338, 3'176));
static_assert(published(predict(regnet_y_8gf(), {1, 3, 224, 224}), 39'381'472, 8'473));
static_assert(published(predict(regnet_y_16gf(), {1, 3, 224, 224}), 83'590'140, 15'912));
static_assert(published(predict(regnet_y_16gf(), {1, 3, 384, 384}), 83'590'140, 46'735));
static_assert(published(predict(regnet_y_32gf(), {1, 3, 224, 224}), 145'046'770, 32'280));
static_assert(published(predict(regnet_y_32gf(), {1, 3, 384, 384}), 145'046'770, 94'826));
static_assert(published(predict(regnet_y_128gf(), {1, 3, 224, 224}), 644'812'894, 127'518));
static_assert(published(predict(regnet_y_128gf(), {1, 3, 384, 384}), 644'812'894, 374'570));
static_assert(published(predict(swin_t(), {1, 3, 224, 224}), 28'288'354, 4'491));
static_assert(published(predict(swin_s(), {1, 3, 224, 224}), 49'606'258, 8'741));
static_assert(published(predict(swin_b(), {1, 3, 224, 224}), 87'768'224, 15'431));
static_assert(published(predict(swin_v2_t(), {1, 3, 256, 256}), 28'351'570, 5'940));
static_assert(published(predict(swin_v2_s(), {1, 3, 256, 256}), 49'737'442, 11'546));
static_assert(published(predict(swin_v2_b(), {1, 3, 256, 256}), 87'930'848, 20'325));
static_assert(published(predict(maxvit_t(), {1, 3, 224, 224}), 30'919'624, 5'558));
static_assert(published(predict(resnext50_32x4d(), {1, 3, 224, 224}), 25'028'904, 4'230'479'872));
static_assert(published(predict(resnext101_32x8d(), {1, 3, 224, 224}), 88'791'336, 16'414));
static_assert(published(predict(resnext101_64x4d(), {1, 3, 224, 224}), 83'455'272, 15'460));
static_assert(published(predict(wide_resnet50_2(), {1, 3, 224, 224}), 68'883'240, 11'398));
static_assert(published(predict(wide_resnet101_2(), {1, 3, 224, 224}), 126'886'696, 22'753));
static_assert(published(predict(alexnet(), {1, 3, 224, 224}), 61'100'840, 714'188'480));
static_assert(published(predict(vgg11(), {1, 3, 224, 224}), 132'863'336, 7'609'090'048));
static_assert(published(predict(vgg11_bn(), {1, 3, 224, 224}), 132'868'840, 7'609));
static_assert(published(predict(vgg13(), {1, 3, 224, 224}), 133'047'848, 11'308));
static_assert(published(predict(vgg13_bn(), {1, 3, 224, 224}), 133'053'736, 11'308));
static_assert(published(predict(vgg16(), {1, 3, 224, 224}), 138'357'544, 15'470'264'320));
static_assert(published(predict(vgg16_bn(), {1, 3, 224, 224}), 138'365'992, 15'470));
static_assert(published(predict(vgg19(), {1, 3, 224, 224}), 143'667'240, 19'632));
static_assert(published(predict(vgg19_bn(), {1, 3, 224, 224}), 143'678'248, 19'632));
static_assert(published(predict(squeezenet1_0(), {1, 3, 224, 224}), 1'248'424, 819));
static_assert(published(predict(squeezenet1_1(), {1, 3, 224, 224}), 1'235'496, 349));
static_assert(published(predict(densenet121(), {1, 3, 224, 224}), 7'978'856, 2'834));
static_assert(published(predict(densenet161(), {1, 3, 224, 224}), 28'681'000, 7'728));
static_assert(published(predict(densenet169(), {1, 3, 224, 224}), 14'149'480, 3'360));
static_assert(published(predict(densenet201(), {1, 3, 224, 224}), 20'013'928, 4'291));
static_assert(published(predict(googlenet(), {1, 3, 224, 224}), 6'624'904, 1'498));
static_assert(published(predict(inception_v3(), {1, 3, 299, 299}), 27'161'264, 5'713));
static_assert(published(predict(efficientnet_b0(), {1, 3, 224, 224}), 5'288'548, 386));
static_assert(published(predict(efficientnet_b1(), {1, 3, 240, 240}), 7'794'184, 687));
static_assert(published(predict(efficientnet_b2(), {1, 3, 288, 288}), 9'109'994, 1'088));
static_assert(published(predict(efficientnet_b3(), {1, 3, 300, 300}), 12'233'232, 1'827));
static_assert(published(predict(efficientnet_b4(), {1, 3, 380, 380}), 19'341'616, 4'394));
static_assert(published(predict(efficientnet_b5(), {1, 3, 456, 456}), 30'389'784, 10'266));
static_assert(published(predict(efficientnet_b6(), {1, 3, 528, 528}), 43'040'704, 19'068));
static_assert(published(predict(efficientnet_b7(), {1, 3, 600, 600}), 66'347'960, 37'746));
static_assert(published(predict(efficientnet_v2_s(), {1, 3, 384, 384}), 21'458'488, 8'366));
static_assert(published(predict(efficientnet_v2_m(), {1, 3, 480, 480}), 54'139'356, 24'582));
static_assert(published(predict(efficientnet_v2_l(), {1, 3, 480, 480}), 118'515'272, 56'080));
static_assert(published(predict(r3d_18(), {1, 3, 16, 112, 112}), 33'371'472, 40'697));
static_assert(published(predict(mc3_18(), {1, 3, 16, 112, 112}), 11'695'440, 0));
static_assert(published(predict(r2plus1d_18(), {1, 3, 16, 112, 112}), 31'505'325, 40'519));
static_assert(published(predict(s3d(), {1, 3, 16, 224, 224}), 8'320'048, 17'979));
static_assert(published(predict(mvit_v1_b(), {1, 3, 16, 224, 224}), 36'610'672, 70'599));
static_assert(published(predict(mvit_v2_s(), {1, 3, 16, 224, 224}), 34'537'744, 64'224));
static_assert(published(predict(swin3d_t(), {1, 3, 16, 224, 224}), 28'158'070, 43'882));
static_assert(published(predict(swin3d_s(), {1, 3, 16, 224, 224}), 49'816'678, 82'841));
static_assert(published(predict(swin3d_b(), {1, 3, 16, 224, 224}), 88'048'984, 140'667));
static_assert(published(predict(mobilenet_v2(), {1, 3, 224, 224}), 3'504'872, 301));
static_assert(published(predict(mobilenet_v3_large(), {1, 3, 224, 224}), 5'483'032, 217));
static_assert(published(predict(mobilenet_v3_small(), {1, 3, 224, 224}), 2'542'856, 57));
static_assert(published(predict(mnasnet0_5(), {1, 3, 224, 224}), 2'218'512, 104));
static_assert(published(predict(mnasnet0_75(), {1, 3, 224, 224}), 3'170'208, 215));
static_assert(published(predict(mnasnet1_0(), {1, 3, 224, 224}), 4'383'312, 314));
static_assert(published(predict(mnasnet1_3(), {1, 3, 224, 224}), 6'282'256, 526));
static_assert(published(predict(shufflenet_v2_x0_5(), {1, 3, 224, 224}), 1'366'792, 40));
static_assert(published(predict(shufflenet_v2_x1_0(), {1, 3, 224, 224}), 2'278'604, 145));
static_assert(published(predict(shufflenet_v2_x1_5(), {1, 3, 224, 224}), 3'503'624, 296));
static_assert(published(predict(shufflenet_v2_x2_0(), {1, 3, 224, 224}), 7'393'996, 583));
static_assert(published(predict(raft_large(), {1, 3, 512, 512}, {1, 3, 512, 512}), 5'257'536, 211'007));
static_assert(published(predict(raft_small(), {1, 3, 512, 512}, {1, 3, 512, 512}), 990'162, 47'655));
static_assert(published(predict(fcn_resnet50(), {1, 3, 520, 520}), 35'322'218, 152'717));
static_assert(published(predict(fcn_resnet101(), {1, 3, 520, 520}), 54'314'346, 232'738));
static_assert(published(predict(deeplabv3_resnet50(), {1, 3, 520, 520}), 42'004'074, 178'722));
static_assert(published(predict(deeplabv3_resnet101(), {1, 3, 520, 520}), 60'996'202, 258'743));
static_assert(published(predict(deeplabv3_mobilenet_v3_large(), {1, 3, 520, 520}), 11'029'328, 10'452));
static_assert(published(predict(lraspp_mobilenet_v3_large(), {1, 3, 520, 520}), 3'221'538, 2'086));
static_assert(published(predict(retinanet_resnet50_fpn(), {1, 3, 800, 800}), 34'014'999, 151'540));
static_assert(published(predict(retinanet_resnet50_fpn_v2(), {1, 3, 800, 800}), 38'198'935, 152'238));
static_assert(published(predict(fcos_resnet50_fpn(), {1, 3, 800, 800}), 32'269'600, 128'207));
static_assert(published(predict(ssd300_vgg16(), {1, 3, 300, 300}), 35'641'826, 34'858));
static_assert(published(predict(ssdlite320_mobilenet_v3_large(), {1, 3, 320, 320}), 3'440'060, 583));

}  // namespace
