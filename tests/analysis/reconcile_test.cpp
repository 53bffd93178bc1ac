// SPDX-License-Identifier: MIT
// Textbook formulas against textbook loops, and the table of textbook and executed counts.

#include "support/catch.hpp"
#include <tally/analysis/reconcile.hpp>
#include <tally/core/counted.hpp>
#include <tally/core/math.hpp>
#include <tally/core/measure.hpp>
#include <tally/tally.hpp>

#include <tuple>
#include <vector>

using real = tally::counted<double>;
using tally::operation;
using tally::precision;

namespace {

struct square {
  std::size_t rows, columns;
  std::vector<real> entries;
  square(std::size_t m, std::size_t n) : rows(m), columns(n), entries(m * n) {
    for (std::size_t i = 0; i < m * n; ++i) entries[i] = real(static_cast<double>((i * 7919) % 101) / 101 + 0.5);
    for (std::size_t i = 0; i < m && i < n; ++i) (*this)(i, i) = real(static_cast<double>(10 * (m + n)));
  }
  real& operator()(std::size_t i, std::size_t j) { return entries[i * columns + j]; }
};

}  // namespace

TEST_CASE("the textbook's counts are those of the textbook's loops") {
  for (const std::size_t n : {1U, 2U, 3U, 7U, 16U}) {
    square a(n, n);
    CHECK(tally::measure([&] {
            for (std::size_t j = 0; j < n; ++j) {
              for (std::size_t i = j; i < n; ++i)
                for (std::size_t k = 0; k < j; ++k) a(i, j) -= a(i, k) * a(j, k);
              a(j, j) = sqrt(a(j, j));
              for (std::size_t i = j + 1; i < n; ++i) a(i, j) /= a(j, j);
            }
          }) == tally::textbook::llt(n, precision::f64));
    square b(n, n);
    CHECK(tally::measure([&] {
            for (std::size_t k = 0; k < n; ++k)
              for (std::size_t i = k + 1; i < n; ++i) {
                b(i, k) /= b(k, k);
                for (std::size_t j = k + 1; j < n; ++j) b(i, j) -= b(i, k) * b(k, j);
              }
          }) == tally::textbook::lu(n, precision::f64));
  }
}

TEST_CASE("the textbook's QR is that of its loops") {
  for (const std::size_t m : {1U, 2U, 6U, 13U})
    for (const std::size_t n : {1U, 2U, 5U}) {
      if (n > m) continue;
      square a(m, n);
      const auto decompose = [&] {
        for (std::size_t k = 0; k < n && k + 1 < m; ++k) {
          real squares = a(k, k) * a(k, k);
          for (std::size_t i = k + 1; i < m; ++i) squares += a(i, k) * a(i, k);
          const real norm = sqrt(squares);
          const real first = a(k, k) - norm;
          for (std::size_t i = k + 1; i < m; ++i) a(i, k) /= first;
          const real factor = first / norm;
          a(k, k) = norm;
          for (std::size_t j = k + 1; j < n; ++j) {
            real w = a(k, j);
            for (std::size_t i = k + 1; i < m; ++i) w += a(i, k) * a(i, j);
            w *= factor;
            a(k, j) -= w;
            for (std::size_t i = k + 1; i < m; ++i) a(i, j) -= a(i, k) * w;
          }
        }
      };
      CHECK(tally::measure(decompose) == tally::textbook::qr(m, n, precision::f64));
    }
}

