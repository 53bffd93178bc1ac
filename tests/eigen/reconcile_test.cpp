// SPDX-License-Identifier: MIT
// What Eigen executes beside what the textbook needs, with reasons.

#include "support/catch.hpp"
#include <tally/analysis/reconcile.hpp>
#include <tally/eigen.hpp>
#include <tally/tally.hpp>

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("products of Eigen are explained") {
  Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 8 * 1024 * 1024);
  tally::reconciliation table;
  const auto multiply = [&](Eigen::Index m, Eigen::Index k, Eigen::Index n) {
    const matrix a = matrix::Random(m, k);
    const matrix b = matrix::Random(k, n);
    matrix c(m, n);
    const auto natural = [](Eigen::Index i) { return static_cast<std::uint64_t>(i); };
    table.product("", natural(m), natural(k), natural(n), tally::measure([&] { c.noalias() = a * b; }),
                  tally::precision::f64);
    return table.rows().back();
  };
  CHECK_THAT(multiply(4, 4, 4).reason, ContainsSubstring("small"));
  CHECK_THAT(multiply(32, 32, 32).reason, ContainsSubstring("one panel"));
  CHECK_THAT(multiply(16, 2000, 16).reason, ContainsSubstring("panels of the depth 2000"));
  for (const tally::reconciled& row : table.rows()) CHECK(row.ratio() >= 1);
}

// From 1.1 to 1.7 times the textbook, by version and instruction set: blocks are scaled by alpha, and zeros multiplied.
TEST_CASE("Eigen's decompositions execute more than the textbook needs, within reason") {
  constexpr Eigen::Index n = 64;
  const matrix random = matrix::Random(n, n);
  const matrix definite = random * random.transpose() + matrix::Identity(n, n);
  tally::reconciliation table;
  Eigen::LLT<matrix> llt(n);
  Eigen::PartialPivLU<matrix> lu(n);
  Eigen::HouseholderQR<matrix> qr(n, n);
  table.add("LLT", tally::textbook::llt(n, tally::precision::f64), tally::measure([&] { llt.compute(definite); }))
      .add("LU", tally::textbook::lu(n, tally::precision::f64), tally::measure([&] { lu.compute(random); }))
      .add("QR", tally::textbook::qr(n, n, tally::precision::f64), tally::measure([&] { qr.compute(random); }));
  for (const tally::reconciled& row : table.rows()) {
    CAPTURE(row.what, row.ratio());
    CHECK(row.ratio() > 1);
    CHECK(row.ratio() < 2);
  }
}

TEST_CASE("a network on Eigen differs from the prediction in its products only") {
  namespace nn = tally::nn;
  const auto net = nn::sequential{nn::conv2d{.in_channels = 3, .out_channels = 8}, nn::relu{}, nn::flatten{},
                                  nn::linear{8 * 10 * 10, 10}};
  const tally::shape input{1, 3, 12, 12};
  const auto model = tally::instantiate<tally::counted<float>, tally::eigen_engine>(net, input);
  const auto x = tally::tensor<tally::counted<float>>::random(input, 1);
  tally::reconciliation table;
  table.layers(tally::trace(net, input), tally::profile([&] { static_cast<void>(model(x)); }));
  for (const tally::reconciled& row : table.rows()) {
    CAPTURE(row.what, row.textbook, row.executed);
    CHECK(row.reason != "not explained");
  }
  CHECK_THAT(table.rows().front().reason, ContainsSubstring("alpha"));
}
