// SPDX-License-Identifier: MIT
// Scopes: names for running code whose parts sum exactly to the whole.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/scope.hpp"

#include <stdexcept>
#include <string>
#include <thread>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;
using tally::profile;
using tally::scope;
using tally::scope_tree;

namespace {

void multiply(int times) {
  counted<double> x = 1;
  for (int i = 0; i < times; ++i) x *= 1.0;
}
void add(int times) {
  counted<double> x = 1;
  for (int i = 0; i < times; ++i) x += 1.0;
}
counts muls(int n) { return counts().add(operation::mul, precision::f64, n); }
counts adds(int n) { return counts().add(operation::add, precision::f64, n); }

// The sum of what each node spent itself.
counts sum_of_selves(const scope_tree& tree) {
  counts sum;
  for (int i = 0; i < tree.size(); ++i) sum += tree.self(i);
  return sum;
}

TEST_CASE("A scope's total is its own work and that of the scopes within", "[scope]") {
  const scope_tree tree = profile([] {
    multiply(1);
    {
      const scope encoder("encoder");
      multiply(10);
      {
        const scope attention("attention");
        add(100);
      }
      multiply(20);
    }
    multiply(2);
  });
  CHECK(tree.total() == muls(33) + adds(100));
  CHECK(tree.total("encoder") == muls(30) + adds(100));
  CHECK(tree.self("encoder") == muls(30));
  CHECK(tree.total("encoder.attention") == adds(100));
  CHECK(tree.self("encoder.attention") == adds(100));
  CHECK(tree.self("") == muls(3));
  CHECK(tree.total("") == tree.total());
  CHECK(sum_of_selves(tree) == tree.total());
}

TEST_CASE("The same name in the same place is the same scope, and elsewhere another", "[scope]") {
  const scope_tree tree = profile([] {
    for (int i = 0; i < 5; ++i) {
      const scope step("step");
      multiply(i);
      const scope inner("inner");
      add(1);
    }
    const scope other("other");
    const scope inner("inner");
    add(7);
  });
  CHECK(tree.total("step") == muls(10) + adds(5));
  CHECK(tree.total("step.inner") == adds(5));
  CHECK(tree.total("other.inner") == adds(7));
  CHECK(tree.size() == 5);
  CHECK(tree[tree.paths().find("step")].entered == 5);
  CHECK(tree[tree.paths().find("step.inner")].entered == 5);
  CHECK(tree[tree.paths().find("other")].entered == 1);
  CHECK(tree[0].entered == 1);
  CHECK(sum_of_selves(tree) == tree.total());
}

TEST_CASE("A recursive scope appears once per depth, and nothing is counted twice", "[scope]") {
  const auto recurse = [](auto&& self, int depth) -> void {
    const scope here("level");
    multiply(1);
    if (depth > 1) self(self, depth - 1);
  };
  const scope_tree tree = profile([&] { recurse(recurse, 4); });
  CHECK(tree.total() == muls(4));
  CHECK(tree.total("level") == muls(4));
  CHECK(tree.total("level.level.level.level") == muls(1));
  CHECK(tree.self("level.level") == muls(1));
  CHECK(sum_of_selves(tree) == tree.total());
}

TEST_CASE("Work in a random tree of scopes sums up node by node", "[scope]") {
  // The second method: a plain integer per node, filled while the scopes run.
  scope_tree tree;
  int expected_total = 0;
  int expected_below_b = 0;
  unsigned state = 12345;
  const auto random = [&state](unsigned bound) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16) % bound;
  };
  const auto grow = [&](auto&& self, int depth, bool below_b) -> void {
    const int times = static_cast<int>(random(7));
    multiply(times);
    expected_total += times;
    if (below_b) expected_below_b += times;
    if (depth == 6) return;
    for (unsigned child = random(3) + 1; child > 0; --child) {
      const bool is_b = random(2) == 0;
      const scope named(is_b ? "b" : "a");
      self(self, depth + 1, below_b || (is_b && depth == 0));
    }
  };
  tree = profile([&] { grow(grow, 0, false); });
  CHECK(tree.size() > 20);
  CHECK(tree.total() == muls(expected_total));
  if (tree.paths().find("b") != tally::path_tree::none) CHECK(tree.total("b") == muls(expected_below_b));
  CHECK(sum_of_selves(tree) == tree.total());
}

TEST_CASE("A scope outside a profile does nothing", "[scope]") {
  const counts spent = tally::measure([] {
    const scope nobody("nobody");
    multiply(2);
  });
  CHECK(spent == muls(2));
  CHECK(profile([] { multiply(1); }).size() == 1);
}

