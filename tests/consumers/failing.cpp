// SPDX-License-Identifier: MIT
// Fails at run time. Compiled without exceptions, the sentence is printed and the program ends.

#include <tally/tally.hpp>

int main() {
  const tally::index rows = 2;
  return static_cast<int>(tally::shape{rows, 0}.volume());
}
