// SPDX-License-Identifier: MIT
// Counted scalars become JSON and come back.

#include "support/catch.hpp"
#include "tally/adapters/nlohmann_json.hpp"
#include "tally/core/measure.hpp"

#include <map>
#include <string>
#include <vector>

using tally::counted;

namespace {

struct body {
  std::vector<counted<double>> position;
  counted<float> mass;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(body, position, mass)

}  // namespace

TEST_CASE("counted scalars are written and read as plain ones, and neither counts", "[nlohmann]") {
  const tally::counts spent = tally::measure([] {
    nlohmann::json json = counted<double>(0.1);
    CHECK(json.dump() == "0.1");
    CHECK(json.get<counted<double>>().value() == 0.1);
    CHECK(nlohmann::json(counted<int>(-7)).dump() == "-7");
    json = body{{1.5, 2.5}, 3.0F};
    CHECK(json.dump() == R"({"mass":3.0,"position":[1.5,2.5]})");
    const body read = json.get<body>();
    CHECK((read.position[1].value() == 2.5 && read.mass.value() == 3.0F));
    nlohmann::ordered_json ordered;
    ordered["x"] = counted<double>(2);
    CHECK(ordered["x"].get<counted<double>>().value() == 2);
    CHECK_THROWS(nlohmann::json("text").get<counted<double>>());
  });
  CHECK(spent.empty());
}