TEST_CASE("A pause leaves nothing in the scopes around it or within it", "[scope][pause]") {
  const scope_tree tree = profile([] {
    const scope outer("outer");
    multiply(1);
    {
      const tally::pause unmeasured;
      multiply(100);
      const scope inner("inner");
      multiply(1000);
    }
    const scope later("later");
    multiply(2);
  });
  CHECK(tree.total() == muls(3));
  CHECK(tree.total("outer") == muls(3));
  CHECK(tree.self("outer") == muls(1));
  CHECK(tree.total("outer.inner").empty());
  CHECK(tree.total("outer.later") == muls(2));
  CHECK(sum_of_selves(tree) == tree.total());
}

TEST_CASE("An exception closes the scopes it passes", "[scope]") {
  const scope_tree tree = profile([] {
    try {
      const scope outer("outer");
      const scope inner("inner");
      multiply(3);
      throw std::runtime_error("the user's");
    } catch (const std::runtime_error&) {
    }
    const scope after("after");
    add(1);
  });
  CHECK(tree.total("outer.inner") == muls(3));
  CHECK(tree.total("after") == adds(1));
  CHECK(tree.paths().find("outer.after") == tally::path_tree::none);

  CHECK_THROWS_AS(profile([] {
                    const scope open("open");
                    throw std::runtime_error("the user's");
                  }),
                  std::runtime_error);
  const scope_tree next = profile([] { const scope fresh("fresh"); });
  CHECK(next.size() == 2);
}

TEST_CASE("A profile within a profile sees its own scopes, and so does the one around it", "[scope]") {
  scope_tree inner;
  const scope_tree outer = profile([&] {
    const scope a("a");
    multiply(1);
    inner = profile([] {
      multiply(10);
      const scope b("b");
      add(5);
    });
    const scope c("c");
    multiply(100);
  });
  CHECK(inner.total() == muls(10) + adds(5));
  CHECK(inner.self("") == muls(10));
  CHECK(inner.total("b") == adds(5));
  CHECK(inner.size() == 2);
  CHECK(outer.total("a") == muls(111) + adds(5));
  CHECK(outer.total("a.b") == adds(5));
  CHECK(outer.self("a") == muls(11));
  CHECK(outer.total("a.c") == muls(100));
  CHECK(sum_of_selves(outer) == outer.total());
}

TEST_CASE("A measurement inside a scope does not disturb it", "[scope]") {
  counts spent;
  const scope_tree tree = profile([&] {
    const scope a("a");
    spent = tally::measure([] {
      const scope b("b");
      multiply(4);
    });
  });
  CHECK(spent == muls(4));
  CHECK(tree.total("a.b") == muls(4));
  CHECK(tree.self("a").empty());
}

TEST_CASE("Other threads' work stands under a scope of its own", "[scope][threads]") {
  const scope_tree tree = profile([] {
    const scope here("here");
    add(2);
    std::thread([] {
      const scope unseen("unseen");
      multiply(9);
    }).join();
  });
  CHECK(tree.total() == muls(9) + adds(2));
  CHECK(tree.total("other threads") == muls(9));
  CHECK(tree.total("here") == adds(2));
  CHECK(tree.paths().find("unseen") == tally::path_tree::none);
  CHECK(sum_of_selves(tree) == tree.total());
  CHECK(profile([] { std::thread([] {}).join(); }).size() == 1);
}

TEST_CASE("A path that is not there is an error that shows it", "[scope][misuse]") {
  const scope_tree tree = profile([] {
    const scope a("a");
    const scope b("b");
  });
  CHECK_NOTHROW(tree.total("a.b"));
  CHECK_THROWS_WITH(tree.total("a.c"), "tally: there is no scope \"a.c\"");
  CHECK_THROWS_AS(tree.self("b"), tally::error);
  CHECK_THROWS_AS(tree.total("a..b"), tally::error);
}

TEST_CASE("A scope that is not in the tree takes nothing", "[scope][misuse]") {
  scope_tree tree;
  tree.add(0, muls(1));
  CHECK_THROWS_WITH(tree.add(99, muls(1)), "tally: scope 99 is asked for, and the tree has those from 0 to 0");
  CHECK_THROWS_AS(tree.add(-1, muls(1)), tally::error);
  CHECK_THROWS_AS(tree.child(99, "a"), tally::error);
  CHECK_THROWS_AS(tree.self(1), tally::error);
  CHECK_THROWS_AS(tree[-1].total, tally::error);
  CHECK(tree.total() == muls(1));
}

TEST_CASE("A scope with an impossible name throws and leaves the others as they were", "[scope][misuse]") {
  const scope_tree tree = profile([] {
    const scope a("a");
    try {
      const scope dotted("b.c");
    } catch (const tally::error&) {
      multiply(1);
    }
    const scope d(std::string("d"));
    multiply(2);
  });
  CHECK(tree.self("a") == muls(1));
  CHECK(tree.total("a.d") == muls(2));
  CHECK(tree.size() == 3);
}

}  // namespace
