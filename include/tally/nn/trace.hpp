// SPDX-License-Identifier: MIT
// Reading a network over shapes: the context that predicts, and the rows it can leave behind.
#pragma once

#include "tally/core/paths.hpp"
#include "tally/core/precision.hpp"
#include "tally/core/scope.hpp"
#include "tally/core/vector.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/inputs.hpp"
#include "tally/nn/parameter.hpp"
#include "tally/nn/results.hpp"
#include "tally/nn/uncertain_work.hpp"
#include "tally/tensor/expectation.hpp"
#include "tally/tensor/prediction.hpp"
#include "tally/tensor/repeated.hpp"
#include "tally/tensor/shape_only.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tally {

/// One application of a primitive in a prediction.
struct trace_row {
  int scope = path_tree::root;  ///< a node of trace::scopes()
  std::string_view layer;       ///< the name of the innermost layer, "layer" for one without a name
  std::string_view primitive;
  category kind = category::other;
  tally::detail::vector<shape> inputs;
  shape output;
  precision format = precision::f32;
  tally::cost cost;
  natural bytes_read;
  natural bytes_written;

  [[nodiscard]] constexpr tally::counts counts() const { return cost.counts(format); }
  [[nodiscard]] constexpr flop_amount flops() const { return counts().flops(); }
  [[nodiscard]] constexpr mac_amount macs() const { return mac_amount(cost.macs()); }
};

/// The context over shapes: `parameter` and `buffer` give shapes, primitives charge their formulas.
class shape_context final : public collector {
 public:
  constexpr explicit shape_context(precision format = precision::f32) : collector(false), format_(format) {}
  /// Keeps a row per primitive in `rows`.
  constexpr shape_context(precision format, tally::detail::vector<trace_row>& rows)
      : collector(true), format_(format), rows_(&rows) {}

  /// Takes the least, or the most, of work that depends on data, and adds its average to `expected`.
  constexpr shape_context(precision format, detail::data_dependence bound, expectation* expected = nullptr)
      : collector(false), format_(format), bound_(bound), expected_(expected) {}

  [[nodiscard]] constexpr shape_only input(const shape& extents) & { return shape_only(extents, format_, this); }

  /// Reads a layer in a scope of that name: text, a label, or a number.
  template <class Layer, tensor_like... Inputs>
  constexpr auto operator()(const auto& name, const Layer& inner, const Inputs&... inputs) {
    return detail::read_at(*this, at_, scopes_.child(at_.scope, label(name)), ++visits_, inner, inputs...);
  }
  /// The same in a scope that belongs to the layer which is read now and to no other. To enter it twice in one visit of
  /// the scope around it throws `tally::error`: layers that are called without names would share it unsaid. A layer
  /// that has no parameters of its own says this of its first scope.
  template <class Layer, tensor_like... Inputs>
  constexpr auto own(const auto& name, const Layer& inner, const Inputs&... inputs) {
    const label named(name);
    const int node = scopes_.child(at_.scope, named);
    std::int64_t& owned_in = scopes_.mark(node);  // the last visit of the scope around it
    if (owned_in == at_.visit) detail::refuse_entered_twice(scopes_, at_.scope, named);
    owned_in = at_.visit;
    return detail::read_at(*this, at_, node, ++visits_, inner, inputs...);
  }
  /// The same in scopes within scopes: `context.at("layer3.35.conv2", layer, x)`.
  template <class Layer, tensor_like... Inputs>
  constexpr auto at(std::string_view path, const Layer& inner, const Inputs&... inputs) {
    int node = at_.scope;
    detail::for_each_name(path, [&](const label& name) { node = scopes_.child(node, name); });
    return detail::read_at(*this, at_, node, ++visits_, inner, inputs...);
  }
  /// Reads a layer in the present scope: the outermost one, which has no name.
  template <class Layer, class... Inputs>
  constexpr auto read(const Layer& inner, const Inputs&... inputs) {
    const std::int64_t visit = at_.visit == 0 ? ++visits_ : at_.visit;  // within a layer the scope is not entered anew
    return detail::read_at(*this, at_, at_.scope, visit, inner, inputs...);
  }

