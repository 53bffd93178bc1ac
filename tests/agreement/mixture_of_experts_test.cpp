// SPDX-License-Identifier: MIT
// Mixtures of experts and layers that run or not: what does not depend on data is predicted exactly, and what does lies
// between its bounds.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

#include <string>
#include <vector>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
using tally::tensor;
namespace nn = tally::nn;
using number = tally::counted<float>;
using mixture = nn::mixture_of_experts<nn::swiglu>;

TEST_CASE("selections agree over random shapes") {
  agreement::sizes random(171);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 3)), 6);
    const index k = random.between(1, x[-1]);
    CHECK(disagreement([=](const auto& y) { return top_k(y, k); }, x) == "");
    CHECK(disagreement([=](const auto& y) { return take_along(y, top_k(y, k)); }, x) == "");
    CHECK(disagreement([](const auto& y) { return exceeds(y, 1.25); }, x) == "");
    const shape groups = random.of_rank(static_cast<int>(random.between(2, 3)), 5);
    const index chosen = random.between(1, groups[-2]);
    const index few = random.between(1, chosen * groups[-1]);
    CHECK(disagreement([=](const auto& y) { return top_k_within(y, top_k(max(y, -1), chosen), few); }, groups) == "");
  }
}

TEST_CASE("selections worked by hand") {
  const tensor<double> x({2, 4}, {3, 1, 4, 1, 5, 9, 2, 9});
  CHECK(top_k(x, 3) == tensor<int>({2, 3}, {2, 0, 1, 1, 3, 0}));
  CHECK(take_along(x, top_k(x, 2)) == tensor<double>({2, 2}, {4, 3, 9, 9}));
  CHECK(exceeds(x, 3) == tensor<int>({2, 4}, {0, 0, 1, 0, 1, 1, 0, 1}));
  // Of the groups {3, 1}, {4, 1} | {5, 9}, {2, 9} only the second, then both.
  const auto grouped = reshape(x, {2, 2, 2});
  CHECK(top_k_within(grouped, tensor<int>({2, 1}, {1, 1}), 1) == tensor<int>({2, 1}, {2, 3}));
  CHECK(top_k_within(grouped, tensor<int>({2, 2}, {0, 1, 1, 0}), 2) == tensor<int>({2, 2}, {2, 0, 3, 1}));
  // 3 + 2 comparisons a row.
  CHECK(tally::predict([](auto&, const auto& y) { return top_k(y, 2); }, {2, 4}).counts()[tally::operation::compare] ==
        2 * (3 + 2));
}

template <class T, class Net>
tally::counts measured(const Net& net, const shape& x, std::uint64_t seed) {
  const auto model = tally::instantiate<tally::counted<T>>(net, x, seed);
  const auto numbers = tensor<tally::counted<T>>::random(x, seed + 1);
  shape output;
  const tally::counts spent = tally::measure([&] { output = model(numbers).shape(); });
  CHECK(output == x);
  return spent;
}

TEST_CASE("without a capacity every token goes to as many experts, whichever they are: predicted is measured") {
  agreement::sizes random(173);
  for (int i = 0; i < 200; ++i) {
    const index experts = random.extent(6);
    const index top_k = random.between(1, experts);
    const index dim = random.extent(5);
    mixture net{.gate = {.dim = dim, .experts = experts, .top_k = top_k}, .expert = {dim, random.extent(5)}};
    net.gate.scoring = random.coin() ? nn::router_scoring::softmax : nn::router_scoring::sigmoid;
    net.gate.normalised = random.coin();
    net.gate.scale = random.coin() ? 1 : 2.5;
    net.gate.correction = random.coin();
    shape x = random.of_rank(static_cast<int>(random.between(0, 2)), 5);
    x.push_back(dim);
    const auto predicted = tally::predict(net, x);
    CHECK(measured<float>(net, x, static_cast<std::uint64_t>(i)) == predicted.counts());
    CHECK(measured<double>(net, x, static_cast<std::uint64_t>(i)) ==
          tally::predict(net, x, tally::precision::f64).counts());
    const auto outside = tally::instantiate<tallying::number<float>>(net, x, 1);
    CHECK(agreement::measured_from_outside<float>(outside, x).spent == predicted.counts());
    CHECK(tally::trace(net, x).total() == predicted);
    const auto range = tally::predict_range(net, x);
    CHECK((range.is_certain() && range.most == predicted && range.least == predicted));
    CHECK(range.expected.flops() == static_cast<double>(predicted.flops().value()));
    // Experts and their parameters are all there; a token uses top_k of them.
    const index each = 3 * dim * net.expert.intermediate_size;
    CHECK(predicted.parameters() - predicted.active_parameters() == (experts - top_k) * each);
    CHECK(outside.parameters() == predicted.parameters());
  }
}

