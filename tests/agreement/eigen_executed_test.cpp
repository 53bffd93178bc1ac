// SPDX-License-Identifier: MIT
// flags: -DTALLY_EIGEN_NO_PACKETS
// What Eigen executes on its scalar path: its documented figures, and counts that were taken with another, minimal
// counting scalar. Where Eigen 5.0 does something else, or nobody has counted it otherwise, 3.4's figure is not asked.

#include "support/catch.hpp"
#include <tally/eigen.hpp>

#include <Eigen/Geometry>
#include <Eigen/LU>

#include <cstdint>

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
using vector = Eigen::Matrix<real, Eigen::Dynamic, 1>;
template <int N>
using fixed = Eigen::Matrix<real, N, N>;
using tally::operation;

namespace {

struct spent_in {
  std::uint64_t mul;
  std::uint64_t add;
  std::uint64_t sub = 0;

  friend bool operator==(const tally::counts& actual, const spent_in& expected) {
    return actual.only(operation::mul) + actual.only(operation::add) + actual.only(operation::sub) == actual &&
           actual[operation::mul] == expected.mul && actual[operation::add] == expected.add &&
           actual[operation::sub] == expected.sub;
  }
  friend std::ostream& operator<<(std::ostream& out, const spent_in& expected) {
    return out << "mul " << expected.mul << ", add " << expected.add << ", sub " << expected.sub;
  }
};

constexpr bool is_5 = EIGEN_VERSION_AT_LEAST(3, 5, 0);  // Eigen 5.0 calls itself 3.5.0 here

tally::counts of_product(Eigen::Index rows, Eigen::Index depth, Eigen::Index columns) {
  const matrix a = matrix::Random(rows, depth);
  const matrix b = matrix::Random(depth, columns);
  matrix c(rows, columns);
  return tally::measure([&] { c.noalias() = a * b; });
}
template <int N>
tally::counts of_fixed_product() {
  const fixed<N> a = fixed<N>::Random();
  const fixed<N> b = fixed<N>::Random();
  fixed<N> c;
  return tally::measure([&] { c.noalias() = a * b; });
}

// The detected sizes of the caches decide how deep a panel is, so the tests say which.
struct with_first_level_cache {
  explicit with_first_level_cache(std::ptrdiff_t bytes) { Eigen::setCpuCacheSizes(bytes, 256 * 1024, 8 * 1024 * 1024); }
  ~with_first_level_cache() { Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 8 * 1024 * 1024); }
  with_first_level_cache(const with_first_level_cache&) = delete;
  with_first_level_cache& operator=(const with_first_level_cache&) = delete;
};

}  // namespace

// https://eigen.tuxfamily.org, class Quaternion: "Operation comparison for 1 / 2 rotations".
TEST_CASE("Eigen's documented figures hold") {
  const Eigen::Quaternion<real> p = Eigen::Quaternion<real>::UnitRandom();
  const Eigen::Quaternion<real> q = Eigen::Quaternion<real>::UnitRandom();
  const Eigen::Matrix<real, 3, 1> v = Eigen::Matrix<real, 3, 1>::Random();
  const fixed<3> m = fixed<3>::Random();
  Eigen::Quaternion<real> r;
  Eigen::Matrix<real, 3, 1> w;
  fixed<3> n;

  const tally::counts product = tally::measure([&] { r = p * q; });
  CHECK(product == spent_in{16, 6, 6});
  CHECK(product.flops() == 28);
  const tally::counts rotation = tally::measure([&] { w = p * v; });
  CHECK(rotation == spent_in{15, 9, 6});
  CHECK(rotation.flops() == 30);
  const tally::counts to_matrix = tally::measure([&] { n = p.toRotationMatrix(); });
  CHECK(to_matrix == spent_in{12, 6, 6});
  CHECK(to_matrix.flops() == 24);
  const tally::counts transformation = tally::measure([&] { w.noalias() = m * v; });
  CHECK(transformation == spent_in{9, 6});
  CHECK(transformation.flops() == 15);
}

