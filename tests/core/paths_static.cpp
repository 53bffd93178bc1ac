// SPDX-License-Identifier: MIT
// A tree of names in constant expressions.

#include "tally/core/paths.hpp"

using tally::label;
using tally::path_tree;

namespace {

// The root alone: no name, no parent, the empty path.
static_assert(path_tree().size() == 1);
static_assert(path_tree().parent(path_tree::root) == path_tree::none);
static_assert(path_tree().name(path_tree::root).empty());
static_assert(path_tree().find("") == path_tree::root && path_tree().depth(path_tree::root) == 0);

// A name is made once under its parent, and keeps its number; the same name elsewhere is another.
static_assert([] {
  path_tree tree;
  const int a = tree.child(path_tree::root, "a");
  const int b = tree.child(path_tree::root, "b");
  const int a_of_a = tree.child(a, "a");
  const int a_of_b = tree.child(b, "a");
  return tree.size() == 5 && a != b && a_of_a != a_of_b && a_of_a != a && tree.child(path_tree::root, "a") == a &&
         tree.child(b, "a") == a_of_b && tree.size() == 5 && tree.parent(a_of_b) == b && tree.parent(a) == 0 &&
         tree.name(a_of_b) == label("a");
}());

// Dotted paths lead to nodes, and those that lead nowhere say so.
static_assert([] {
  path_tree tree;
  const int layer = tree.child(path_tree::root, "layer1");
  const int block = tree.child(layer, label(0));
  const int conv = tree.child(block, "conv1");
  return tree.find("layer1") == layer && tree.find("layer1.0") == block && tree.find("layer1.0.conv1") == conv &&
         tree.find("layer2") == path_tree::none && tree.find("layer1.1") == path_tree::none &&
         tree.find("layer1.0.conv1.weight") == path_tree::none && tree.find("conv1") == path_tree::none &&
         tree.find(".layer1") == path_tree::none && tree.find("layer1..0") == path_tree::none &&
         tree.find("layer1.") == path_tree::none &&
         tree.find("a-name-of-more-than-thirty-one-characters") == path_tree::none && tree.depth(conv) == 3;
}());

// Looking does not make: find leaves the tree as it was.
static_assert([] {
  path_tree tree;
  return tree.find(path_tree::root, "a") == path_tree::none && tree.find("a.b") == path_tree::none && tree.size() == 1;
}());

// A node lies within itself and what is above it.
static_assert([] {
  path_tree tree;
  const int a = tree.child(path_tree::root, "a");
  const int b = tree.child(path_tree::root, "b");
  const int c = tree.child(a, "c");
  return tree.is_within(c, a) && tree.is_within(c, path_tree::root) && tree.is_within(c, c) && !tree.is_within(c, b) &&
         !tree.is_within(a, c) && !tree.is_within(b, a);
}());

// Hundreds of nodes in a constant expression, found again in any order.
static_assert([] {
  path_tree tree;
  for (int i = 0; i < 100; ++i) {
    const int block = tree.child(path_tree::root, label("block", i));
    tree.child(block, "conv");
    tree.child(block, "norm");
  }
  if (tree.size() != 301) return false;
  for (int i = 99; i >= 0; --i) {
    const int block = tree.find(path_tree::root, label("block", i));
    if (block == path_tree::none || tree.parent(tree.find(block, "norm")) != block) return false;
  }
  return tree.find(path_tree::root, label("block", 100)) == path_tree::none;
}());

}  // namespace