  /// As operator(), of a layer that one token passes by: its parameters are not active.
  template <class Layer, tensor_like... Inputs>
  constexpr auto optional(const auto& name, const Layer& inner, const Inputs&... inputs) {
    const detail::restored<bool> active(active_, false);
    return (*this)(name, inner, inputs...);
  }
  /// Work that depends on data: a model calls `run`, which looks at its numbers. A prediction reads all outcomes; where
  /// they differ, `predict_range` gives their bounds and their average, and `predict` throws `tally::error`. Outcomes
  /// of different shapes throw `tally::shape_error`.
  template <class Run, class... Outcomes>
  constexpr shape_only depending(const Run&, const Outcomes&... outcomes) {
    detail::uncertain_work work(bound_, expected_);
    shape result;
    bool first = true;
    {
      const detail::restored<prediction> certain(total_, prediction());
      const detail::restored<bool> unseen(unseen_, unseen_);
      const auto consider = [&](const auto& way) {
        total_ = prediction();
        const shape_only y = way.read();
        if (!first && y.shape() != result)
          detail::fail_on_shapes("tally: outcomes that depend on data have different shapes", result, y.shape());
        work.add(total_, way.probability);
        result = y.shape();
        first = false;
        unseen_ = true;  // a trace shows the first
      };
      (consider(outcomes), ...);
    }
    work.finish(total_);
    return shape_only(result, format_, this);
  }

  constexpr shape_only parameter(const label& name, const shape& extents, const initial& values = {}) {
    return owned(name, extents, values, true);
  }
  constexpr shape_only buffer(const label& name, const shape& extents, const initial& values = {}) {
    return owned(name, extents, values, false);
  }

  [[nodiscard]] constexpr const path_tree& scopes() const& { return scopes_; }
  [[nodiscard]] constexpr path_tree scopes() && { return std::move(scopes_); }
  [[nodiscard]] constexpr const detail::parameter_list& parameters() const& { return parameters_; }
  [[nodiscard]] constexpr detail::parameter_list parameters() && { return std::move(parameters_); }

  constexpr void keep(const application& applied) override {
    if (unseen_) return;
    detail::require_rows(static_cast<index>(rows_->size()) + 1);
    rows_->push_back({at_.scope, at_.layer, applied.primitive, applied.kind,
                      tally::detail::vector<shape>(applied.inputs, applied.inputs + applied.input_count),
                      applied.output, applied.format, applied.cost, applied.bytes_read, applied.bytes_written});
  }

 private:
  constexpr shape_only owned(const label& name, const shape& extents, const initial& values, bool learned) {
    const detail::asked how = parameters_.ask(at_.scope, at_.visit, name, extents, values, learned, active_);
    if (how == detail::asked::first) total_.add_parameter(extents, format_, learned, active_);
    if (how == detail::asked::twice) detail::refuse_asked_twice(scopes_, at_.scope, name);
    return shape_only(extents, format_, this);
  }

  precision format_;
  detail::data_dependence bound_ = detail::data_dependence::refused;
  expectation* expected_ = nullptr;  // of what depends on data
  bool active_ = true;
  bool unseen_ = false;
  tally::detail::vector<trace_row>* rows_ = nullptr;
  detail::reading_position at_;
  std::int64_t visits_ = 0;  // of scopes so far
  path_tree scopes_;
  detail::parameter_list parameters_;
};

