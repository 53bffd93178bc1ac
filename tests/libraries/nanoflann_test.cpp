// SPDX-License-Identifier: MIT
// needs: nanoflann.hpp
// nanoflann builds and searches its trees with counted numbers.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <nanoflann.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

using tally::counted;
using tally::counts;
using tally::operation;

namespace {

template <class T>
struct cloud {
  std::vector<std::array<T, 3>> points;
  std::size_t kdtree_get_point_count() const { return points.size(); }
  T kdtree_get_pt(std::size_t point, std::size_t axis) const { return points[point][axis]; }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

// The distance to the nearest of 200 points, and which it is.
template <class T>
std::pair<T, std::size_t> nearest() {
  cloud<T> all;
  std::uint32_t state = 1;
  for (int i = 0; i < 200; ++i) {
    std::array<T, 3> point;
    for (T& x : point) x = T(static_cast<double>((state = state * 1664525U + 1013904223U) >> 8) / 16777216.0);
    all.points.push_back(point);
  }
  nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<T, cloud<T>>, cloud<T>, 3> tree(3, all);
  tree.buildIndex();
  const T query[] = {T(0.5), T(0.4), T(0.3)};
  std::pair<T, std::size_t> found{};
  nanoflann::KNNResultSet<T> results(1);
  results.init(&found.second, &found.first);
  tree.findNeighbors(results, query, nanoflann::SearchParams(10));
  return found;
}

TEMPLATE_TEST_CASE("nanoflann finds the plain program's neighbour with counted numbers", "", float, double) {
  std::pair<counted<TestType>, std::size_t> found{};
  const counts spent = tally::measure([&] { found = nearest<counted<TestType>>(); });
  CHECK(value(found.first) == nearest<TestType>().first);
  CHECK(found.second == nearest<TestType>().second);
  CHECK((spent[operation::compare] > 200 && spent[operation::mul] > 3));
}

}  // namespace