TEST_CASE("the textbook's counts of large orders are there at once, and of nothing nothing") {
  const tally::natural n = 1'000'000'000;
  // (n³ - n) / 6
  CHECK(to_string(tally::textbook::llt(n, precision::f64)[operation::mul]) == "166666666666666666500000000");
  CHECK(tally::textbook::lu(n, precision::f64)[operation::div] == tally::natural(499'999'999'500'000'000));
  CHECK(tally::textbook::qr(n, n, precision::f64)[operation::sqrt] == 999'999'999);
  for (const tally::counts& none :
       {tally::textbook::llt(0, precision::f64), tally::textbook::lu(0, precision::f64),
        tally::textbook::qr(0, 5, precision::f64), tally::textbook::qr(5, 0, precision::f64)})
    CHECK(none.empty());
}

// n^3/3, 2n^3/3 and 2n^2(m - n/3).
TEST_CASE("the leading terms are the published ones") {
  const auto flops = [](const tally::counts& c) { return static_cast<double>(c.flops().value()); };
  const double n = 1000;
  CHECK(flops(tally::textbook::llt(1000, precision::f64)) == Approx(n * n * n / 3).epsilon(0.002));
  CHECK(flops(tally::textbook::lu(1000, precision::f64)) == Approx(2 * n * n * n / 3).epsilon(0.002));
  CHECK(flops(tally::textbook::qr(2000, 1000, precision::f64)) == Approx(2 * n * n * (2 * n - n / 3)).epsilon(0.002));
  CHECK(flops(tally::textbook::product(1000, 1000, 1000, precision::f64)) == Approx(2 * n * n * n).epsilon(0.002));
}

TEST_CASE("a product's difference is explained, or said not to be") {
  const auto executed = [](std::uint64_t mul, std::uint64_t add, std::uint64_t fma = 0) {
    tally::counts spent;
    return spent.add(operation::mul, precision::f64, mul)
        .add(operation::add, precision::f64, add)
        .add(operation::fma, precision::f64, fma);
  };
  using Catch::Matchers::ContainsSubstring;
  CHECK(tally::reason_of_product(4, 5, 6, executed(120, 96)) == "as the textbook");
  CHECK_THAT(tally::reason_of_product(4, 4, 4, executed(65, 48)), ContainsSubstring("small"));
  CHECK_THAT(tally::reason_of_product(4, 4, 4, executed(65, 64)), ContainsSubstring("sums begin at zero"));
  // 8^3 + 8^2 + 2 and 8^3 + 8^2.
  CHECK_THAT(tally::reason_of_product(8, 8, 8, executed(578, 576)), ContainsSubstring("one panel"));
  CHECK_THAT(tally::reason_of_product(8, 8, 8, executed(2, 0, 576)), ContainsSubstring("one panel"));
  CHECK_THAT(tally::reason_of_product(16, 2000, 16, executed(512770, 512768)), ContainsSubstring("3 panels"));
  CHECK_THAT(tally::reason_of_product(8, 8, 8, executed(999, 999)), ContainsSubstring("not explained"));
  CHECK_THAT(tally::reason_of_product(8, 8, 8, executed(300, 300)), ContainsSubstring("less than the textbook"));
}

TEST_CASE("the table shows both counts, their ratio and the reason") {
  tally::counts more = tally::textbook::product(2, 3, 4, precision::f32);
  more.add(operation::mul, precision::f32, 4);
  tally::reconciliation table;
  table
      .add("same", tally::textbook::product(2, 3, 4, precision::f32), tally::textbook::product(2, 3, 4, precision::f32))
      .add("more", tally::textbook::product(2, 3, 4, precision::f32), more, "four by hand");
  // 24 products and 16 additions; 44 / 40.
  CHECK(table.text() == "      textbook  executed  ratio  reason\n"
                        "same        40        40  1.000  as the textbook\n"
                        "more        40        44  1.100  four by hand\n");
  CHECK(table.rows()[1].ratio() == Approx(1.1));
}

TEST_CASE("a network that runs the textbook's loops reconciles exactly, layer for layer") {
  using tally::nn::linear;
  const auto net = tally::nn::sequential{linear{6, 5}, tally::nn::relu{}, linear{5, 2}};
  const auto model = tally::instantiate<tally::counted<float>>(net, {3, 6});
  const auto x = tally::tensor<tally::counted<float>>::random({3, 6}, 1);
  tally::reconciliation table;
  table.layers(tally::trace(net, {3, 6}), tally::profile([&] { static_cast<void>(model(x)); }));
  REQUIRE(table.rows().size() == 3);
  CHECK(table.rows()[0].what == "0");
  CHECK(table.rows()[0].textbook[operation::mul] == 3 * 6 * 5);
  for (const tally::reconciled& row : table.rows()) CHECK(row.reason == "as the textbook");

  // Of several inputs and results too.
  const auto several = [](auto& context, const auto& a, const auto& b) {
    return std::tuple(context("a", linear{6, 5}, a), b * 2, context("b", linear{5, 2}, b));
  };
  const auto both = tally::instantiate<tally::counted<float>>(several, {{3, 6}, {2, 5}});
  const auto y = tally::tensor<tally::counted<float>>::random({2, 5}, 2);
  const tally::reconciliation of_both = tally::reconciliation().layers(
      tally::trace(several, {{3, 6}, {2, 5}}), tally::profile([&] { static_cast<void>(both(x, y)); }));
  REQUIRE(of_both.rows().size() == 3);
  for (const tally::reconciled& row : of_both.rows()) CHECK(row.reason == "as the textbook");
}