TEST_CASE("groups of experts are chosen first, and predicted is measured") {
  mixture net{.gate = {.dim = 5, .experts = 12, .top_k = 3, .scoring = nn::router_scoring::sigmoid}, .expert = {5, 3}};
  net.gate.correction = true;
  net.gate.groups = 4;
  net.gate.top_groups = 2;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    CHECK(measured<float>(net, {2, 7, 5}, seed) == tally::predict(net, {2, 7, 5}).counts());
}

// Two experts that double and triple (the gate of silu is made linear by a large number), by hand.
struct scaling {
  static constexpr std::string_view name = "scaling";
  index dim;
  constexpr auto operator()(auto& context, const auto& x) const {
    return x * context.parameter("scale", {dim}, tally::initial{.centre = 1});
  }
};

TEST_CASE("a mixture worked by hand: the experts' outputs by the router's weights") {
  auto model = tally::instantiate<double>(
      nn::mixture_of_experts<scaling>{.gate = {.dim = 3, .experts = 3, .top_k = 2}, .expert = {3}}, {2, 3});
  model.parameter("gate.weight") = tensor<double>({3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
  for (index e = 0; e < 3; ++e)
    for (double& scale : model.parameter("experts." + std::to_string(e) + ".scale"))
      scale = 10 * static_cast<double>(e + 1);
  const auto y = model(tensor<double>({2, 3}, {3, 2, 1, 0, 1, 5}));
  // The first token goes to experts 0 and 1, the second to 2 and 1; normalised, their weights are 1/(1 + e^-d).
  const double first = 1 / (1 + std::exp(-1.0));
  CHECK(y(0, 0) == Approx(3 * (first * 10 + (1 - first) * 20)));
  CHECK(y(0, 2) == Approx(1 * (first * 10 + (1 - first) * 20)));
  const double second = 1 / (1 + std::exp(-4.0));
  CHECK(y(1, 2) == Approx(5 * (second * 30 + (1 - second) * 20)));
  CHECK(y(1, 0) == 0);
}

TEST_CASE("with a capacity, what is measured lies between the bounds, and both are reached") {
  agreement::sizes random(179);
  for (int i = 0; i < 200; ++i) {
    const index experts = random.between(1, 6);
    const index top_k = random.between(1, experts);
    mixture net{.gate = {.dim = 3, .experts = experts, .top_k = top_k}, .expert = {3, 2}};
    net.capacity_factor = {random.between(1, 6), 4};
    const shape x{random.extent(12), 3};
    const auto range = tally::predict_range(net, x);
    const tally::counts spent = measured<float>(net, x, static_cast<std::uint64_t>(i));
    CHECK(range.contains(spent));
    CHECK(range.least.flops() <= range.most.flops());
    const double expected = range.expected.flops();
    CHECK(expected >= static_cast<double>(range.least.flops().value()) * (1 - 1e-12));
    CHECK(expected <= static_cast<double>(range.most.flops().value()) * (1 + 1e-12));
    CHECK(range.least.parameters() == range.most.parameters());

    // Where all scores are equal, all tokens go to the first experts: the least.
    auto model = tally::instantiate<number>(net, x, 1);
    for (number& weight : model.parameter("gate.weight")) weight = number(0);
    const auto numbers = tensor<number>::random(x, 2);
    CHECK(tally::measure([&] { model(numbers); }) == range.least.counts());
  }
  // Tokens that each like another expert: the most.
  mixture net{.gate = {.dim = 4, .experts = 4, .top_k = 1}, .expert = {4, 2}};
  net.capacity_factor = {1, 2};
  auto model = tally::instantiate<number>(net, {8, 4}, 1);
  tensor<number> x({8, 4});
  for (index t = 0; t < 8; ++t) x(t, t % 4) = number(1);
  for (index e = 0; e < 4; ++e)
    for (index j = 0; j < 4; ++j) model.parameter("gate.weight")(e, j) = number(e == j ? 1 : 0);
  const auto range = tally::predict_range(net, {8, 4});
  CHECK(tally::measure([&] { model(x); }) == range.most.counts());
  // Each of four experts takes one of its two tokens; if all came to one expert, it would take one.
  CHECK(range.most.of(tally::category::linear).macs - range.least.of(tally::category::linear).macs == 3 * 3 * 4 * 2);
  // What is passed over contributes nothing.
  const auto y = model(x);
  for (index j = 0; j < 4; ++j) CHECK(y(7, j).value() == 0);
}

// Every choice of every token, one by one.
double average_by_enumeration(index tokens, index experts, index top_k, index capacity) {
  std::vector<unsigned> choices;
  for (unsigned set = 0; set < (1U << experts); ++set)
    if (__builtin_popcount(set) == top_k) choices.push_back(set);
  std::vector<std::size_t> at(static_cast<std::size_t>(tokens));
  double sum = 0;
  double cases = 0;
  while (true) {
    for (index e = 0; e < experts; ++e) {
      index load = 0;
      for (const std::size_t choice : at) load += (choices[choice] >> e) & 1U;
      sum += static_cast<double>(load < capacity ? load : capacity);
    }
    ++cases;
    std::size_t token = 0;
    while (token < at.size() && ++at[token] == choices.size()) at[token++] = 0;
    if (token == at.size()) return sum / cases;
  }
}

TEST_CASE("the average number of tokens that experts take is that of all choices there are") {
  for (index experts = 1; experts <= 4; ++experts)
    for (index top_k = 1; top_k <= experts; ++top_k)
      for (index tokens = 1; tokens <= 4; ++tokens)
        for (index capacity = 1; capacity <= 4; ++capacity)
          CHECK(nn::detail::expected_kept(tokens, experts, top_k, capacity) ==
                Approx(average_by_enumeration(tokens, experts, top_k, capacity)));
  // Nothing underflows where there are many tokens: half of a hundred thousand, within a few deviations.
  CHECK(nn::detail::expected_kept(100'000, 64, 2, 100'000) == Approx(200'000));
  CHECK(nn::detail::expected_kept(100'000, 64, 2, 3'125) == Approx(200'000).epsilon(0.01));

  // The average of the work is at the same place between the bounds.
  mixture net{.gate = {.dim = 3, .experts = 4, .top_k = 2}, .expert = {3, 5}};
  net.capacity_factor = {1, 1};
  const auto range = tally::predict_range(net, {4, 3});
  const double each = 3 * 3 * 5;  // multiply-accumulates of one expert over one token
  const double certain = 4 * 3 * 4;
  CHECK(range.least.macs() == static_cast<int>(certain + each * 2 * 2));
  CHECK(range.most.macs() == static_cast<int>(certain + each * 8));
  CHECK(range.expected.macs() == Approx(certain + each * average_by_enumeration(4, 4, 2, 2)));
}

constexpr nn::early_exit<nn::linear, nn::linear, nn::sequential<nn::linear, nn::relu, nn::linear>> leaving{
    .body = {4, 8},
    .exit = {8, 3},
    .rest = {nn::linear{8, 16}, nn::relu{}, nn::linear{16, 3}},
    .confidence = 0.5,
    .probability = {1, 4}};

TEST_CASE("an early exit spends its least or its most, and on average what its probability says") {
  const auto range = tally::predict_range(leaving, {1, 4});
  const auto rest = tally::predict(leaving.rest, {1, 8});
  CHECK(range.most.counts() == range.least.counts() + rest.counts());
  CHECK(range.most.parameters() == range.least.parameters());
  CHECK(range.most.parameters() == 4 * 8 + 8 + 8 * 3 + 3 + rest.parameters());
  CHECK(range.expected.macs() == 4 * 8 + 8 * 3 + 0.75 * (8 * 16 + 16 * 3));
  CHECK(range.expected[tally::operation::min_max] ==
        static_cast<double>(range.least.counts()[tally::operation::min_max]) + 0.75 * 16);
  auto never = leaving;
  never.confidence = 2;
  auto always = leaving;
  always.confidence = -1;
  const auto run = [](const auto& net) {
    const auto model = tally::instantiate<number>(net, {1, 4}, 3);
    const auto x = tensor<number>::random({1, 4}, 4);
    return tally::measure([&] { model(x); });
  };
  CHECK(run(never) == range.most.counts());
  CHECK(run(always) == range.least.counts());
  CHECK(range.contains(run(leaving)));
}

TEST_CASE("two ways of which neither is less have bounds number by number") {
  // One way multiplies, the other one takes exponentials.
  const auto gate = [](auto&, const auto& x) { return sum(x); };
  const auto products = [](auto&, const auto& x) { return x * x; };
  const auto exponentials = [](auto&, const auto& x) { return exp(x); };
  const nn::conditional net{gate, products, exponentials, tally::ratio{1, 2}};
  const auto range = tally::predict_range(net, {3, 5});
  using tally::operation;
  CHECK((range.least.counts()[operation::mul] == 0 && range.most.counts()[operation::mul] == 15));
  CHECK((range.least.counts()[operation::exp] == 0 && range.most.counts()[operation::exp] == 15));
  CHECK((range.expected[operation::mul] == 7.5 && range.expected[operation::exp] == 7.5));
  CHECK((range.expected[operation::add] == 14 && range.expected[operation::compare] == 1));
  const auto model = tally::instantiate<number>(net, {3, 5});
  for (const double sign : {1.0, -1.0}) {
    const tensor<number> x({3, 5}, number(static_cast<float>(sign)));
    const auto spent = tally::measure([&] { model(x); });
    CHECK(range.contains(spent));
    CHECK(spent[sign > 0 ? operation::mul : operation::exp] == 15);
  }
  // One within another: probabilities multiply.
  const nn::conditional outer{gate, net, exponentials, tally::ratio{1, 4}};
  const auto nested = tally::predict_range(outer, {3, 5});
  CHECK(nested.expected[operation::mul] == 15 * 0.125);
  CHECK(nested.expected[operation::exp] == 15 * 0.875);
  CHECK(nested.expected[operation::compare] == 1.25);
  // Two ways of the same work are certain.
  const nn::conditional same{gate, products, products, tally::ratio{1, 3}};
  CHECK(tally::predict(same, {3, 5}).counts()[operation::mul] == 15);
  CHECK(tally::trace(same, {3, 5}).at("then").counts()[operation::mul] == 15);
  CHECK(tally::trace(same, {3, 5}).total() == tally::predict(same, {3, 5}));
}

template <class F>
std::string refusal(const F& f) {
  try {
    static_cast<void>(f());
  } catch (const tally::error& problem) {
    return problem.what();
  }
  return "no error";
}

TEST_CASE("one number is refused where the work depends on data, and sizes that make no sense are") {
  const std::string sentence =
      "tally: what this network does depends on its data, and its work differs; predict_range says the least, the most "
      "and the average";
  CHECK(refusal([] { return tally::predict(leaving, {1, 4}); }) == sentence);
  CHECK(refusal([] { return tally::trace(leaving, {1, 4}); }) == sentence);
  mixture net{.gate = {.dim = 3, .experts = 4, .top_k = 2}, .expert = {3, 5}};
  const auto of = [](const mixture& m) { return refusal([&] { return tally::predict_range(m, {4, 3}); }); };
  CHECK(of(net) == "no error");
  net.capacity_factor = {1, 1};
  CHECK(refusal([&] { return tally::predict(net, {4, 3}); }) == sentence);
  net.capacity_factor = {2, 1};  // room for all
  CHECK(refusal([&] { return tally::predict(net, {4, 3}); }) == "no error");
  net.capacity_factor = {-1, 2};
  CHECK(of(net) == "tally: a mixture of experts' capacity factor is not positive; it is: -1 and 2");
  net.capacity_factor = {0, 1};
  net.gate.top_k = 5;
  CHECK(of(net) == "tally: a router's tokens go to more experts than there are, or to none; they are: 5 and 4");
  net.gate.top_k = 2;
  net.gate.groups = 3;
  CHECK(of(net) == "tally: a router's groups do not divide its experts; experts and groups are: 4 and 3");
  net.gate.groups = 2;
  net.gate.top_groups = 3;
  CHECK(
      of(net) ==
      "tally: a router chooses more groups than there are, or too few for its experts; groups chosen, and all, are: 3 "
      "and 2");
  net.gate.groups = 4;
  net.gate.top_groups = 4;
  CHECK(of(net) == "tally: a router's groups have fewer than two experts; experts and groups are: 4 and 4");
  net.gate.groups = 1;
  net.gate.top_groups = 1;
  CHECK(refusal([&] {
          return tally::predict(net, {4, 2});
        }) == "tally: a mixture of experts' input does not end in the features it expects: 4x2 and 3");
  net.gate.dim = 0;
  CHECK(of(net) == "tally: a router's number of features is not positive: 0 and 1");

  auto certain = leaving;
  certain.probability = {5, 4};
  CHECK(refusal([&] {
          return tally::predict_range(certain, {1, 4});
        }) == "tally: a probability is not between 0 and 1; numerator and denominator are: 5 and 4");
  auto narrow = leaving;
  narrow.exit = {8, 2};
  CHECK(refusal([&] {
          return tally::predict_range(narrow, {1, 4});
        }) == "tally: outcomes that depend on data have different shapes: 1x2 and 1x3");
  CHECK(refusal([] {
          return top_k(tensor<float>({2, 3}), 4);
        }) == "tally: a row has fewer elements than the largest that are asked for; asked and elements are: 4 and 3");
  CHECK(refusal([] {
          return take_along(tensor<float>({2, 3}), tensor<int>({2, 1}, {0, 3}));
        }) == "tally: a position to take lies outside its row; position (-1 if not whole) and elements are: 3 and 3");
  CHECK(refusal([] {
          return take_along(tensor<float>({2, 3}), tensor<int>({3, 1}));
        }) == "tally: positions to take differ from their tensor in another axis than theirs: 2x3 and 3x1");
  CHECK(refusal([] {
          return top_k_within(tensor<float>({2, 3, 4}), tensor<int>({3, 1}), 1);
        }) == "tally: chosen groups differ from their tensor before its groups: 2x3x4 and 3x1");
}

}  // namespace
