// SPDX-License-Identifier: MIT
// The incomplete gamma and beta functions of Eigen's special functions, for counted scalars.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/eigen/special_functions.hpp"

#if __has_include(<unsupported/Eigen/SpecialFunctions>)

#include "tally/eigen/special_functions_module.hpp"

#include <type_traits>

// Eigen computes a value and its derivative in one loop, of which the compiler drops the derivative where the value is
// asked for; and it writes the incomplete beta function for float and double apart. Counted numbers drop nothing by
// themselves. So here are the same methods, which are those of S. Moshier's Cephes library, with the operations that a
// plain program executes, in the same order. The names specialised here are Eigen's own.
namespace tally::detail {

// A continued fraction's last two convergents, p / q, before division.
template <class Number>
struct convergents {
  Number p_before, q_before, p, q;

  // The next one: by a partial denominator (1 where there is none) and a partial numerator.
  void extend(const Number& numerator) { shift(p + p_before * numerator, q + q_before * numerator); }
  void extend_minus(const Number& denominator, const Number& numerator) {
    shift(p * denominator - p_before * numerator, q * denominator - q_before * numerator);
  }
  void scale(const Number& factor) {
    p_before *= factor;
    p *= factor;
    q_before *= factor;
    q *= factor;
  }

 private:
  void shift(const Number& next_p, const Number& next_q) {
    p_before = p;
    p = next_p;
    q_before = q;
    q = next_q;
  }
};

// What the series and the fraction of the incomplete beta function share with the plain scalar.
template <class T, class Recorder>
struct incomplete_beta {
  using number = counted<T, Recorder>;
  using constants = Eigen::internal::cephes_helper<T>;
  static constexpr bool single = std::is_same_v<T, float>;

  // Eigen asks for fewer correct digits of a double.
  static constexpr int most_terms = single ? 100 : 300;

  // The fraction in x where `near_zero`, else the one in x / (1 - x).
  static number fraction(const number& a, const number& b, number x, bool near_zero) {
    const number precision = single ? constants::machep() : T(3) * constants::machep();
    const number one(1);
    const number two(2);
    number k1 = a;
    number k2 = near_zero ? number(a + b) : number(b - one);
    number k3 = a;
    number k4 = a + one;
    number k5 = one;
    number k6 = near_zero ? number(b - one) : number(a + b);
    number k7 = near_zero ? k4 : number(a + one);
    number k8 = a + two;
    const number step = near_zero ? one : number(-1);
    if (!near_zero) x = x / (one - x);

    convergents<number> last{number(0), one, one, one};
    number answer = one;
    for (int term = 0; term < most_terms; ++term) {
      last.extend(-(x * k1 * k2) / (k3 * k4));
      last.extend((x * k5 * k6) / (k7 * k8));
      if (last.q != number(0)) {
        const number ratio = last.p / last.q;
        if (abs TALLY_NO_MACRO(answer - ratio) < abs TALLY_NO_MACRO(ratio) * precision) return ratio;
        answer = ratio;
      }
      k1 += one;
      k2 += step;
      k3 += two;
      k4 += two;
      k5 += one;
      k6 -= step;
      k7 += two;
      k8 += two;
      if (abs TALLY_NO_MACRO(last.q) + abs TALLY_NO_MACRO(last.p) > number(constants::big()))
        last.scale(constants::biginv());
      if (abs TALLY_NO_MACRO(last.q) < number(constants::biginv()) ||
          abs TALLY_NO_MACRO(last.p) < number(constants::biginv()))
        last.scale(constants::big());
    }
    return answer;
  }

  // The power series, for float.
  static number single_series(number a, number b, const number& x) {
    number logarithm = a * log(x) + (b - number(1)) * log1p(-x) - log(a);
    logarithm -= lgamma(a) + lgamma(b);
    logarithm += lgamma(a + b);
    const number t = x / (number(1) - x);
    number sum(0);
    number term(1);
    do {
      b -= number(1);
      if (b == number(0)) break;
      a += number(1);
      term *= t * b / a;
      sum += term;
    } while (abs TALLY_NO_MACRO(term) > number(constants::machep()));
    return exp(logarithm) * (number(1) + sum);
  }

  // The power series, for double.
  static number double_series(const number& a, const number& b, const number& x) {
    const number one(1);
    const number inverse = one / a;
    number u = (one - b) * x;
    number v = u / (a + one);
    const number first = v;
    number t = u;
    number n(2);
    number sum(0);
    const number least = number(constants::machep()) * inverse;
    while (abs TALLY_NO_MACRO(v) > least) {
      u = (n - b) * x / n;
      t *= u;
      v = t / (a + n);
      sum += v;
      n += one;
    }
    sum += first;
    sum += inverse;
    u = a * log(x);
    return exp(lgamma(a + b) - lgamma(a) - lgamma(b) + u + log(sum));
  }

