// SPDX-License-Identifier: MIT
// Keys and values of the past, kept from one call of a language model to the next.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/core/precision.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <cstddef>
#include <string_view>

namespace tally {

/// Keys and values that attention sees.
template <class T>
struct keys_and_values {
  T keys;
  T values;
};

/// Keeps nothing: a call sees its own positions.
struct no_kv_cache {
  [[nodiscard]] constexpr index length() const { return 0; }
  template <class T>
  constexpr keys_and_values<T> append(index, const T& keys, const T& values) const {
    return {keys, values};
  }
};

/// The keys and values of every layer, `[n, kv_heads, positions, d]`, of numbers or of shapes:
/// `kv_cache<tensor<float>>` beside a model, `kv_cache<shape_only>` beside predictions. Each call appends its positions
/// by `concat`. Begin with an empty one for each sequence.
///
///     tally::kv_cache<tally::shape_only> cache;
///     const auto prefill = tally::predict(tally::with_cache(net, cache), {1, 1000});
///     const auto decode = tally::predict(tally::with_cache(net, cache), {1, 1});
template <class T>
class kv_cache {
 public:
  /// Positions that are kept: the first new one's number.
  [[nodiscard]] constexpr index length() const { return layers_.empty() ? 0 : layers_[0].keys.shape()[2]; }
  [[nodiscard]] constexpr index layers() const { return static_cast<index>(layers_.size()); }
  [[nodiscard]] constexpr const keys_and_values<T>& operator[](index layer) const& {
    if (layer < 0 || layer >= layers())
      detail::fail_on_sizes("tally: a key-value cache has no such layer; layer and layers are", layer, layers());
    return layers_[static_cast<std::size_t>(layer)];
  }
  [[nodiscard]] constexpr keys_and_values<T> operator[](index layer) const&& {
    return static_cast<const kv_cache&>(*this)[layer];
  }

  /// Puts new positions behind a layer's, and gives all. Layers come in order when the cache is new; another order, and
  /// keys that do not fit those before, throw `tally::shape_error`.
  constexpr keys_and_values<T> append(index layer, const T& keys, const T& values) {
    if (layer < 0 || layer > layers())
      detail::fail_on_sizes("tally: a key-value cache has no such layer; layer and layers are", layer, layers());
    if (layer == layers()) {
      layers_.push_back({kept(keys), kept(values)});
      return {keys, values};
    }
    keys_and_values<T>& past = layers_[static_cast<std::size_t>(layer)];
    const keys_and_values<T> all{concat(2, past.keys, keys), concat(2, past.values, values)};
    past = {kept(all.keys), kept(all.values)};
    return all;
  }

  /// Numbers that it holds, and their bytes.
  [[nodiscard]] constexpr natural elements() const {
    natural sum;
    for (const auto& layer : layers_) sum += natural(layer.keys.shape().volume()) + layer.values.shape().volume();
    return sum;
  }
  [[nodiscard]] constexpr natural bytes() const {
    natural sum;
    for (const auto& layer : layers_)
      sum += (natural(layer.keys.shape().volume()) + layer.values.shape().volume()) * size_of(layer.keys);
    return sum;
  }

 private:
  // A shape charges whoever collects now, not who did when it was kept.
  static constexpr shape_only kept(const shape_only& x) { return shape_only(x.shape(), x.format()); }
  template <class S>
  static constexpr const tensor<S>& kept(const tensor<S>& x) {
    return x;
  }
  static constexpr int size_of(const shape_only& x) { return tally::bytes(x.format()); }
  template <class S>
  static constexpr std::size_t size_of(const tensor<S>&) {
    return sizeof(S);
  }

  tally::detail::vector<keys_and_values<T>> layers_;
};

/// A language model read with a cache: over its new tokens alone, which see those in the cache and are appended to it.
/// The network offers `with(context, tokens, cache)`. The cache must outlive it.
template <class Net, class Cache>
struct cached_network {
  static constexpr std::string_view name = "cached_network";
  Net net;
  Cache& cache;

  constexpr auto operator()(auto& context, const auto& tokens) const { return net.with(context, tokens, cache); }
};

/// A first call with an empty cache is the prefill, the next ones decode. See `kv_cache`.
template <class Net, class Cache>
[[nodiscard]] constexpr cached_network<Net, Cache> with_cache(const Net& net, Cache& cache) {
  return {net, cache};
}

}  // namespace tally
