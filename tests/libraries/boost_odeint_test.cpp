// SPDX-License-Identifier: MIT
// flags: -DTALLY_ALLOW_STATIC_CAST -Wno-uninitialized
// needs: boost/numeric/odeint.hpp
// Boost.Odeint integrates with counted numbers. Its adaptive steppers keep the error of an array in a plain double,
// which they cast to: the macro lets them, and each cast counts. (g++ sees its steppers copy what they have not set.)

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <boost/numeric/odeint.hpp>

#include <array>

using tally::counted;
using tally::counts;
using tally::operation;

namespace odeint = boost::numeric::odeint;

namespace {

int calls = 0;

// A pendulum: the sine tells how often it was asked.
template <class T>
void pendulum(const std::array<T, 2>& state, std::array<T, 2>& derivative, T) {
  using std::sin;
  ++calls;
  derivative[0] = state[1];
  derivative[1] = -sin(state[0]) - 0.15 * state[1];
}

template <class T>
T by_fixed_steps() {
  std::array<T, 2> state{T(1), T(0)};
  odeint::runge_kutta4<std::array<T, 2>, T, std::array<T, 2>, T> stepper;
  odeint::integrate_const(stepper, pendulum<T>, state, T(0), T(1), T(0.125));
  return state[0];
}
template <class T>
T by_adaptive_steps() {
  std::array<T, 2> state{T(1), T(0)};
  const odeint::runge_kutta_cash_karp54<std::array<T, 2>, T, std::array<T, 2>, T> stepper;
  odeint::integrate_adaptive(odeint::make_controlled(T(1e-10), T(1e-6), stepper), pendulum<T>, state, T(0), T(1),
                             T(0.1));
  return state[0];
}

void check(double plain(), counted<double> with_counting()) {
  calls = 0;
  const double expected = plain();
  const int asked = calls;
  counted<double> result;
  const counts spent = tally::measure([&] { result = with_counting(); });
  CHECK(value(result) == expected);
  CHECK(asked > 10);
  CHECK(spent[operation::sin] == asked);
}

TEST_CASE("Boost.Odeint takes the plain program's steps with counted numbers") {
  check(by_fixed_steps<double>, by_fixed_steps<counted<double>>);
  check(by_adaptive_steps<double>, by_adaptive_steps<counted<double>>);
  CHECK(tally::measure([] { static_cast<void>(by_fixed_steps<counted<double>>()); })[operation::convert] == 0);
  CHECK(tally::measure([] { static_cast<void>(by_adaptive_steps<counted<double>>()); })[operation::convert] > 0);
}

}  // namespace