  // a > 1, for float.
  static number single_above_one(const number& first, const number& second, const number& at) {
    const number one(1);
    const number rest = one - at;
    const bool turned = at > first / (first + second);  // beyond the mean
    const number a = turned ? second : first;
    const number b = turned ? first : second;
    const number x = turned ? rest : at;
    number t = turned ? at : rest;
    if (b > number(10) && abs TALLY_NO_MACRO(b * x / a) < number(T(0.3))) {
      t = single_series(a, b, x);
      return turned ? one - t : t;
    }
    const bool near_zero = x * (a + b - number(2)) / (a - one) < one;
    const number value = fraction(a, b, x, near_zero);
    t = near_zero ? b * log(t) : (b - one) * log(t);
    t += a * log(x) + lgamma(a + b) - lgamma(a) - lgamma(b);
    t += log(value / a);
    t = exp(t);
    return turned ? one - t : t;
  }

  static number single_run(const number& a, const number& b, const number& x) {
    if (!(a <= number(1))) return single_above_one(a, b, x);
    const number next = single_above_one(a + number(1), b, x);
    const number t = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a + number(1)) - lgamma(b);
    return next + exp(t);
  }

  static number double_run(const number& first, const number& second, const number& at) {
    const number one(1);
    const number margin(T(0.95));
    if (second * at <= one && at <= margin) return double_series(first, second, at);
    const number rest = one - at;
    const bool turned = at > first / (first + second);
    const number a = turned ? second : first;
    const number b = turned ? first : second;
    const number x = turned ? rest : at;
    const number complement = turned ? at : rest;
    const number precision(constants::machep());
    const auto turned_back = [&](const number& t) { return t <= precision ? one - precision : one - t; };
    if (turned && b * x <= one && x <= margin) return turned_back(double_series(a, b, x));

    const number y = x * (a + b - number(2)) - (a - one);
    const number w = y < number(0) ? fraction(a, b, x, true) : fraction(a, b, x, false) / complement;
    number logarithm = a * log(x);
    const number t = b * log(complement);
    logarithm += t + lgamma(a + b) - lgamma(a) - lgamma(b);
    logarithm += log(w / a);
    const number value = exp(logarithm);
    return turned ? turned_back(value) : value;
  }

  static number run(const number& a, const number& b, const number& x) {
    const number zero(0);
    const number one(1);
    if (a <= zero || b <= zero) return Eigen::NumTraits<T>::quiet_NaN();
    if (x <= zero || x >= one) {
      if (x == zero) return zero;
      if (x == one) return one;
      return Eigen::NumTraits<T>::quiet_NaN();
    }
    if constexpr (single)
      return single_run(a, b, x);
    else
      return double_run(a, b, x);
  }
};

// x^a exp(-x) / gamma(a), or 0 where that underflows.
template <class T, class Recorder>
counted<T, Recorder> incomplete_gamma_term(const counted<T, Recorder>& a, const counted<T, Recorder>& x) {
  using number = counted<T, Recorder>;
  const number logarithm = a * log(x) - x - lgamma(a);
  const number least(-Eigen::numext::log(Eigen::NumTraits<T>::highest()));
  if (logarithm < least || isnan TALLY_NO_MACRO(logarithm)) return number(0);
  return exp(logarithm);
}

}  // namespace tally::detail

namespace Eigen::internal {

template <class T, class Recorder>
struct betainc_impl<tally::counted<T, Recorder>> : tally::detail::incomplete_beta<T, Recorder> {};

// The value alone, by its power series.
template <class T, class Recorder>
struct igamma_series_impl<tally::counted<T, Recorder>, VALUE> {
  using number = tally::counted<T, Recorder>;
  static number run(const number& a, const number& x) {
    const number precision(cephes_helper<T>::machep());
    number factor = tally::detail::incomplete_gamma_term(a, x);
    if (factor == number(0)) return number(0);
    factor /= a;
    number r = a;
    number term(1);
    number sum(1);
    for (int i = 0; i < igamma_num_iterations<T, VALUE>(); ++i) {
      r += number(1);
      term *= x / r;
      sum += term;
      if (term <= precision * sum) break;
    }
    return sum * factor;
  }
};

// The value alone, by its continued fraction.
template <class T, class Recorder>
struct igammac_cf_impl<tally::counted<T, Recorder>, VALUE> {
  using number = tally::counted<T, Recorder>;
  static number run(const number& a, const number& x) {
    if (isinf TALLY_NO_MACRO(x)) return number(0);
    const number factor = tally::detail::incomplete_gamma_term(a, x);
    if (factor == number(0)) return number(0);
    const number one(1);
    number y = one - a;
    number z = x + y + one;
    number c(0);
    tally::detail::convergents<number> last{one, x, x + one, z * x};
    number answer = last.p / last.q;
    for (int i = 0; i < igamma_num_iterations<T, VALUE>(); ++i) {
      c += one;
      y += one;
      z += number(2);
      last.extend_minus(z, y * c);
      if (last.q != number(0)) {
        const number before = answer;
        answer = last.p / last.q;
        if (abs TALLY_NO_MACRO(before - answer) <= number(cephes_helper<T>::machep()) * abs TALLY_NO_MACRO(answer))
          break;
      }
      if (abs TALLY_NO_MACRO(last.p) > number(cephes_helper<T>::big())) last.scale(cephes_helper<T>::biginv());
    }
    return answer * factor;
  }
};

}  // namespace Eigen::internal

#endif
