// SPDX-License-Identifier: MIT
// Coefficient-wise functions and comparisons of plain with counted matrices and arrays.
#pragma once

#include "tally/eigen/mixed_products.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <concepts>
#include <type_traits>

namespace tally::detail {

// Where the left one is plain, Eigen names these functions by the plain scalar twice, `scalar_max_op<double, double>`,
// and a counted right one does not become plain. Each is taken for counted numbers then, of which the plain become
// constants. The names specialised here are Eigen's own: they exist in 3.4 and 5.0 alike.
template <class Function, class Counted>
struct function_of_counted;
template <class T, class Counted, int Propagation>
struct function_of_counted<Eigen::internal::scalar_min_op<T, T, Propagation>, Counted> {
  using type = Eigen::internal::scalar_min_op<Counted, Counted, Propagation>;
};
template <class T, class Counted, int Propagation>
struct function_of_counted<Eigen::internal::scalar_max_op<T, T, Propagation>, Counted> {
  using type = Eigen::internal::scalar_max_op<Counted, Counted, Propagation>;
};
template <class T, class Counted>
struct function_of_counted<Eigen::internal::scalar_quotient_op<T, T>, Counted> {
  using type = Eigen::internal::scalar_quotient_op<Counted, Counted>;
};
template <class T, class Counted>
struct function_of_counted<Eigen::internal::scalar_absolute_difference_op<T, T>, Counted> {
  using type = Eigen::internal::scalar_absolute_difference_op<Counted, Counted>;
};
template <class T, class Counted, Eigen::internal::ComparisonName Question>
struct function_of_counted<Eigen::internal::scalar_cmp_op<T, T, Question>, Counted> {
  using type = Eigen::internal::scalar_cmp_op<Counted, Counted, Question>;
};
#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)
template <class T, class Counted>
struct function_of_counted<Eigen::numext::equal_to<T>, Counted> {
  using type = Eigen::numext::equal_to<Counted>;
};
template <class T, class Counted>
struct function_of_counted<Eigen::numext::not_equal_to<T>, Counted> {
  using type = Eigen::numext::not_equal_to<Counted>;
};
#endif

template <class Function, class Left, class Right>
concept plain_beside_counted =
    !counts_in_eigen<typename Left::Scalar> && counts_in_eigen<typename Right::Scalar> && requires {
  requires !std::same_as<typename function_of_counted<Function, typename Right::Scalar>::type, Function>;
};

}  // namespace tally::detail

namespace Eigen {

template <class Function, class Left, class Right>
  requires tally::detail::plain_beside_counted<Function, Left, Right>
class CwiseBinaryOp<Function, Left, Right>
    : public CwiseBinaryOp<typename tally::detail::function_of_counted<Function, typename Right::Scalar>::type, Left,
                           Right> {
  using of_counted =
      CwiseBinaryOp<typename tally::detail::function_of_counted<Function, typename Right::Scalar>::type, Left, Right>;

 public:
  CwiseBinaryOp(const Left& left, const Right& right, const Function& = Function()) : of_counted(left, right) {}
};

}  // namespace Eigen

namespace Eigen::internal {

// Those that Eigen names by both scalars ask its packets for a function of two.
#define TALLY_EIGEN_MIXED_EXTREME(FUNCTION, EXTREME, LEFT, RIGHT)                                                   \
  template <class T, class Recorder, int Propagation>                                                               \
  struct FUNCTION<LEFT, RIGHT, Propagation> {                                                                       \
    using result_type = tally::counted<T, Recorder>;                                                                \
    result_type operator()(const result_type& a, const result_type& b) const { return EXTREME<Propagation>(a, b); } \
  };
#define TALLY_EIGEN_COUNTED tally::counted<T, Recorder>
TALLY_EIGEN_MIXED_EXTREME(scalar_min_op, pmin, TALLY_EIGEN_COUNTED, T)
TALLY_EIGEN_MIXED_EXTREME(scalar_min_op, pmin, T, TALLY_EIGEN_COUNTED)
TALLY_EIGEN_MIXED_EXTREME(scalar_max_op, pmax, TALLY_EIGEN_COUNTED, T)
TALLY_EIGEN_MIXED_EXTREME(scalar_max_op, pmax, T, TALLY_EIGEN_COUNTED)
#undef TALLY_EIGEN_COUNTED
#undef TALLY_EIGEN_MIXED_EXTREME

// A question about the norms of both, so both become counted.
#define TALLY_EIGEN_FUZZY(question)                                                                                \
  template <class Left, class Right>                                                                               \
    requires tally::detail::one_is_counted<Left, Right>                                                            \
  struct question<Left, Right, false> {                                                                            \
    template <class Real>                                                                                          \
    static bool run(const Left& left, const Right& right, const Real& precision) {                                 \
      bool answer = false;                                                                                         \
      tally::detail::with_counted(left, [&](const auto& a) {                                                       \
        tally::detail::with_counted(right, [&](const auto& b) {                                                    \
          using counted_left = std::remove_cvref_t<decltype(a)>;                                                   \
          using counted_right = std::remove_cvref_t<decltype(b)>;                                                  \
          answer = question<counted_left, counted_right>::run(a, b, typename counted_left::RealScalar(precision)); \
        });                                                                                                        \
      });                                                                                                          \
      return answer;                                                                                               \
    }                                                                                                              \
  };
TALLY_EIGEN_FUZZY(isApprox_selector)
TALLY_EIGEN_FUZZY(isMuchSmallerThan_object_selector)
#undef TALLY_EIGEN_FUZZY

}  // namespace Eigen::internal
