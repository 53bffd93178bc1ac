// SPDX-License-Identifier: MIT
// cases: 1500

// Random networks: what is predicted, what is measured, and what a scalar from outside counts in the same loops are
// one; parts add up to the whole; activations, bytes and parameters are what the rows' shapes say.

#include "fuzz/fuzz.hpp"
#include "fuzz/layers.hpp"
#include "fuzz/usual_options.hpp"
#include "support/agreement.hpp"

#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace fuzz {
namespace {

// A layer for an input, now and then with an option that does not fit.
layer usual_layer(dice& dice, const shape& x) {
  layer l;
  l.what = static_cast<kind>(dice.between(0, kinds - 1));
  l.o = usual_options(dice, l.what, x);
  if (dice.once_in(64)) l.o[dice.between<std::size_t>(0, l.o.size() - 1)] = dice.between<index>(-1, 6);
  return l;
}

struct generated {
  shape input;
  network net;
};

// Layers that follow each other as long as they are small. What predict refuses, instantiate must refuse as well.
std::string generate(dice& dice, generated& result) {
  const int rank = dice.once_in(32) ? 0 : dice.between(1, 5);
  for (int i = 0; i < rank; ++i) result.input.push_back(dice.between<index>(1, rank > 3 ? 6 : 8));
  const auto wanted = dice.between<std::size_t>(3, 24);
  shape now = result.input;
  tally::natural work;
  for (int tries = 0; tries < 400 && result.net.layers.size() < wanted; ++tries) {
    const network one{{usual_layer(dice, now)}};
    try {
      const tally::trace traced(one, now);
      const tally::natural flops = traced.total().flops().value();
      if (traced.output().volume() > 1000 || flops > 20'000) continue;
      work += flops;
      if (work > 100'000) break;
      result.net.layers.push_back(one.layers[0]);
      now = traced.output();
    } catch (const tally::error&) {
      try {
        static_cast<void>(tally::instantiate<tally::counted<float>>(one, now));
        return "predict refuses what instantiate takes: " + to_string(one.layers[0]) + " on " + to_string(now);
      } catch (const tally::error&) {
      }
    }
  }
  return "";
}

// The work of rows, by their shapes alone. Primitives that do not read all of their inputs say what they read; that of
// interpolations and rotary embeddings is taken from the row.
struct derived {
  tally::counts spent;
  tally::natural macs;
  tally::natural activations;
  tally::natural written;
  tally::natural read;
};
derived derive(const tally::trace& traced) {
  derived sum;
  for (const tally::trace_row& row : traced.rows()) {
    sum.spent += row.counts();
    sum.macs += row.macs().value();
    if (row.primitive == "reshape") continue;  // renames, and moves nothing
    const int size = tally::bytes(row.format);
    sum.activations += row.output.volume();
    sum.written += tally::natural(row.output.volume()) * size;
    const bool indexed = row.primitive == "gather" || row.primitive == "take_along" || row.primitive == "gather_nd";
    if (row.primitive == "slice" || indexed)
      sum.read += tally::natural(row.output.volume() + (indexed ? row.inputs[1].volume() : 0)) * size;
    else if (row.primitive.starts_with("upsample") || row.primitive == "rotary")
      sum.read += row.bytes_read;
    else
      for (const shape& input : row.inputs) sum.read += tally::natural(input.volume()) * size;
  }
  return sum;
}

// Collects what is wrong.
class complaints {
 public:
  void unless(bool right, const std::string& what) {
    if (!right) text_ += (text_.empty() ? "" : "; ") + what;
  }
  template <class T>
  void unless_equal(const T& a, const T& b, const std::string& what) {
    unless(a == b, what + ": " + to_string(a) + " and " + to_string(b));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

bool has(const network& net, std::initializer_list<kind> kinds_of_layers) {
  for (const layer& l : net.layers)
    for (const kind what : kinds_of_layers)
      if (l.what == what) return true;
  return false;
}

void compare_scopes(const network& net, const tally::scope_tree& predicted, const tally::scope_tree& measured,
                    complaints& wrong) {
  const bool routed = has(net, {kind::mixture_of_experts});  // experts share the work as the numbers say
  for (int i = 1; i < predicted.size(); ++i) {
    const std::string path = predicted.paths().path(i);
    const int j = measured.paths().find(path);
    if (j == tally::path_tree::none)
      wrong.unless(predicted[i].total.empty(), "the scope " + path + " was not run");
    else if (!routed)
      wrong.unless_equal(predicted.self(i), measured.self(j), "scope " + path);
  }
  for (int j = 1; j < measured.size(); ++j)
    wrong.unless(predicted.paths().find(measured.paths().path(j)) != tally::path_tree::none,
                 "the scope " + measured.paths().path(j) + " was not predicted");
}

void compare_parts(const network& net, const tally::trace& traced, complaints& wrong) {
  const tally::prediction& whole = traced.total();
  wrong.unless(traced.at("") == whole, "the root's part is not the whole");
  tally::prediction parts;
  for (std::size_t i = 0; i < net.layers.size(); ++i) {
    const tally::prediction part = traced.at(std::to_string(i));
    parts.add_owned(part);
    parts.add_work(part);
  }
  wrong.unless(parts == whole, "the layers' parts do not add up to the whole");
  const derived rows = derive(traced);
  wrong.unless_equal(rows.spent, whole.counts(), "the rows' operations");
  wrong.unless_equal(rows.macs, whole.macs().value(), "the rows' multiply-accumulates");
  wrong.unless_equal(rows.activations, whole.activations(), "activations");
  // Positions are of another size than numbers.
  if (has(net, {kind::top_k, kind::gather, kind::mixture_of_experts})) return;
  wrong.unless_equal(rows.written, whole.bytes_written(), "bytes written");
  wrong.unless_equal(rows.read, whole.bytes_read(), "bytes read");
}

template <class Model>
void compare_parameters(const Model& model, const tally::prediction& whole, complaints& wrong) {
  tally::natural all;
  for (const std::string& path : model.parameter_paths()) all += model.parameter(path).size();
  wrong.unless_equal(all, whole.parameters() + whole.buffers(), "parameters by their paths");
  wrong.unless_equal(model.parameters(), whole.parameters(), "the model's parameters");
  wrong.unless_equal(all * 4, whole.parameter_bytes(), "bytes of parameters");
}

std::string examine_network(const network& net, const shape& input) {
  complaints wrong;
  const tally::prediction predicted = tally::predict(net, input);
  const tally::trace traced(net, input);
  wrong.unless(traced.total() == predicted, "trace and predict differ");
  compare_parts(net, traced, wrong);

  const auto model = tally::instantiate<tally::counted<float>>(net, input, 7);
  compare_parameters(model, predicted, wrong);
  tally::tensor<tally::counted<float>> y;
  const auto x = tally::tensor<tally::counted<float>>::random(input, 9);
  const tally::scope_tree measured = tally::profile([&] { y = model(x); });
  wrong.unless_equal(measured.total(), predicted.counts(), "measured and predicted");
  wrong.unless_equal(y.shape(), traced.output(), "shapes of the result");
  compare_scopes(net, traced.tree(), measured, wrong);

  const auto outsider = tally::instantiate<tallying::number<float>>(net, input, 7);
  const auto given = tally::tensor<tallying::number<float>>::random(input, 9);
  tallying::reset();
  const auto z = outsider(given);
  wrong.unless_equal(agreement::seen_from_outside(tally::precision::f32), predicted.counts(), "from outside");
  for (index i = 0; i < y.size() && i < z.size(); ++i) {
    const float counted = y.data()[i].value();
    const float plain = z.data()[i].plain();
    if (std::memcmp(&counted, &plain, sizeof(float)) == 0 || plain != plain) continue;  // a NaN has many forms
    wrong.unless(false, "element " + std::to_string(i) + " is " + std::to_string(counted) + ", from outside " +
                            std::to_string(plain));
    break;
  }
  return wrong.text();
}

// A model on another shape than it was made for: it runs where the network has the same parameters there, and spends
// what is predicted; else both refuse.
std::string examine_on_another_shape(dice& dice, const generated& made) {
  const shape other = made.input.with(dice.between(0, made.input.rank() - 1), dice.between<index>(1, 7));
  const auto model = tally::instantiate<tally::counted<float>>(made.net, made.input, 7);
  bool fits = true;
  tally::counts predicted;
  try {
    predicted = tally::predict(made.net, other).counts();
    if (predicted.flops() > 1'000'000) return "";
    const auto same = tally::instantiate<tally::counted<float>>(made.net, other, 7);
    const std::vector<std::string> paths = model.parameter_paths();
    fits = paths == same.parameter_paths();
    for (const std::string& path : paths) fits = fits && model.parameter(path).shape() == same.parameter(path).shape();
  } catch (const tally::error&) {
    fits = false;
  }
  const std::string on = "on " + to_string(other) + ": ";
  try {
    const auto x = tally::tensor<tally::counted<float>>::random(other, 9);
    const tally::counts measured = tally::measure([&] { static_cast<void>(model(x)); });
    if (!fits) return on + "runs, though prediction or parameters do not fit";
    if (measured != predicted) return on + to_string(measured) + ", predicted " + to_string(predicted);
  } catch (const tally::error& problem) {
    if (fits) return on + "predicted, and refused to run: " + problem.what();
  }
  return "";
}

std::string examine(dice& dice) {
  generated made;
  if (std::string wrong = generate(dice, made); !wrong.empty()) return wrong;
  std::string wrong = examine_network(made.net, made.input);
  if (wrong.empty() && made.input.rank() > 0) wrong = examine_on_another_shape(dice, made);
  if (wrong.empty()) return "";
  std::string text = to_string(made.input);
  for (const layer& l : made.net.layers) text += " " + to_string(l);
  return wrong + "\n  " + text;
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) { return fuzz::run(argc, argv, fuzz::examine); }
