// SPDX-License-Identifier: MIT
// Sums of products by equation: the formula is what the loop does, and the numbers are the defining sums.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
using numbers::random_numbers;
using tally::tensor;

// An equation over tensors that fit it.
struct example {
  std::string equation;
  std::vector<shape> inputs;
};

example random_example(agreement::sizes& random, int operands) {
  std::map<char, index> extents;
  for (const char letter : std::string("aZbYc")) extents[letter] = random.extent(4);
  example made;
  std::string used;
  for (int o = 0; o < operands; ++o) {
    if (o > 0) made.equation += ',';
    shape extents_of_tensor;
    for (index rank = random.between(0, 3); rank > 0; --rank) {
      const char letter = "aZbYc"[random.between(0, 4)];
      made.equation += letter;
      used += letter;
      extents_of_tensor.push_back(extents[letter]);
      if (random.between(0, 4) == 0) made.equation += ' ';
    }
    made.inputs.push_back(extents_of_tensor);
  }
  if (random.between(0, 3) == 0) return made;  // the result is implied
  made.equation += "->";
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  while (!used.empty()) {
    const std::size_t at = static_cast<std::size_t>(random.between(0, static_cast<index>(used.size()) - 1));
    if (random.coin()) made.equation += used[at];
    used.erase(at, 1);
  }
  return made;
}

// Both for one, two or three tensors.
template <class F>
auto with_tensors(const F& f, const example& e) {
  if (e.inputs.size() == 1) return f(e.inputs[0]);
  if (e.inputs.size() == 2) return f(e.inputs[0], e.inputs[1]);
  return f(e.inputs[0], e.inputs[1], e.inputs[2]);
}

// Every assignment of positions to letters adds its product to the result's element.
tensor<double> by_definition(const example& e, const std::vector<tensor<double>>& tensors, const shape& result) {
  std::string text = e.equation;
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const std::size_t arrow = text.find("->");
  std::string to;
  std::string left = text.substr(0, arrow);
  if (arrow != std::string::npos) {
    to = text.substr(arrow + 2);
  } else {
    for (const char c : left)
      if (c != ',' && std::count(left.begin(), left.end(), c) == 1) to += c;
    std::sort(to.begin(), to.end());
  }
  std::vector<std::string> sides(1);
  for (const char c : left)
    if (c == ',')
      sides.emplace_back();
    else
      sides.back() += c;
  std::map<char, index> extent;
  for (std::size_t o = 0; o < sides.size(); ++o)
    for (std::size_t j = 0; j < sides[o].size(); ++j) extent[sides[o][j]] = e.inputs[o][static_cast<int>(j)];
  std::map<char, index> at;
  for (const auto& [letter, size] : extent) at[letter] = 0;
  const auto offset = [&](const std::string& side) {
    index flat = 0;
    for (const char letter : side) flat = flat * extent[letter] + at[letter];
    return flat;
  };
  tensor<double> sum(result);
  while (true) {
    double product = 1;
    for (std::size_t o = 0; o < sides.size(); ++o) product *= tensors[o][offset(sides[o])];
    sum[offset(to)] += product;
    auto letter = at.begin();
    for (; letter != at.end() && ++letter->second == extent[letter->first]; ++letter) letter->second = 0;
    if (letter == at.end()) return sum;
  }
}

TEST_CASE("equations over one, two and three tensors agree, and give their defining sums") {
  agreement::sizes random(151);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const example e = random_example(random, 1 + i % 3);
    INFO(e.equation);
    const auto f = [&](const auto&... x) { return einsum(e.equation, x...); };
    CHECK(with_tensors([&](const auto&... s) { return disagreement(f, s...); }, e) == "");
    std::vector<tensor<double>> tensors;
    for (const shape& s : e.inputs) tensors.push_back(random_numbers(s, tensors.size() + 1));
    const tensor<double> result = e.inputs.size() == 1   ? f(tensors[0])
                                  : e.inputs.size() == 2 ? f(tensors[0], tensors[1])
                                                         : f(tensors[0], tensors[1], tensors[2]);
    CHECK(numbers::largest_distance(result, by_definition(e, tensors, result.shape())) < 1e-12);
  }
}

// A tensor in whose shape `part` stands from axis `before` on, in place of `whole`, which it broadcasts to.
tensor<double> repeated(const tensor<double>& x, const shape& result, int before, int missing) {
  tensor<double> full(result);
  for (index flat = 0; flat < full.size(); ++flat) {
    const auto at = numbers::indices(result, flat);
    index position = 0;
    for (int axis = 0; axis < x.shape().rank(); ++axis) {
      const index wanted = at[static_cast<std::size_t>(axis < before ? axis : axis + missing)];
      position = position * x.shape()[axis] + (x.shape()[axis] == 1 ? 0 : wanted);
    }
    full[flat] = x[position];
  }
  return full;
}

