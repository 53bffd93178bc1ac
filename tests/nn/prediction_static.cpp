// SPDX-License-Identifier: MIT
// What a prediction says of parameters, activations and bytes, by hand, in constant expressions.

#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"

#include <array>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace {

using tally::precision;
using tally::predict;
namespace nn = tally::nn;

// A scope that is entered again is shared, and so is a parameter that is bound once; the work is done each time.
struct sharing {
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("shared", nn::linear{3, 3}, x);
    y = context("shared", nn::linear{3, 3}, y);
    const auto& scale = context.parameter("scale", {3});
    return y * scale + scale;
  }
};
struct not_sharing {
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("first", nn::linear{3, 3}, x);
    y = context("second", nn::linear{3, 3}, y);
    const auto& scale = context.parameter("scale", {3});
    return y * scale + context.parameter("shift", {3});
  }
};
static_assert(predict(sharing{}, {2, 3}).parameters() == 3 * 3 + 3 + 3);
static_assert(predict(not_sharing{}, {2, 3}).parameters() == 2 * (3 * 3 + 3) + 2 * 3);
static_assert(predict(sharing{}, {2, 3}).counts() == predict(not_sharing{}, {2, 3}).counts());
static_assert(tally::trace(sharing{}, {2, 3}).at("shared").parameters() == 3 * 3 + 3);

// Nothing is shared unsaid: layers without scopes of their own, here and one below, a parameter asked for twice, a
// layer read in the present scope. None of these predictions is a constant.
template <class F>
concept constant = requires {
  typename std::bool_constant<(F()(), true)>;
};
template <class Net>
struct predicting {
  constexpr auto operator()() const { return predict(Net(), {3}).parameters(); }
};
struct without_scopes {
  constexpr auto operator()(auto& context, const auto& x) const {
    return nn::linear{3, 3}(context, relu(nn::linear{3, 3}(context, x)));
  }
};
struct without_scopes_within {
  constexpr auto operator()(auto& context, const auto& x) const { return context("within", without_scopes{}, x); }
};
struct asking_twice {
  constexpr auto operator()(auto& context, const auto& x) const {
    const auto& scale = context.parameter("scale", {3});
    return x * scale + context.parameter("scale", {3});
  }
};
struct asking_twice_in_between {  // the scope that is entered in between is another's visit
  constexpr auto operator()(auto& context, const auto& x) const {
    const auto& scale = context.parameter("scale", {3});
    return context("layer", nn::linear{3, 3}, x * scale) + context.parameter("scale", {3});
  }
};
struct reading_twice {
  constexpr auto operator()(auto& context, const auto& x) const {
    return context.read(nn::linear{3, 3}, context.read(nn::linear{3, 3}, x));
  }
};
static_assert(constant<predicting<sharing>> && constant<predicting<not_sharing>>);
static_assert(!constant<predicting<without_scopes>> && !constant<predicting<without_scopes_within>>);
static_assert(!constant<predicting<asking_twice>> && !constant<predicting<asking_twice_in_between>>);
static_assert(!constant<predicting<reading_twice>>);

// Nor are layers without names whose parameters lie in scopes of their own; named, they are.
template <auto Layer>
struct twice_without_names {
  constexpr auto operator()(auto& context, const auto& x) const { return Layer(context, Layer(context, x)); }
};
template <auto Layer>
struct twice_by_one_name {
  constexpr auto operator()(auto& context, const auto& x) const {
    return context("shared", Layer, context("shared", Layer, x));
  }
};
constexpr nn::sequential in_order{nn::linear{3, 3}, nn::relu{}};
constexpr nn::residual around{nn::linear{3, 3}};
constexpr nn::repeat thrice{3, nn::linear{3, 3}};
static_assert(!constant<predicting<twice_without_names<in_order>>> &&
              constant<predicting<twice_by_one_name<in_order>>>);
static_assert(!constant<predicting<twice_without_names<around>>> && constant<predicting<twice_by_one_name<around>>>);
static_assert(!constant<predicting<twice_without_names<thrice>>> && constant<predicting<twice_by_one_name<thrice>>>);
static_assert(predict(twice_by_one_name<thrice>(), {1, 3}).parameters() == 3 * 12);

