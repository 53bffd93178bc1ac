// SPDX-License-Identifier: MIT
// Eigen on the user's own threads and on Eigen's thread pool: the same counts, whoever does the work.

#include "support/catch.hpp"
#include <tally/eigen.hpp>
#include <tally/eigen/thread_pool.hpp>

#define EIGEN_USE_THREADS
#include <unsupported/Eigen/CXX11/Tensor>

#include <thread>
#include <vector>

using real = tally::counted<float>;

TEST_CASE("work on the user's threads is the work of the measurement that they ran in") {
  using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
  const matrix a = matrix::Random(20, 20);
  std::vector<matrix> results(4);
  const auto product = [&](std::size_t i) { results[i] = a * a; };
  const tally::counts one = tally::measure([&] { product(0); });
  const tally::counts four = tally::measure([&] {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < results.size(); ++i) threads.emplace_back([&, i] { product(i); });
    for (std::thread& t : threads) t.join();
  });
  CHECK(four == 4 * one);
}

TEST_CASE("a tensor expression on a thread pool spends what it spends without") {
  Eigen::Tensor<real, 2> a(300, 400);
  Eigen::Tensor<real, 2> b(300, 400);
  a.setRandom();
  b.setRandom();
  Eigen::Tensor<real, 2> c(300, 400);
  const auto expression = [&] { return a * b + a - b * b.constant(real(3)); };
  const tally::counts expected = tally::measure([&] { c = expression(); });
  const Eigen::Tensor<real, 2> plain = c;
  CHECK(expected[tally::operation::mul] == 240000);

  Eigen::ThreadPool threads(4);
  Eigen::ThreadPoolDevice bare(&threads, 4);
  // Or it would be no test of what follows.
  CHECK_THROWS_AS(tally::measure([&] { c.device(bare) = expression(); }), tally::attribution_error);

  tally::attributed_pool pool(threads);
  Eigen::ThreadPoolDevice device(&pool, 4);
  for (int repetition = 0; repetition < 20; ++repetition) {
    c.setZero();
    const tally::counts spent = tally::measure([&] { c.device(device) = expression(); });
    REQUIRE(spent == expected);
  }
  for (Eigen::Index i = 0; i < c.size(); ++i) {
    const float before = plain.data()[i].value();
    const float after = c.data()[i].value();
    REQUIRE(before == after);
  }
}

TEST_CASE("a bare pool's work is not the measuring thread's") {
  Eigen::ThreadPool threads(2);
  Eigen::Barrier done(1);
  const tally::counts spent = tally::measure(
      [&] {
        threads.Schedule([&] {
          static_cast<void>(real(1) + real(2));
          done.Notify();
        });
        done.Wait();
      },
      tally::unrelated_threads);
  CHECK(spent.empty());
}