TEST_CASE("lazy products follow the textbook") {
  for (const std::uint64_t n : {1U, 3U, 8U, 20U})
    for (const std::uint64_t k : {1U, 2U, 9U, 33U})
      for (const std::uint64_t m : {1U, 4U, 7U}) {
        const auto index = [](std::uint64_t i) { return static_cast<Eigen::Index>(i); };
        const matrix a = matrix::Random(index(n), index(k));
        const matrix b = matrix::Random(index(k), index(m));
        matrix c(index(n), index(m));
        CHECK(tally::measure([&] { c = a.lazyProduct(b); }) == spent_in{n * k * m, n * m * (k - 1)});
      }
}

// The result is scaled by alpha = 1, which is itself the product of the factors' alphas.
TEST_CASE("small dynamic products take the lazy path and one multiplication") {
  for (const std::uint64_t n : {4U, 5U, 6U}) {
    const auto i = static_cast<Eigen::Index>(n);
    CHECK(of_product(i, i, i) == spent_in{n * n * n + 1, n * n * n - n * n});
  }
}

// Blocked: all n^3 products are accumulated onto zero, and each result is scaled by alpha and added to the destination.
TEST_CASE("dynamic products of 8 and more take the blocked path") {
  for (const std::uint64_t n : {8U, 16U, 32U, 64U}) {
    const auto i = static_cast<Eigen::Index>(n);
#ifdef EIGEN_DONT_VECTORIZE
    CHECK(of_product(i, i, i) == spent_in{n * n * n + n * n + 2, n * n * n + 2 * n * n});
#else
    CHECK(of_product(i, i, i) == spent_in{n * n * n + n * n + 2, n * n * n + n * n});
#endif
  }
  if (!is_5) CHECK(of_product(7, 7, 7)[operation::mul] == 7 * 7 * 7 + 7 * 7 + 2);
}

TEST_CASE("fixed products") {
  CHECK(of_fixed_product<3>() == spent_in{27, 18});
#ifndef EIGEN_DONT_VECTORIZE
  if (!is_5) CHECK(of_fixed_product<8>() == spent_in{578, 576});
  CHECK(of_fixed_product<16>() == spent_in{4354, 4352});
#endif
}

#ifndef EIGEN_DONT_VECTORIZE
TEST_CASE("one multiply-add per result and panel: the count follows the first cache's size") {
  {
    const with_first_level_cache bytes(32 * 1024);
    CHECK(of_product(16, 2000, 16) == spent_in{512770, 512768});
  }
  {
    const with_first_level_cache bytes(8 * 1024);
    CHECK(of_product(16, 2000, 16) == spent_in{515074, 515072});
  }
  {
    const with_first_level_cache bytes(128 * 1024);
    CHECK(of_product(16, 2000, 16) == spent_in{512258, 512256});
  }
}

TEST_CASE("a matrix times a vector") {
  const matrix a = matrix::Random(30, 40);
  const vector x = vector::Random(40);
  vector y(30);
  CHECK(tally::measure([&] { y.noalias() = a * x; }) == spent_in{1232, 1230});
}
#endif

TEST_CASE("reductions follow the textbook") {
  const vector x = vector::Random(40);
  const vector y = vector::Random(40);
  const auto of = [](auto&& f) { return tally::measure([&] { static_cast<void>(f()); }); };
  CHECK(of([&] { return x.dot(y); }) == spent_in{40, 39});
  CHECK(of([&] { return x.sum(); }) == spent_in{0, 39});
  const tally::counts norm = of([&] { return x.norm(); });
  CHECK(norm[operation::sqrt] == 1);
  // Eigen 5 adds the imaginary part that a real number has not.
  CHECK(norm - norm.only(operation::sqrt) == (is_5 ? spent_in{40, 40} : spent_in{40, 39}));
  const tally::counts mean = of([&] { return x.mean(); });
  CHECK(mean[operation::div] == 1);
  CHECK(mean - mean.only(operation::div) == spent_in{0, 39});
  const tally::counts largest = of([&] { return x.maxCoeff(); });
  CHECK(largest.flops() == 0);
  CHECK(largest[operation::compare] + largest[operation::min_max] == 39);
}

#ifndef EIGEN_DONT_VECTORIZE
TEST_CASE("an LU of 8 x 8") {
  const matrix a = matrix::Random(8, 8);
  const tally::counts spent = tally::measure([&] { const Eigen::PartialPivLU<matrix> lu(a); });
  if (!is_5) CHECK(spent[operation::mul] == 140);
}
#endif
