// SPDX-License-Identifier: MIT
// Eigen's unsupported FFT: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <unsupported/Eigen/FFT>

TEST_CASE("transforms forth and back agree") {
  const auto transform = [](const auto& a) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    Eigen::FFT<S> fft;
    const column<S> time = a.col(0);
    column<std::complex<S>> frequencies(time.size());
    fft.fwd(frequencies, time);
    column<std::complex<S>> back;
    fft.inv(back, frequencies);
    column<S> c(3 * time.size());
    c << frequencies.real(), frequencies.imag(), back.real();
    return c;
  };
  for (const int n : {8, 12, 30}) {
    agrees_in<double>(transform, numbers(n, 1));
    nothing_escapes(transform, numbers(n, 1));
  }
}
