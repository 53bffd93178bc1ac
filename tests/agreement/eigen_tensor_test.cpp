// SPDX-License-Identifier: MIT
// Eigen's unsupported tensors: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <unsupported/Eigen/CXX11/Tensor>

TEST_CASE("tensor expressions, contractions, reductions and convolutions agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        using tensor = Eigen::Tensor<S, 2>;
        const Eigen::TensorMap<const tensor> x(a.data(), a.rows(), a.cols());
        const Eigen::TensorMap<const tensor> y(b.data(), b.rows(), b.cols());
        const Eigen::array<Eigen::IndexPair<Eigen::Index>, 1> inner = {Eigen::IndexPair<Eigen::Index>(1, 0)};
        tensor c = x.contract(y, inner);
        c = c + x * y - x.sqrt().abs() / y.exp() + x.cwiseMax(y);
        using number = typename tally::detail::scalar_without_counting<S>::type;
        c = (c * number(3) + number(0.5) - number(2)) / number(7);
        c = number(1) / (number(2) * c - number(3)) + c.cwiseMax(number(0)).cwiseMin(number(1)) + c.pow(S(2));
        c = (c < number(0.25) || c == number(0.5)).select(c * number(2), c);
        const Eigen::array<Eigen::Index, 1> rows = {1};
        const Eigen::Tensor<S, 1> sums = x.sum(rows);
        const Eigen::Tensor<S, 0> mean = y.mean();
        const Eigen::array<Eigen::Index, 2> both = {0, 1};
        const tensor kernel = x.slice(Eigen::array<Eigen::Index, 2>{0, 0}, Eigen::array<Eigen::Index, 2>{2, 2});
        const tensor smooth = y.convolve(kernel, both);
        matrix<S> result = Eigen::Map<const matrix<S>>(c.data(), a.rows(), a.cols());
        result.col(0) += Eigen::Map<const column<S>>(sums.data(), a.rows());
        result(0, 0) += mean();
        result.topLeftCorner(a.rows() - 1, a.cols() - 1) +=
            Eigen::Map<const matrix<S>>(smooth.data(), a.rows() - 1, a.cols() - 1);
        return result;
      },
      numbers(9, 9, 1).cwiseAbs(), numbers(9, 9, 2));
}

// Eigen subtracts 1 from a number that it makes of random bits.
template <class T>
void random_numbers_agree() {
  using counted = tally::counted<T>;
  constexpr Eigen::Index n = 100;
  Eigen::Tensor<T, 1> plain(n);
  Eigen::Tensor<counted, 1> result(n);
  const auto same = [&] {
    bool all = true;
    for (Eigen::Index i = 0; i < n; ++i) all = all && same_number(plain(i), tally::value(result(i)));
    return all;
  };
  plain = plain.random(Eigen::internal::UniformRandomGenerator<T>(7));
  const tally::counts uniform =
      tally::measure([&] { result = result.random(Eigen::internal::UniformRandomGenerator<counted>(7)); });
  CHECK(same());
  CHECK(uniform == tally::counts().add(tally::operation::sub, tally::precision_of<T>, 100));
}

TEST_CASE("random tensors hold the plain scalar's numbers") {
  random_numbers_agree<float>();
  random_numbers_agree<double>();
  Eigen::Tensor<tally::counted<double>, 1> x(1000);
  x.setRandom();
  for (Eigen::Index i = 0; i < 1000; ++i) CHECK((x(i).value() >= 0 && x(i).value() < 1));

  Eigen::Tensor<double, 1> plain(1000);
  plain = plain.random(Eigen::internal::NormalRandomGenerator<double>(7));
  x = x.random(Eigen::internal::NormalRandomGenerator<tally::counted<double>>(7));
  for (Eigen::Index i = 0; i < 1000; ++i) CHECK(same_number(plain(i), x(i).value()));
}