TEST_CASE("an ellipsis, anywhere, stands for axes that broadcast: the same as letters for them, of repeated tensors") {
  agreement::sizes random(152);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape whole = random.of_rank(static_cast<int>(random.between(0, 3)), 3);
    const std::string batch = std::string("PQR").substr(0, static_cast<std::size_t>(whole.rank()));
    shape parts[2] = {random.broadcasting_to(whole), {}};
    for (int axis = -whole.rank(); axis < 0; ++axis)  // what the first has not, the second has
      parts[1].push_back(-axis <= parts[0].rank() && parts[0][axis] == whole[axis] && random.coin() ? 1 : whole[axis]);
    std::string dots;
    std::string written;
    std::vector<tensor<double>> given;
    std::vector<tensor<double>> full;
    const shape inner{random.extent(4), random.extent(4), random.extent(4)};
    for (int o = 0; o < 2; ++o) {
      const std::string letters = o == 0 ? "ij" : "jk";
      const int before = static_cast<int>(random.between(0, 2));
      const auto around = [&](const std::string& middle) {
        return (o == 0 ? "" : ",") + letters.substr(0, static_cast<std::size_t>(before)) + middle +
               letters.substr(static_cast<std::size_t>(before));
      };
      const auto extents = [&](const shape& middle) {
        shape result = inner.sub(o, o + before);
        for (int axis = 0; axis < middle.rank(); ++axis) result.push_back(middle[axis]);
        for (int axis = o + before; axis < o + 2; ++axis) result.push_back(inner[axis]);
        return result;
      };
      dots += around("...");
      written += around(batch);
      given.push_back(random_numbers(extents(parts[o]), static_cast<std::uint64_t>(o + 1)));
      full.push_back(repeated(given.back(), extents(whole), before, whole.rank() - parts[o].rank()));
    }
    const struct {
      std::string dots, written;
    } results[] = {
        {"->i...k", "->i" + batch + "k"}, {"->...", "->" + batch}, {"->ki", "->ki"}, {"", "->" + batch + "ik"}};
    const auto& result = results[random.between(0, 3)];
    INFO(dots + result.dots << " is " << written + result.written);
    const auto f = [&](const auto& a, const auto& b) { return einsum(dots + result.dots, a, b); };
    const auto expected = einsum(written + result.written, full[0], full[1]);
    CHECK(numbers::largest_distance(f(given[0], given[1]), expected) < 1e-12);
    CHECK(disagreement(f, given[0].shape(), given[1].shape()) == "");
  }
}

TEST_CASE("the product of however many matrices is written with an ellipsis") {
  const auto a = random_numbers({2, 1, 3, 5}, 1);
  const auto b = random_numbers({4, 5, 2}, 2);
  CHECK(einsum("...ij,...jk->...ik", a, b) == matmul(a, b));
  CHECK(einsum("... i j , ...jk", a, b) == matmul(a, b));
  CHECK(einsum("...->", tensor<double>({2, 2}, {1, 2, 3, 4})) == tensor<double>({}, 10.0));
  CHECK(einsum("...i->i...", a) == permute(a, {3, 0, 1, 2}));
}

TEST_CASE("known equations are the functions of that name") {
  const auto a = random_numbers({3, 5}, 1);
  const auto b = random_numbers({5, 4}, 2);
  CHECK(einsum("ij,jk->ik", a, b) == matmul(a, b));
  CHECK(einsum("ij,jk", a, b) == matmul(a, b));
  CHECK(einsum("ji", b) == permute(b, {1, 0}));
  CHECK(einsum("ij->ji", b) == permute(b, {1, 0}));
  CHECK(einsum("ii->", tensor<double>({2, 2}, {1, 2, 3, 4})) == tensor<double>({}, 5.0));
  CHECK(einsum("ii->i", tensor<double>({2, 2}, {1, 2, 3, 4})) == tensor<double>({2}, {1, 4}));
  CHECK(einsum("i,j->ij", tensor<double>({2}, {2, 3}), tensor<double>({2}, {5, 7})) ==
        tensor<double>({2, 2}, {10, 14, 15, 21}));
  const auto q = random_numbers({2, 3, 4, 5}, 3);
  const auto k = random_numbers({2, 3, 6, 5}, 4);
  CHECK(einsum("bhqd,bhkd->bhqk", q, k) == matmul_transposed(q, k));
}

