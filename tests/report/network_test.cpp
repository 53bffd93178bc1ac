// SPDX-License-Identifier: MIT
// Approved text: the tables of a network small enough to work out by hand.
#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"
#include "tally/report/report.hpp"

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report = tally::report;

namespace {

// Adds its input to what two linear layers make of it.
struct around {
  static constexpr std::string_view name = "around";
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("out", tally::nn::linear{4, 3}, x);
    return x + context("back", tally::nn::linear{3, 4}, y);
  }
};

// For one row: out is 3 (4 mul, 3 add, 1 for the bias) = 24 FLOPs, 12 MACs, 15 parameters;
// back is 4 (3 mul, 2 add, 1) = 24, 12, 16; the sum 4; the last layer 2 (4 + 3 + 1) = 16, 8, 10. In all 68, 32, 41.
constexpr tally::nn::sequential small_net{around{}, tally::nn::relu{}, tally::nn::linear{4, 2}};

tally::trace predicted() { return tally::trace(small_net, {1, 4}); }

tally::scope_tree measured() {
  const auto model = tally::instantiate<tally::counted<float>>(small_net, {1, 4}, 1);
  const auto x = tally::tensor<tally::counted<float>>::random({1, 4}, 2);
  return tally::profile([&] { model(x); });
}

}  // namespace

TEST_CASE("the layers of a prediction") {
  CHECK(report::layers(predicted()).text() == "scope    layer   output  parameters  MACs  FLOPs (fma = 2)   share\n"
                                              "-------  ------  ------  ----------  ----  ---------------  ------\n"
                                              "0        around  1x4             31    24               52  76.5 %\n"
                                              "  (own)  around                   0     0                4   5.9 %\n"
                                              "  out    linear  1x3             15    12               24  35.3 %\n"
                                              "  back   linear  1x4             16    12               24  35.3 %\n"
                                              "1        relu    1x4              0     0                0     0 %\n"
                                              "2        linear  1x2             10     8               16  23.5 %\n"
                                              "-------  ------  ------  ----------  ----  ---------------  ------\n"
                                              "total            1x2             41    32               68   100 %\n");
}

TEST_CASE("deeper scopes are left out, and are in the totals of those that are shown") {
  CHECK(report::layers(predicted(), {.depth = 1}).markdown() ==
        "| scope | layer  | output | parameters | MACs | FLOPs (fma = 2) |  share |\n"
        "|-------|--------|--------|-----------:|-----:|----------------:|-------:|\n"
        "| 0     | around | 1x4    |         31 |   24 |              52 | 76.5 % |\n"
        "| 1     | relu   | 1x4    |          0 |    0 |               0 |    0 % |\n"
        "| 2     | linear | 1x2    |         10 |    8 |              16 | 23.5 % |\n"
        "| total |        | 1x2    |         41 |   32 |              68 |  100 % |\n");
  CHECK(report::layers(predicted(), {.depth = 0}).rows().size() == 1);
}

TEST_CASE("names may be whole paths, numbers may be rounded, and amounts of any convention") {
  const auto rows = report::layers(predicted(), {.names = report::names::paths}).rows();
  CHECK(rows[0][0] == "0");
  CHECK(rows[1][0] == "0 (own)");
  CHECK(rows[2][0] == "0.out");

  const tally::trace wide(tally::nn::linear{784, 128}, {1, 784});
  CHECK(report::layers(wide, {.numbers = report::numbers::rounded}).text() ==
        "scope  layer   output  parameters     MACs  FLOPs (fma = 2)  share\n"
        "-----  ------  ------  ----------  -------  ---------------  -----\n"
        "(own)  linear             100.5 k  100.4 k          200.7 k  100 %\n"
        "-----  ------  ------  ----------  -------  ---------------  -----\n"
        "total          1x128      100.5 k  100.4 k          200.7 k  100 %\n");

  // relu of 4 numbers: papi counts its maxima.
  const auto papi = report::layers(predicted(), {.depth = 1, .rule = tally::conventions::papi});
  CHECK(papi.columns()[5].heading == "FP_OPs (sqrt, min and max = 1, fma = 2)");
  CHECK(papi.rows()[1][5] == "4");
  CHECK(papi.rows()[3][5] == "72");
}

