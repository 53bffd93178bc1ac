// SPDX-License-Identifier: MIT
// A controller's budget in a unit test: the loop that balances an inverted pendulum runs at 1 kHz on a microcontroller
// that the loop may keep busy for one tenth of its time.

#include <tally/adapters/catch2.hpp>
#include <tally/eigen.hpp>

#include <cstdint>

using real = tally::counted<float>;
using state = Eigen::Matrix<real, 4, 1>;  // the cart's position and velocity, the pole's angle and its rate

// One multiply-add takes the processor 14 cycles in software, at 84 MHz. A tenth of a millisecond has room for:
constexpr std::uint64_t budget = 84'000'000 / 1000 / 10 / 14;  // 600 FLOPs

struct controller {
  Eigen::Matrix<real, 1, 4> gain{-1.0F, -1.66F, 18.7F, 3.46F};
  Eigen::Matrix<real, 4, 4> observer = Eigen::Matrix<real, 4, 4>::Identity() * real(0.98F);
  state estimate = state::Zero();

  real step(const state& measured) {
    estimate = observer * estimate + real(0.02F) * measured;
    const real force = -(gain * estimate)(0);
    return fmin(fmax(force, -10.0F), 10.0F);
  }
};

TEST_CASE("the control loop fits its time slice") {
  controller balances;
  const state measured(0.1F, 0.0F, 0.05F, 0.0F);
  REQUIRE_THAT(tally::measure([&] { balances.step(measured); }), tally::spends_at_most(budget));
}

TEST_CASE("estimating with a full Kalman gain would not") {
  const auto covariance_step = [] {
    using square = Eigen::Matrix<real, 4, 4>;
    const square motion = square::Identity() + real(0.001F) * square::Ones();
    square covariance = square::Identity();
    for (int i = 0; i < 4; ++i) covariance = motion * covariance * motion.transpose() + square::Identity();
    return covariance;
  };
  CHECK_THAT(tally::measure(covariance_step), !tally::spends_at_most(budget));
}