TEST_CASE("a sum of products counts as the matrix product it is; one of three tensors multiplies twice a term") {
  const auto predicted = [](const char* equation, const auto&... shapes) {
    return tally::predict([=](auto&, const auto&... x) { return einsum(equation, x...); }, shapes...);
  };
  const auto product = predicted("ij,jk->ik", shape{3, 5}, shape{5, 4});
  CHECK(product.counts() ==
        tally::predict([](auto&, const auto& x, const auto& y) { return matmul(x, y); }, {3, 5}, {5, 4}).counts());
  CHECK(product.macs() == 3 * 5 * 4);
  CHECK(product.of(tally::category::matmul).macs == 60);
  const auto three = predicted("ij,jk,kl->il", shape{3, 5}, shape{5, 4}, shape{4, 2});
  CHECK(three.counts()[tally::operation::mul] == 2 * 3 * 2 * (5 * 4));
  CHECK(three.counts()[tally::operation::add] == 3 * 2 * (5 * 4 - 1));
  CHECK(three.macs() == 3 * 2 * 5 * 4);
  CHECK(predicted("ij->ji", shape{3, 5}).counts().empty());
  CHECK(predicted("ij->i", shape{3, 5}).macs() == 0);
}

template <class... Shapes>
std::string refusal(const char* equation, const Shapes&... inputs) {
  try {
    static_cast<void>(einsum(equation, tensor<float>(inputs)...));
  } catch (const tally::shape_error& problem) {
    return problem.what();
  }
  return "no error";
}

TEST_CASE("equations that cannot be read, and tensors that do not fit, are refused with the values") {
  const std::string reading =
      "tally: an einsum's equation has letters, commas, one arrow and \"...\" once a tensor, as in \"ij,jk->ik\"; "
      "position of another character and length are: ";
  CHECK(refusal("i1", shape{2, 2}) == reading + "1 and 2");
  CHECK(refusal("..i", shape{2}) == reading + "0 and 3");
  CHECK(refusal("...i...", shape{2}) == reading + "4 and 7");
  CHECK(refusal("i...->......", shape{2}) == reading + "9 and 12");
  CHECK(refusal("i->i...", shape{2}) ==
        "tally: an einsum's result has an ellipsis that no tensor has; its position and "
        "the number of tensors are: 1 and 1");
  CHECK(refusal("...i,...j->...ij", shape{2, 3}, shape{4, 3}) ==
        "tally: an einsum's index has two extents; the tensors are: 2x3 and 4x3");
  CHECK(refusal("...ij", shape{2}) ==
        "tally: an einsum's tensor has another number of axes than indices; they are: 1 and 2");
  CHECK(refusal("...,ab,cd->...abcd", shape{1, 1, 1, 1, 1}, shape{1, 1}, shape{1, 1}) ==
        "tally: an einsum's tensor has more than eight indices; the result has: 9 and 8");
  CHECK(refusal("i-j", shape{2}) == reading + "1 and 3");
  CHECK(refusal("i->j->i", shape{2}) == reading + "4 and 7");
  CHECK(refusal("i->i,i", shape{2}) == reading + "4 and 6");
  CHECK(refusal("i-", shape{2}) == reading + "1 and 2");
  CHECK(refusal("i,i,i,i", shape{2}, shape{2}, shape{2}) ==
        "tally: an einsum takes at most three tensors; position of one more and length are: 5 and 7");
  CHECK(refusal("abcdefghi", shape{2}) ==
        "tally: an einsum's tensor has more than eight indices; position and length are: 8 and 9");
  CHECK(refusal("abcde,fghij", shape{1, 1, 1, 1, 1}, shape{1, 1, 1, 1, 1}) ==
        "tally: an einsum's tensor has more than eight indices; the result has: 9 and 8");
  CHECK(refusal("i->ii", shape{2}) ==
        "tally: an einsum's result has an index twice; its position and times are: 0 and 2");
  CHECK(
      refusal("i->ij", shape{2}) ==
      "tally: an einsum's result has an index that no tensor has; its position and the number of tensors are: 1 and 1");
  CHECK(refusal("ij,jk->ik", shape{2, 3}) ==
        "tally: an einsum is given another number of tensors than its equation names: 1 and 2");
  CHECK(refusal("ij->ji", shape{2, 3, 4}) ==
        "tally: an einsum's tensor has another number of axes than indices; they are: 3 and 2");
  CHECK(refusal("ij,jk->ik", shape{2, 3}, shape{4, 5}) ==
        "tally: an einsum's index has two extents; the tensors are: 2x3 and 4x5");
  CHECK(refusal("ii->i", shape{2, 3}) == "tally: an einsum's index has two extents; the tensors are: 2x3 and 2x3");
}

}  // namespace
