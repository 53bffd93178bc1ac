// SPDX-License-Identifier: MIT
// Counted scalars in Eigen keep their precision and do not become plain by themselves.

#include <tally/eigen.hpp>

template <class T>
using counted_matrix = Eigen::Matrix<tally::counted<T>, Eigen::Dynamic, Eigen::Dynamic>;

counted_matrix<double> wide(2, 2);
counted_matrix<float> narrow(2, 2);
Eigen::MatrixXd plain(2, 2);

int main() {
  plain = tally::value_cast(wide);
  plain(0, 0) = wide(0, 0).value();
  wide = tally::counted_cast(plain);
  const counted_matrix<double> sum = narrow.cast<tally::counted<double>>() + wide;
#if TALLY_MUST_FAIL == 1
  const double x = wide(0, 0);
#endif
// must_fail 1 g++: cannot convert .*counted<double.* to .*double
// must_fail 1 clang: no viable conversion from .*counted<double.* to .*double
#if TALLY_MUST_FAIL == 2
  const counted_matrix<double> mixed = narrow + wide;
#endif
// must_fail 2: no type named .ReturnType. in .*ScalarBinaryOpTraits<tally::counted<float.*tally::counted<double
#if TALLY_MUST_FAIL == 3
  const counted_matrix<double> mixed = narrow * wide;
#endif
// must_fail 3: no type named .ReturnType. in .*ScalarBinaryOpTraits<tally::counted<float.*tally::counted<double
#if TALLY_MUST_FAIL == 4
  plain = wide;
#endif
// must_fail 4 g++: cannot convert .*counted<double.* to .*double
// must_fail 4 clang: assigning to .double. from incompatible type .const tally::counted<double>
#if TALLY_MUST_FAIL == 5
  wide = narrow;
#endif
  // must_fail 5: YOU_MIXED_DIFFERENT_NUMERIC_TYPES
#if TALLY_MUST_FAIL == 6
  wide = wide.triangularView<Eigen::Lower>().solve(plain);
#endif
  // must_fail 6: tally: a triangular system of counted numbers has a plain right-hand side
  return static_cast<int>(sum.rows() * 0);
}
