// SPDX-License-Identifier: MIT
// Movements do no arithmetic, by formula and by loop; and both give the same shape.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "tally/tensor/constant.hpp"

#include <utility>
#include <vector>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;

std::string permutation_disagreement(const shape& x, const std::vector<int>& order) {
  tally::permute_primitive permutation;
  for (const int axis : order) permutation.axes[permutation.count++] = axis;
  return disagreement([&](const auto& t) { return tally::apply(permutation, t); }, x);
}

// Positions are whole numbers below the number of rows, whatever the scalar of the table.
template <class T>
std::string gather_disagreement(const shape& table, const shape& positions) {
  tally::tensor<int> rows(positions);
  for (index i = 0; i < rows.size(); ++i) rows[i] = static_cast<int>(i % table[0]);
  const auto numbers = agreement::numbers<tally::counted<T>>(table, 1);
  agreement::reading measured;
  measured.spent = tally::measure([&] { measured.output = gather(numbers, rows).shape(); });
  const auto formula = [](const auto& t, const auto& at) { return gather(t, at); };
  return agreement::difference("gather", agreement::predicted(tally::precision_of<T>, formula, table, positions),
                               measured);
}

TEST_CASE("movements agree on hand-picked shapes, and spend nothing") {
  const auto all = [](const auto& x) {
    return pad(slice(concat(-1, permute(reshape(broadcast_to(x, {4, 3, 2}), {2, 4, 3}), {2, 0, 1}),
                            broadcast_to(reshape(x, {3, 1, 2}), {3, 2, 2})),
                     2, 1, 6, 2),
               0, 1, 2, 0.5);
  };
  CHECK(disagreement(all, shape{3, 2}) == "");
  const agreement::reading read = agreement::measured<float>(all, shape{3, 2});
  CHECK(read.spent.empty());
  CHECK(read.output == shape{6, 2, 3});  // [3, 2, 4 + 2] along the last axis, 1, 3, 5 of it, and 1 + 2 rows of padding
}

TEST_CASE("movements agree on random shapes") {
  agreement::sizes random(71);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const int rank = static_cast<int>(random.between(1, 5));
    const shape x = random.of_rank(rank, 5);
    const int axis = static_cast<int>(random.between(-rank, rank - 1));

    CHECK(disagreement([&](const auto& t) { return reshape(t, {x.volume()}); }, x) == "");
    const int first = static_cast<int>(random.between(0, rank - 1));
    const int last = static_cast<int>(random.between(first, rank - 1));
    CHECK(disagreement([&](const auto& t) { return flatten(t, first, last - rank); }, x) == "");

    std::vector<int> order;
    for (int a = 0; a < rank; ++a) order.push_back(random.coin() ? a : a - rank);
    for (std::size_t a = order.size(); a > 1; --a)
      std::swap(order[a - 1], order[static_cast<std::size_t>(random.between(0, static_cast<index>(a) - 1))]);
    CHECK(permutation_disagreement(x, order) == "");
    CHECK(disagreement([&](const auto& t) { return transpose(t, axis, order[0]); }, x) == "");

    CHECK(disagreement([&](const auto& t) { return broadcast_to(t, x); }, random.broadcasting_to(x)) == "");

    const index start = random.between(0, x[axis] - 1);
    const index stop = random.between(start + 1, x[axis]);
    const index step = random.between(1, 4);
    CHECK(disagreement([&](const auto& t) { return slice(t, axis, start, stop, step); }, x) == "");

    const shape other = x.with(axis, random.extent(5));
    CHECK(disagreement([&](const auto& a, const auto& b, const auto& c) { return concat(axis, a, b, c); }, x, other,
                       x) == "");

    const index before = random.between(0, 3);
    const index after = random.between(0, 3);
    CHECK(disagreement([&](const auto& t) { return pad(t, axis, before, after); }, x) == "");

    CHECK(gather_disagreement<float>(x, random.of_rank(static_cast<int>(random.between(0, 3)), 5)) == "");
    CHECK(gather_disagreement<double>(x, random.of_rank(static_cast<int>(random.between(0, 3)), 5)) == "");
  }
}

TEST_CASE("gathers and scatters along several axes agree on random shapes") {
  agreement::sizes random(72);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const int rank = static_cast<int>(random.between(1, 4));
    const shape x = random.of_rank(rank, 4);
    const int named = static_cast<int>(random.between(1, rank));
    shape positions = random.of_rank(static_cast<int>(random.between(0, 2)), 4);
    shape blocks = positions;
    positions.push_back(named);
    for (int axis = named; axis < rank; ++axis) blocks.push_back(x[axis]);
    // Number j of each row is along axis j.
    const auto at = [&](const auto& t) {
      return positions_like(t, positions, [&](index j) { return (j * 5 + j / 3) % x[static_cast<int>(j % named)]; });
    };
    CHECK(disagreement([&](const auto& t) { return gather_nd(t, at(t)); }, x) == "");
    CHECK(disagreement([&](const auto& t, const auto& b) { return scatter_nd(t, at(t), b); }, x, blocks) == "");
    CHECK(disagreement([&](const auto& t, const auto& b) { return scatter_nd_add(t, at(t), b); }, x, blocks) == "");

    const int axis = static_cast<int>(random.between(-rank, rank - 1));
    const auto along = [&](const auto& t, const shape& extents) {
      return positions_like(t, extents, [&](index j) { return j * 3 % x[axis]; });
    };
    const shape taken = random.of_rank(static_cast<int>(random.between(0, 2)), 4);
    CHECK(disagreement([&](const auto& t) { return gather(t, along(t, taken), axis); }, x) == "");
    const shape longer = x.with(axis, random.extent(5));
    CHECK(disagreement([&](const auto& t) { return take_along(t, along(t, longer), axis); }, x) == "");
  }
}

TEST_CASE("borders move their input and nothing else") {
  using tally::padding_mode;
  agreement::sizes random(47);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const padding_mode modes[] = {padding_mode::zeros, padding_mode::reflect, padding_mode::replicate,
                                  padding_mode::circular};
    const shape x{random.extent(2), random.extent(2), random.extent(4), random.extent(), random.extent()};
    tally::border_primitive<3> border{.mode = modes[random.between(0, 3)]};
    for (int axis = 0; axis < 3; ++axis) {
      border.before.sizes[axis] = random.between(0, x[axis + 2] - 1);
      border.after.sizes[axis] = random.between(0, x[axis + 2] - 1);
    }
    CHECK(disagreement([&](const auto& t) { return pad_border(t, border); }, x) == "");
  }
}

}  // namespace