/// A prediction with its parts: a row per primitive, and the scopes they lie in.
///
///     tally::trace rows(tally::models::resnet18(), {1, 3, 224, 224});
///     rows.at("layer1.0.conv1").macs();
///
/// Usable in constant expressions, where it must not outlive them: `static_assert(tally::trace(net, {1,
/// 784}).at("0").flops() < 300'000)`. Input of the wrong shape throws `tally::shape_error` with the path of the layer
/// that refuses it.
class trace {
 public:
  template <class Net>
  constexpr trace(const Net& net, const shape& input, precision format = precision::f32) {
    read(net, format, input);
  }
  template <class Net>
  constexpr trace(const Net& net, const shape& first, const shape& second, precision format = precision::f32) {
    read(net, format, first, second);
  }
  template <class Net>
  constexpr trace(const Net& net, const shape& first, const shape& second, const shape& third,
                  precision format = precision::f32) {
    read(net, format, first, second, third);
  }
  /// As many inputs as the network takes: `tally::trace(net, {{1, 2}, {3, 4}})`.
  template <class Net, std::size_t N>
    requires(N > 1)
  constexpr trace(const Net& net, const shape (&inputs)[N], precision format = precision::f32) {
    detail::with_each_shape(inputs, [&](const auto&... each) { read(net, format, each...); });
  }
  template <class Net, std::size_t N, std::size_t Rank>
  constexpr trace(const Net& net, const index (&inputs)[N][Rank], precision format = precision::f32) {
    detail::with_each_shape(inputs, [&](const auto&... each) { read(net, format, each...); });
  }
  template <class Net, fixed_shapes Shapes>
  constexpr trace(const Net& net, const Shapes& inputs, precision format = precision::f32) {
    detail::with_each_shape(inputs, [&](const auto&... each) { read(net, format, each...); });
  }

  // A temporary gives its parts away: `for (const auto& row : tally::trace(net, x).rows())`.
  [[nodiscard]] constexpr const tally::detail::vector<trace_row>& rows() const& { return rows_; }
  [[nodiscard]] constexpr tally::detail::vector<trace_row> rows() && { return std::move(rows_); }
  [[nodiscard]] constexpr const path_tree& scopes() const& { return scopes_; }
  [[nodiscard]] constexpr path_tree scopes() && { return std::move(scopes_); }
  [[nodiscard]] constexpr const detail::parameter_list& parameters() const& { return parameters_; }
  [[nodiscard]] constexpr detail::parameter_list parameters() && { return std::move(parameters_); }
  /// The shape of the result, or of the first one: a network may give a pair, a tuple, an array, a vector or a struct,
  /// of which `outputs()` are all tensors, in order.
  [[nodiscard]] constexpr const shape& output() const& {
    if (outputs_.empty()) detail::fail<error>("tally: this network's result holds no tensor");
    return outputs_.front();
  }
  [[nodiscard]] constexpr shape output() const&& { return static_cast<const trace&>(*this).output(); }
  [[nodiscard]] constexpr const tally::detail::vector<shape>& outputs() const& { return outputs_; }
  [[nodiscard]] constexpr tally::detail::vector<shape> outputs() && { return std::move(outputs_); }
  [[nodiscard]] constexpr precision format() const { return format_; }

  /// What `predict` gives.
  [[nodiscard]] constexpr const prediction& total() const& { return total_; }
  [[nodiscard]] constexpr prediction total() const&& { return total_; }
  /// What the scope at a dotted path and all below it spends and owns. Throws `tally::error` if there is none.
  [[nodiscard]] constexpr prediction at(std::string_view path) const {
    const int node = scopes_.find(path);
    if (node == path_tree::none) detail::fail<error>("tally: a trace has no scope of this path");
    return at(node);
  }
  /// The same of a node of `scopes()`.
  [[nodiscard]] constexpr prediction at(int node) const {
    detail::require_scope(node, scopes_.size());
    prediction part;
    for (const trace_row& row : rows_)
      if (scopes_.is_within(row.scope, node)) add(part, row);
    for (int i = 0; i < parameters_.size(); ++i)
      if (scopes_.is_within(parameters_.at(i).scope, node))
        part.add_parameter(parameters_.at(i).extents, format_, parameters_.at(i).learned, parameters_.at(i).active);
    return part;
  }
  /// What all applications of one primitive spend ("conv2d", "softmax"); parameters are no primitive's.
  [[nodiscard]] constexpr prediction of_primitive(std::string_view name) const {
    prediction part;
    for (const trace_row& row : rows_)
      if (row.primitive == name) add(part, row);
    return part;
  }
  /// What all layers of one name spend themselves ("linear"); parameters are left out.
  [[nodiscard]] constexpr prediction of_layer(std::string_view name) const {
    prediction part;
    for (const trace_row& row : rows_)
      if (row.layer == name) add(part, row);
    return part;
  }

