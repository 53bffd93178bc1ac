// SPDX-License-Identifier: MIT
// Mobile networks: their papers' figures, and what follows from their definitions.

#include "support/catch.hpp"
#include "tally/models/mnasnet.hpp"
#include "tally/models/mobilenet_v1.hpp"
#include "tally/models/mobilenet_v2.hpp"
#include "tally/models/mobilenet_v3.hpp"
#include "tally/models/shufflenet.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;
using tally::index;
using tally::shape;

// In millions, rounded.
tally::natural millions(tally::natural n) { return (n + 500'000) / 1'000'000; }
tally::natural mult_adds(const models::mobilenet_v1_network& net, index size) {
  return millions(tally::predict(net, {1, 3, size, size}).macs().value());
}

TEST_CASE("MobileNet's multiply-adds are its paper's, by width and by resolution") {
  // Table 6.
  CHECK(mult_adds(models::mobilenet_v1(), 224) == 569);
  CHECK(mult_adds(models::mobilenet_v1_0_75(), 224) == 325);
  CHECK(mult_adds(models::mobilenet_v1_0_5(), 224) == 149);
  CHECK(mult_adds(models::mobilenet_v1_0_25(), 224) == 41);
  // Table 7, which cuts 290.7 to 290.
  CHECK(mult_adds(models::mobilenet_v1(), 192) == 418);
  CHECK(mult_adds(models::mobilenet_v1(), 160) == 290 + 1);
  CHECK(mult_adds(models::mobilenet_v1(), 128) == 186);
  // TensorFlow's table of checkpoints, where it has what the layers give.
  CHECK(mult_adds(models::mobilenet_v1_0_5(), 192) == 110);
  CHECK(mult_adds(models::mobilenet_v1_0_5(), 160) == 77);
  CHECK(mult_adds(models::mobilenet_v1_0_5(), 128) == 49);
  CHECK(mult_adds(models::mobilenet_v1_0_25(), 160) == 21);
  CHECK(mult_adds(models::mobilenet_v1_0_25(), 128) == 14);
}

TEST_CASE("MobileNet's parameters are its paper's, in millions") {
  const auto tenths = [](const models::mobilenet_v1_network& net) {
    return (tally::predict(net, {1, 3, 224, 224}).parameters() + 50'000) / 100'000;
  };
  CHECK(tenths(models::mobilenet_v1()) == 42);
  CHECK(tenths(models::mobilenet_v1_0_75()) == 26);
  CHECK(tenths(models::mobilenet_v1_0_5()) == 13);
  CHECK(tenths(models::mobilenet_v1_0_25()) == 5);
}

TEST_CASE("MobileNet spends as its paper's table 2 says: 94.86 % in 1x1, 3.06 % depthwise, 0.18 % at last") {
  const tally::trace traced(models::mobilenet_v1(), {1, 3, 224, 224});
  tally::natural points = 0;
  tally::natural depthwise = 0;
  for (const tally::trace_row& row : traced.rows()) {
    if (row.primitive != "conv2d") continue;
    if (row.inputs[1][2] == 1) points += row.cost.macs();
    if (row.inputs[1][1] == 1) depthwise += row.cost.macs();
  }
  const auto per_ten_thousand = [&](tally::natural part) {
    const tally::natural all = traced.total().macs().value();
    return (part * 10'000 + all / 2) / all;
  };
  CHECK(per_ten_thousand(points) == 94'86);
  CHECK(per_ten_thousand(depthwise) == 3'06);
  CHECK(per_ten_thousand(traced.at("classifier").macs().value()) == 18);
  // The table's 1.19 % in the first convolution has two digits exchanged: its shares sum to 99.29 %, with 1.91 to 100.
  CHECK(per_ten_thousand(traced.at("features.0").macs().value()) == 1'91);
}

TEST_CASE("parameters have torchvision's names") {
  const auto shape_of = [](const tally::trace& traced, std::string_view scope) {
    return traced.parameters().at(traced.parameters().find(traced.scopes().find(scope), "weight")).extents;
  };
  const tally::trace v2(models::mobilenet_v2(), {1, 3, 224, 224});
  CHECK(shape_of(v2, "features.1.conv.0.0") == shape{32, 1, 3, 3});
  CHECK(shape_of(v2, "features.1.conv.1") == shape{16, 32, 1, 1});
  CHECK(shape_of(v2, "features.17.conv.3") == shape{320});
  CHECK(shape_of(v2, "classifier.1") == shape{1000, 1280});
  const tally::trace v3(models::mobilenet_v3_large(), {1, 3, 224, 224});
  CHECK(shape_of(v3, "features.1.block.0.0") == shape{16, 1, 3, 3});
  CHECK(shape_of(v3, "features.4.block.2.fc1") == shape{24, 72, 1, 1});
  CHECK(shape_of(v3, "features.16.0") == shape{960, 160, 1, 1});
  CHECK(shape_of(v3, "classifier.3") == shape{1000, 1280});
  const tally::trace mnas(models::mnasnet1_3(), {1, 3, 224, 224});
  CHECK(shape_of(mnas, "layers.0") == shape{40, 3, 3, 3});
  CHECK(shape_of(mnas, "layers.9.0.layers.3") == shape{96, 1, 5, 5});
  CHECK(shape_of(mnas, "layers.14") == shape{1280, 416, 1, 1});
  const tally::trace shuffled(models::shufflenet_v2_x1_0(), {1, 3, 224, 224});
  CHECK(shape_of(shuffled, "stage2.0.branch1.2") == shape{58, 24, 1, 1});
  CHECK(shape_of(shuffled, "stage3.7.branch2.3") == shape{116, 1, 3, 3});
  CHECK(shape_of(shuffled, "conv5.0") == shape{1024, 464, 1, 1});
}

}  // namespace