// Two rows of three to five: a product reads rows and weights and writes the result; the bias reads both and writes it
// again.
constexpr auto linear = predict(nn::linear{3, 5}, {2, 3});
static_assert(linear.parameters() == 5 * 3 + 5 && linear.buffers() == 0);
static_assert(linear.parameter_bytes() == 4 * 20);
static_assert(linear.activations() == 10 + 10);
static_assert(linear.bytes_read() == 4 * ((6 + 15) + (10 + 5)));
static_assert(linear.bytes_written() == 4 * (10 + 10));
static_assert(linear.macs().value() == 2 * 3 * 5);
static_assert(linear.flops().value() == 2 * 3 * 5 + 2 * 2 * 5 + 2 * 5);

// In double everything is twice as wide, and the counts stand in another column.
constexpr auto twice = predict(nn::linear{3, 5}, {2, 3}, precision::f64);
static_assert(twice.bytes_read() == linear.bytes_read() * 2 && twice.bytes_written() == linear.bytes_written() * 2);
static_assert(twice.parameter_bytes() == linear.parameter_bytes() * 2 && twice.parameters() == linear.parameters());
static_assert(twice.counts().at(tally::operation::mul, precision::f64) == 30);
static_assert(twice.counts() == twice.counts().only(precision::f64));

// Renaming moves nothing, and is no activation; other movements read and write.
constexpr auto flat = predict(nn::flatten{}, {2, 3, 5});
static_assert(flat == tally::prediction());
constexpr auto moved = predict([](auto&, const auto& x) { return permute(x, {1, 0}); }, {3, 5});
static_assert(moved.counts().empty() && moved.bytes_read() == 60 && moved.bytes_written() == 60);
static_assert(moved.activations() == 15);

// A slice reads what it takes; a table, its rows that are taken and the positions.
constexpr auto sliced = predict([](auto&, const auto& x) { return slice(x, 0, 1, 3); }, {7, 5});
static_assert(sliced.bytes_read() == 4 * 10 && sliced.bytes_written() == 4 * 10);
constexpr auto embedded = predict(nn::embedding{1000, 7}, {3});
static_assert(embedded.counts().empty() && embedded.parameters() == 7000);
static_assert(embedded.bytes_read() == 4 * (3 * 7 + 3) && embedded.bytes_written() == 4 * 3 * 7);

// Statistics are stored and not learned.
constexpr auto normalised = predict(nn::batch_norm2d{3}, {1, 3, 2, 2});
static_assert(normalised.parameters() == 6 && normalised.buffers() == 6 && normalised.parameter_bytes() == 48);

// A part of a trace is what lies in that scope; parts add up to the whole.
constexpr nn::sequential net{nn::linear{3, 5}, nn::relu{}, nn::linear{5, 2}};
static_assert(tally::trace(net, {2, 3}).at("0") == linear);
static_assert(tally::trace(net, {2, 3}).total() == predict(net, {2, 3}));
static_assert(tally::trace(net, {2, 3}).at("0").counts() + tally::trace(net, {2, 3}).at("1").counts() +
                  tally::trace(net, {2, 3}).at("2").counts() ==
              predict(net, {2, 3}).counts());
static_assert(tally::trace(net, {2, 3}).of_layer("linear").macs().value() == 2 * (3 * 5 + 5 * 2));
static_assert(tally::trace(net, {2, 3}).of_primitive("relu").counts()[tally::operation::min_max] == 10);
static_assert(tally::trace(net, {2, 3}).output() == tally::shape{2, 2});