  /// The same tree that `profile` measures.
  [[nodiscard]] scope_tree tree() const {
    scope_tree result;
    for (int node = 1; node < scopes_.size(); ++node) result.child(scopes_.parent(node), scopes_.name(node));
    for (const trace_row& row : rows_) {
      const tally::counts spent = row.counts();
      for (int node = row.scope; node != path_tree::none; node = scopes_.parent(node)) result.add(node, spent, 0);
    }
    return result;
  }

 private:
  template <class Net, class... Shapes>
  constexpr void read(const Net& net, precision format, const Shapes&... inputs) {
    shape_context context(format, rows_);
    detail::for_each_shape(context.read(net, context.input(inputs)...),
                           [this](const shape& result) { outputs_.push_back(result); });
    total_ = context.total();
    scopes_ = context.scopes();
    parameters_ = context.parameters();
    format_ = format;
  }
  static constexpr void add(prediction& part, const trace_row& row) {
    const index first = row.inputs[0].volume();
    const index second = row.inputs.size() > 1 ? row.inputs[1].volume() : 0;
    part.add(row.kind, row.cost, row.format, row.output.volume(), first,
             detail::weights_applied(row.kind, row.output, first, second), row.bytes_read.value,
             row.bytes_written.value);
  }

  tally::detail::vector<trace_row> rows_;
  path_tree scopes_;
  detail::parameter_list parameters_;
  prediction total_;
  tally::detail::vector<shape> outputs_;
  precision format_ = precision::f32;
};

[[nodiscard]] constexpr flop_amount flops(const trace& traced) { return traced.total().flops(); }
[[nodiscard]] constexpr mac_amount macs(const trace& traced) { return traced.total().macs(); }

namespace detail {

template <class Net, class... Shapes>
constexpr prediction predicted(const Net& net, precision format, const Shapes&... inputs) {
  shape_context context(format);
  static_cast<void>(context.read(net, context.input(inputs)...));
  return context.total();
}

}  // namespace detail

/// What one call of `net` spends and owns, given its input's shape, without running anything: in constant expressions
/// and at run time alike.
///
///     static_assert(tally::predict(gated_linear{784, 128}, {1, 784}).flops() < 500'000);
///
/// A shape that does not fit throws `tally::shape_error` with the path of the layer that refuses it; in a constant
/// expression it does not compile, and the compiler prints the sentence, the shapes and the calls that lead there.
template <class Net>
[[nodiscard]] constexpr prediction predict(const Net& net, const shape& input, precision format = precision::f32) {
  // As `predicted`, one call less deep: of a refusal clang shows ten calls, and the layer's name is to be among them.
  shape_context context(format);
  static_cast<void>(context.read(net, context.input(input)));
  return context.total();
}
template <class Net>
[[nodiscard]] constexpr prediction predict(const Net& net, const shape& first, const shape& second,
                                           precision format = precision::f32) {
  return detail::predicted(net, format, first, second);
}
template <class Net>
[[nodiscard]] constexpr prediction predict(const Net& net, const shape& first, const shape& second, const shape& third,
                                           precision format = precision::f32) {
  return detail::predicted(net, format, first, second, third);
}
/// As many inputs as the network takes: `tally::predict(net, {{1, 2}, {3, 4}})`, or an array of shapes.
template <class Net, std::size_t N>
  requires(N > 1)
[[nodiscard]] constexpr prediction predict(const Net& net, const shape (&inputs)[N],
                                           precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::predicted(net, format, each...); });
}
template <class Net, std::size_t N, std::size_t Rank>
[[nodiscard]] constexpr prediction predict(const Net& net, const index (&inputs)[N][Rank],
                                           precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::predicted(net, format, each...); });
}
template <class Net, fixed_shapes Shapes>
[[nodiscard]] constexpr prediction predict(const Net& net, const Shapes& inputs, precision format = precision::f32) {
  return detail::with_each_shape(inputs, [&](const auto&... each) { return detail::predicted(net, format, each...); });
}

}  // namespace tally