TEST_CASE("the scopes of a measurement") {
  CHECK(report::scopes(measured()).text() == "scope   calls  own FLOPs (fma = 2)  total FLOPs (fma = 2)   share\n"
                                             "------  -----  -------------------  ---------------------  ------\n"
                                             "0           1                    4                     52  76.5 %\n"
                                             "  out       1                   24                     24  35.3 %\n"
                                             "  back      1                   24                     24  35.3 %\n"
                                             "1           1                    0                      0     0 %\n"
                                             "2           1                   16                     16  23.5 %\n"
                                             "------  -----  -------------------  ---------------------  ------\n"
                                             "total                           68                     68   100 %\n");
  // What is left out is its scope's own.
  const auto rows = report::scopes(measured(), {.depth = 1}).rows();
  CHECK(rows.size() == 4);
  CHECK(rows[0][2] == "52");
}

TEST_CASE("work outside all scopes has a row") {
  const tally::counted<float> x = 2.0F;
  const tally::scope_tree tree = tally::profile([&] {
    static_cast<void>(x * x);
    for (int i = 0; i < 3; ++i) {
      const tally::scope inner("inner");
      static_cast<void>(x + x);
    }
  });
  CHECK(report::scopes(tree).text() == "scope  calls  own FLOPs (fma = 2)  total FLOPs (fma = 2)   share\n"
                                       "-----  -----  -------------------  ---------------------  ------\n"
                                       "(own)                           1                      1  25.0 %\n"
                                       "inner      3                    3                      3  75.0 %\n"
                                       "-----  -----  -------------------  ---------------------  ------\n"
                                       "total                           4                      4   100 %\n");
}

TEST_CASE("side by side") {
  CHECK(report::side_by_side(predicted(), measured()).text() ==
        "scope   predicted FLOPs (fma = 2)  measured FLOPs (fma = 2)  difference  operations\n"
        "------  -------------------------  ------------------------  ----------  ----------\n"
        "0                              52                        52           0  equal\n"
        "  out                          24                        24           0  equal\n"
        "  back                         24                        24           0  equal\n"
        "1                               0                         0           0  equal\n"
        "2                              16                        16           0  equal\n"
        "------  -------------------------  ------------------------  ----------  ----------\n"
        "total                          68                        68           0  equal\n");
}

TEST_CASE("side by side, what differs is marked, and what one side lacks") {
  const auto model = tally::instantiate<tally::counted<float>>(small_net, {1, 4}, 1);
  const auto x = tally::tensor<tally::counted<float>>::random({1, 4}, 2);
  const tally::scope_tree more = tally::profile([&] {
    model(x);
    const tally::scope extra("extra");
    static_cast<void>(x[0] * x[1]);
  });
  // relu's maxima are no FLOPs: without it the amounts are the same, but not the operations.
  const tally::trace without(tally::nn::sequential{around{}, tally::nn::identity{}, tally::nn::linear{4, 2}}, {1, 4});
  CHECK(report::side_by_side(without, more, {.depth = 1}).text() ==
        "scope  predicted FLOPs (fma = 2)  measured FLOPs (fma = 2)  difference  operations\n"
        "-----  -------------------------  ------------------------  ----------  -------------\n"
        "0                             52                        52           0  equal\n"
        "1                              0                         0           0  DIFFERS\n"
        "2                             16                        16           0  equal\n"
        "extra                          -                         1           -  not predicted\n"
        "-----  -------------------------  ------------------------  ----------  -------------\n"
        "total                         68                        69          +1  DIFFERS\n");
  const auto turned = report::side_by_side(more, without.tree(), {.depth = 1}).rows();
  CHECK(turned[3] == std::vector<std::string>{"extra", "1", "-", "-", "not measured"});
  CHECK(turned[4][3] == "-1");
}