// A network has as many inputs as it takes: braces in braces, or an array of shapes. Braces alone are one shape.
constexpr auto summed = [](auto&, const auto&... x) { return (x + ...); };
constexpr auto additions = [](const tally::prediction& spent) { return spent.counts()[tally::operation::add]; };
constexpr tally::shape named_shapes[] = {{5}, {5}, {1}};
static_assert(additions(predict(summed, {{2, 3}, {2, 3}})) == 6 && additions(predict(summed, {6, 6})) == 0);
static_assert(additions(predict(summed, {{5}, {5}, {5}, {5}})) == 15 && predict(summed, {{5, 7}}).counts().empty());
static_assert(additions(predict(summed, {{5}, {2, 5}})) == 10 && additions(predict(summed, named_shapes)) == 10);
static_assert(additions(predict(summed, std::array<tally::shape, 3>{{{5}, {5}, {1}}})) == 10);
static_assert(predict(summed, {{5}, {5}}, precision::f64).counts().at(tally::operation::add, precision::f64) == 5);
static_assert(predict(summed, {{5}, {5}, {5}}) == predict(summed, {5}, {5}, {5}));
static_assert(tally::trace(summed, {{5}, {2, 5}}).total() == predict(summed, {{5}, {2, 5}}));
static_assert(tally::trace(summed, {{5}, {5}, {5}, {5}}).rows().size() == 3);
static_assert(tally::trace(summed, named_shapes).output() == tally::shape{5});
constexpr tally::shape dozens[24] = {{3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3},
                                     {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}};
static_assert(additions(predict(summed, dozens)) == 23 * 3);

// And as many results as it gives, whatever holds them; what is no tensor has no shape.
constexpr auto listed = [](const auto&... x) { return tally::detail::vector<tally::shape_only>{x...}; };
template <class X>
struct detections {
  X scores;
  std::pair<X, X> places;
  tally::detail::vector<X> pyramid;
  int classes;
};
using outputs = tally::detail::vector<tally::shape>;
constexpr auto outputs_of = [](auto made) {
  return tally::trace([made](auto&, const auto& x) { return made(x); }, {2, 3}).outputs();
};
static_assert(outputs_of([](const auto& x) { return x; }) == outputs{{2, 3}});
static_assert(outputs_of([](const auto& x) { return std::pair(x + x, sum(x, 1)); }) == outputs{{2, 3}, {2}});
static_assert(outputs_of([](const auto& x) { return std::tuple(sum(x, 0), 7, x); }) == outputs{{3}, {2, 3}});
static_assert(outputs_of([](const auto& x) { return std::array{x, x * x}; }) == outputs{{2, 3}, {2, 3}});
static_assert(outputs_of([](const auto& x) { return listed(x, x, x); }).size() == 3);
static_assert(outputs_of([](const auto& x) { return std::optional(sum(x)); }) == outputs{{}});
static_assert(outputs_of([](const auto& x) {
                using X = std::remove_cvref_t<decltype(x)>;
                return detections<X>{sum(x, 0), {x, sum(x, 1)}, {x, x}, 80};
              }) == outputs{{3}, {2, 3}, {2}, {2, 3}, {2, 3}});
static_assert(tally::trace(nn::lstm_cell{3, 4}, {2, 3}).outputs() == outputs{{2, 4}, {2, 4}});
static_assert(tally::trace([](auto&, const auto& x) { return std::pair(x + x, x * x); }, {2, 3}).output() ==
              tally::shape{2, 3});

// A trace's parts are its total in every number, where a list of tensors is joined too.
constexpr auto adds_up = [](const auto& layer, const tally::shape& input) {
  const tally::trace traced(layer, input);
  return traced.at("") == traced.total() && traced.total() == predict(layer, input);
};
static_assert(adds_up([](auto&, const auto& x) { return concat(0, listed(x, x, x)); }, {2, 5}));
static_assert(adds_up([](auto&, const auto& x) { return stack(0, listed(x, x, x)); }, {2, 5}));
static_assert(adds_up([](auto&, const auto& x) { return concat(1, listed(x)); }, {2, 5}));
static_assert(adds_up(nn::gru{3, 2}, {4, 1, 3}) && adds_up(nn::lstm{.input_size = 3, .hidden_size = 2}, {1, 1, 3}));
static_assert(adds_up(nn::mixture_of_experts<nn::linear>{.gate = {.dim = 4, .experts = 3, .top_k = 2},
                                                         .expert = {4, 4}},
                      {5, 4}));
static_assert(predict([](auto&, const auto& x) { return concat(0, listed(x, x)); }, {2, 5}) ==
              predict([](auto&, const auto& x) { return concat(0, x, x); }, {2, 5}));

}  // namespace
