// SPDX-License-Identifier: MIT
// Trees of many names, against a map of their whole paths.

#include "support/catch.hpp"
#include "tally/core/paths.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

using tally::label;
using tally::path_tree;

namespace {

TEST_CASE("Thousands of random names are found where a map of paths has them", "[paths]") {
  path_tree tree;
  std::map<std::string, int> expected = {{"", path_tree::root}};
  std::vector<std::string> paths = {""};
  std::uint64_t state = 3;
  const auto random = [&state](std::uint64_t bound) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % bound;
  };
  const char* const words[] = {"conv", "norm", "layer", "a", "b7", "0", "weight", "conv2d_transposed_long_name_0"};
  for (int i = 0; i < 6000; ++i) {
    const std::string above = paths[random(paths.size())];
    const std::string word = words[random(8)];
    const std::string name = random(2) == 0 ? word : std::to_string(random(50));
    const std::string path = above.empty() ? name : above + "." + name;
    const int node = tree.child(expected.at(above), label(name));
    const auto [place, is_new] = expected.emplace(path, node);
    CHECK(place->second == node);
    if (is_new) paths.push_back(path);
  }
  CHECK(tree.size() > 2000);
  CHECK(static_cast<std::size_t>(tree.size()) == expected.size());
  for (const auto& [path, node] : expected) {
    CHECK(tree.path(node) == path);
    CHECK(tree.find(path) == node);
    CHECK(tree.find(path + ".missing") == path_tree::none);
  }
}

TEST_CASE("Ten thousand siblings are all different", "[paths]") {
  path_tree tree;
  for (int i = 0; i < 10'000; ++i) CHECK(tree.child(path_tree::root, label(i)) == i + 1);
  for (int i = 9'999; i >= 0; i -= 7) CHECK(tree.find(std::to_string(i)) == i + 1);
  CHECK(tree.find("10000") == path_tree::none);
}

TEST_CASE("A deep chain keeps its path", "[paths]") {
  path_tree tree;
  int node = path_tree::root;
  std::string path;
  for (int i = 0; i < 300; ++i) {
    node = tree.child(node, "x");
    path += i == 0 ? "x" : ".x";
  }
  CHECK(tree.depth(node) == 300);
  CHECK(tree.path(node) == path);
  CHECK(tree.find(path) == node);
}

TEST_CASE("Names that end in the same or in no number are told apart", "[paths]") {
  path_tree tree;
  const char* const names[] = {"a",
                               "a0",
                               "a00",
                               "0",
                               "00",
                               "b0",
                               "7",
                               "07",
                               "x7",
                               "x07",
                               "7x",
                               "123456789012345678",
                               "123456789012345679",
                               "q999999999999999999",
                               "q999999999999999998"};
  std::vector<int> nodes;
  for (const char* name : names) nodes.push_back(tree.child(path_tree::root, name));
  CHECK(tree.size() == 16);
  for (std::size_t i = 0; i < nodes.size(); ++i) CHECK(tree.find(names[i]) == nodes[i]);
}

TEST_CASE("A node that is not in the tree is refused", "[paths]") {
  path_tree tree;
  const int a = tree.child(path_tree::root, "a");
  CHECK_THROWS_WITH(tree.parent(2), "tally: scope 2 is asked for, and the tree has those from 0 to 1");
  CHECK_THROWS_AS(tree.name(-1), tally::error);
  CHECK_THROWS_AS(tree.path(99), tally::error);
  CHECK_THROWS_AS(tree.depth(99), tally::error);
  CHECK_THROWS_AS(tree.find(99, "a"), tally::error);
  CHECK_THROWS_AS(tree.child(99, "a"), tally::error);
  CHECK_THROWS_AS(tree.is_within(99, a), tally::error);
  CHECK(tree.size() == 2);
}

}  // namespace