TEST_CASE("operation by operation") {
  using tally::operation;
  using tally::precision;
  const tally::counts spent =
      tally::counts().add(operation::mul, precision::f32, 1200).add(operation::exp, precision::f64, 7);
  CHECK(report::operations(spent).text() == "operation        precision  count\n"
                                            "---------------  ---------  -----\n"
                                            "mul              f32        1,200\n"
                                            "exp              f64            7\n"
                                            "---------------  ---------  -----\n"
                                            "FLOPs (fma = 2)             1,200\n");
  const tally::counts other =
      tally::counts().add(operation::mul, precision::f32, 1200).add(operation::exp, precision::f32, 7);
  CHECK(report::operations(spent, other).text() ==
        "operation        precision  predicted  measured  difference\n"
        "---------------  ---------  ---------  --------  ----------  -------\n"
        "mul              f32            1,200     1,200           0  equal\n"
        "exp              f32                0         7          +7  DIFFERS\n"
        "exp              f64                7         0          -7  DIFFERS\n"
        "---------------  ---------  ---------  --------  ----------  -------\n"
        "FLOPs (fma = 2)                 1,200     1,200           0  equal\n");
}

namespace {

// Two linear layers over two inputs, each on its own; the first result is [1, 3], the second a number.
struct two_and_two {
  constexpr auto operator()(auto& context, const auto& x, const auto& y) const {
    const auto first = context("first", tally::nn::linear{4, 3}, x);  // compilers choose the order of arguments
    return std::pair(first, sum(context("second", tally::nn::linear{2, 2}, y)));
  }
};

}  // namespace

// first: 24 FLOPs, 12 MACs, 15 parameters, as above; second: 2 (2 mul, 1 add, 1) = 8, 4, 6, and 1 for the sum.
TEST_CASE("a network of several inputs and results is predicted, measured and reported as any other") {
  using number = tally::counted<float>;
  const tally::trace traced(two_and_two{}, {{1, 4}, {1, 2}});
  CHECK(report::layers(traced).text() == "scope   layer   output   parameters  MACs  FLOPs (fma = 2)   share\n"
                                         "------  ------  -------  ----------  ----  ---------------  ------\n"
                                         "(own)   layer                     0     0                1   3.0 %\n"
                                         "first   linear  1x3              15    12               24  72.7 %\n"
                                         "second  linear  1x2               6     4                8  24.2 %\n"
                                         "------  ------  -------  ----------  ----  ---------------  ------\n"
                                         "total           1x3, []          21    16               33   100 %\n");
  const auto model = tally::instantiate<number>(two_and_two{}, {{1, 4}, {1, 2}}, 1);
  const auto x = tally::tensor<number>::random({1, 4}, 2);
  const auto y = tally::tensor<number>::random({1, 2}, 3);
  const tally::scope_tree spent = tally::profile([&] { return model(x, y); });
  CHECK(spent.total() == traced.total().counts());
  CHECK(report::side_by_side(traced, spent).text().find("DIFFERS") == std::string::npos);
  CHECK(report::layers(tally::trace([](auto&, const auto& z) { return std::vector(24, z); }, {2}))
            .text()
            .find("24 results") != std::string::npos);
}

TEST_CASE("predictions, traces, measurements and tables print") {
  const auto printed = [](const auto& what) {
    std::ostringstream out;
    out << what;
    return out.str();
  };
  // 12 + 12 + 8 products; 9 + 3, 8 + 4, 4, 6 + 2 additions; 4 maxima.
  CHECK(printed(predicted().total()) == "68 FLOP (fma = 2), 32 MAC (products and convolutions), 41 parameters: add 36 "
                                        "f32, mul 32 f32, min_max 4 f32");
  CHECK(printed(predicted()) == report::layers(predicted()).text());
  CHECK(printed(measured()) == report::scopes(measured()).text());
  CHECK(printed(report::layers(predicted())) == report::layers(predicted()).text());
}
