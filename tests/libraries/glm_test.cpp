// SPDX-License-Identifier: MIT
// needs: glm/glm.hpp
// GLM's vectors and matrices of counted numbers.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#define GLM_FORCE_UNRESTRICTED_GENTYPE
#include <glm/glm.hpp>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;

namespace {

template <class T>
T computed() {
  const glm::vec<3, T> a(T(1), T(2), T(0.3));
  const glm::mat<3, 3, T> m(T(1), T(0.2), T(3), T(0), T(1), T(4), T(5), T(6), T(0.7));
  return glm::dot(m * a, glm::cross(a, m[0]));
}

TEST_CASE("GLM's products are counted") {
  counted<float> result;
  const counts spent = tally::measure([&] { result = computed<counted<float>>(); });
  CHECK(value(result) == computed<float>());
  // Nine products and six sums; twice three and three differences; three and two.
  CHECK(spent == counts()
                     .add(operation::mul, precision::f32, 9 + 6 + 3)
                     .add(operation::add, precision::f32, 6 + 2)
                     .add(operation::sub, precision::f32, 3));
}

}  // namespace
