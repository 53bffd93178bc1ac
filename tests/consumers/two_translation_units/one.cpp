// SPDX-License-Identifier: MIT
// One program of two translation units that both include everything; what the other one counts is measured here.

#include <tally/tally.hpp>

tally::counted<double> multiply_elsewhere(tally::counted<double> x);

int main() {
  const tally::counts spent = tally::measure([] { (void)(multiply_elsewhere(3.0) + 1.0); });
  return spent[tally::operation::mul] == 1 && spent[tally::operation::add] == 1 ? 0 : 1;
}
