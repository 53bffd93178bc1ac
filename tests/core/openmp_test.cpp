// SPDX-License-Identifier: MIT
// flags: -fopenmp
// Parallel regions of OpenMP: attributed by a team, and reductions over counted scalars.

#include "support/catch.hpp"
#include "tally/core/scope.hpp"
#include "tally/openmp.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;
using tally::precision;

namespace {

using real = counted<double>;
constexpr int threads = 4;

counts muls(int n) { return counts().add(operation::mul, precision::f64, n); }
counts adds(int n) { return counts().add(operation::add, precision::f64, n); }

// Four threads that have counted, as OpenMP keeps them between regions.
void warm_up() {
#pragma omp parallel num_threads(threads)
  static_cast<void>(real(1) * real(2));
}

}  // namespace

TEST_CASE("A parallel loop that nobody attributes is an error, not a quarter of the work", "[openmp][misuse]") {
  warm_up();
  std::vector<real> v(1000, real(1.5));
  const auto loop = [&] {
#pragma omp parallel for num_threads(threads)
    for (std::size_t i = 0; i < 1000; ++i) v[i] = v[i] * 1.5;
  };
  CHECK_THROWS_WITH(measure(loop), Catch::Matchers::ContainsSubstring(" 750 operations") &&
                                       Catch::Matchers::ContainsSubstring("tally::team"));
}

TEST_CASE("A team's work is all there, in a loop, in a region and in a region within", "[openmp]") {
  warm_up();
  std::vector<real> v(1000, real(1.5));
  const auto loop = [&] {
    tally::team team;
#pragma omp parallel for firstprivate(team) schedule(dynamic) num_threads(threads)
    for (std::size_t i = 0; i < 1000; ++i) v[i] = v[i] * 1.5;
  };
  const auto region = [&] {
    const tally::team team;
#pragma omp parallel num_threads(threads)
    {
      const tally::team mine = team;
      static_cast<void>(real(1) + real(2));
#pragma omp for
      for (std::size_t i = 0; i < 1000; ++i) v[i] = v[i] * 1.5;
#pragma omp parallel firstprivate(mine) num_threads(2)
      static_cast<void>(real(1) + real(2));
    }
  };
  for (int repetition = 0; repetition < 20; ++repetition) {
    REQUIRE(measure(loop) == muls(1000));
    const counts nested = measure(region) - muls(1000);
    // One of each thread, and of each thread of the inner regions, which OpenMP may leave serial.
    REQUIRE((nested == adds(threads + threads) || nested == adds(threads + 2 * threads)));
  }
  CHECK(tally::profile(loop).total() == muls(1000));
}

TEST_CASE("Teams of two measurements at once keep their work apart, and one made in a pause works for nobody",
          "[openmp]") {
  int wrong[2] = {0, 0};
  const auto measuring = [&](int which, int n) {
    for (int repetition = 0; repetition < 50; ++repetition) {
      const counts spent = measure([n] {
        tally::team team;
#pragma omp parallel for firstprivate(team) num_threads(threads)
        for (int i = 0; i < n; ++i) static_cast<void>(real(1) * real(2));
        const tally::pause unmeasured;
        tally::team nobodys;
#pragma omp parallel for firstprivate(nobodys) num_threads(threads)
        for (int i = 0; i < n; ++i) static_cast<void>(real(1) * real(2));
      });
      if (spent != muls(n)) ++wrong[which];
    }
  };
  std::thread one(measuring, 0, 100);
  std::thread two(measuring, 1, 333);
  one.join();
  two.join();
  CHECK(wrong[0] == 0);
  CHECK(wrong[1] == 0);
}

TEST_CASE("Reductions give the loop's result, and count one operation more a thread", "[openmp]") {
  // 1 + … + 1000 = 500500, a thread's part at a time.
  real sum = 0;
  counted<std::int64_t> whole = 0;
  counted<float> least = 5;
  counted<int> most = std::numeric_limits<int>::lowest();
  counted<long double> product = 1;
  const counts spent = measure([&] {
    tally::team team;
#pragma omp parallel for firstprivate(team) reduction(+ : sum, whole) reduction(min : least) reduction(max : most) \
    reduction(* : product) num_threads(threads)
    for (int i = 1; i <= 1000; ++i) {
      sum += i;
      whole += std::int64_t{i};
      least = min(least, counted<float>(static_cast<float>(-i)));
      most = max(most, counted<int>(i - 2000));
      if (i % 100 == 0) product *= 2.0L;
    }
  });
  CHECK(sum.value() == 500500.0);
  CHECK(whole.value() == 500500);
  CHECK(least.value() == -1000.0F);
  CHECK(most.value() == -1000);
  CHECK(product.value() == 1024.0L);
  CHECK(spent.at(operation::add, precision::f64) == 1000 + threads);
  CHECK(spent.at(operation::add, precision::i64) == 1000 + threads);
  CHECK(spent.at(operation::min_max, precision::f32) == 1000 + threads);
  CHECK(spent.at(operation::min_max, precision::i32) == 1000 + threads);
  CHECK(spent.at(operation::mul, precision::f80) == 10 + threads);
}
