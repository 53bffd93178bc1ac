// SPDX-License-Identifier: MIT
// T5 (Raffel et al. 2020) and T5 1.1, with transformers' scopes.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/models/language_model.hpp"

#include <limits>
#include <string_view>

namespace tally::models {

/// An encoder's tokens `[n, sequence]` and a decoder's `[n, target]` to logits `[n, target, vocabulary]`. Scores are
/// not scaled, and have a learned bias by relative position, which the first layer of each stack owns and all add.
/// No layer has a bias of its own, and no length is too long. Version 1.1 (`version_1_1`) has a GEGLU, and a head of
/// its own; else the head is the embedding's table, and its input is divided by the root of its width.
struct t5 {
  static constexpr std::string_view name = "t5";
  index num_layers;  ///< of each, encoder and decoder
  index embed_dim;
  index num_heads;
  index head_dim;
  index ffn_dim;
  bool version_1_1 = false;
  index vocabulary = 32128;
  masking hidden_pairs = masking::dense;

  constexpr auto operator()(auto& context, const auto& source, const auto& target) const {
    tally::detail::require_positive("tally: a language model's number of layers is not positive", num_layers);
    constexpr index any_number = (std::numeric_limits<index>::max)();
    detail::check_tokens(source.shape(), 0, any_number);
    detail::check_tokens(target.shape(), 0, any_number);
    const nn::embedding table{vocabulary, embed_dim};
    const auto words = context(shared, table, source);
    const auto memory = context("encoder", encoder{*this}, words);
    const auto x = context("decoder", decoder{*this}, context(shared, table, target), memory);
    if (version_1_1) return context(detail::scopes::lm_head, nn::linear{embed_dim, vocabulary, false}, x);
    const auto root = tally::detail::constant_math::sqrt(static_cast<long double>(embed_dim));
    return context(shared, tied_head{vocabulary, embed_dim}, x * static_cast<double>(1 / root));
  }

 private:
  static constexpr label shared = "shared";
  static constexpr label stack = "block";
  static constexpr label layer = "layer";
  static constexpr label layer_norm = "layer_norm";
  static constexpr label self_attention = "SelfAttention";
  static constexpr label cross_attention = "EncDecAttention";
  static constexpr label feed_forward = "DenseReluDense";
  static constexpr label projections[] = {"q", "k", "v", "o"};
  static constexpr label wi = "wi";
  static constexpr label wi_0 = "wi_0";
  static constexpr label wi_1 = "wi_1";
  static constexpr label wo = "wo";

  [[nodiscard]] constexpr nn::rms_norm norm() const { return {.features = embed_dim}; }

  // Without a bias of positions where the keys are the encoder's.
  struct attention {
    static constexpr std::string_view name = "attention";
    const t5& of;
    constexpr auto operator()(auto& context, const auto& x, const auto& memory) const {
      const auto [q, k, v] = projected(context, x, memory);
      return out(context, grouped_attention(q, k, v, {.scale = 1}));
    }
    constexpr auto operator()(auto& context, const auto& x, const auto& bias, const attention_mask& mask) const {
      const auto [q, k, v] = projected(context, x, x);
      return out(context,
                 grouped_attention(q, k, v, bias, {.scale = 1, .mask = mask, .hidden_pairs = of.hidden_pairs}));
    }

   private:
    template <class X>
    struct parts {
      X q, k, v;
    };
    template <class X>
    constexpr parts<X> projected(auto& context, const X& x, const X& memory) const {
      const nn::linear project{of.embed_dim, size_product(of.num_heads, of.head_dim), false};
      const auto q = split_heads(context(projections[0], project, x), of.num_heads);
      const auto k = split_heads(context(projections[1], project, memory), of.num_heads);
      return {q, k, split_heads(context(projections[2], project, memory), of.num_heads)};
    }
    constexpr auto out(auto& context, const auto& mixed) const {
      return context(projections[3], nn::linear{size_product(of.num_heads, of.head_dim), of.embed_dim, false},
                     merge_heads(mixed));
    }
  };

  struct attention_to_itself {
    static constexpr std::string_view name = attention::name;
    const t5& of;
    attention_mask mask;
    constexpr auto operator()(auto& context, const auto& x, const auto& bias) const {
      return attention{of}(context, x, bias, mask);
    }
  };

  struct perceptron {
    static constexpr std::string_view name = "feed_forward";
    const t5& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::linear widen{of.embed_dim, of.ffn_dim, false};
      const nn::linear narrow{of.ffn_dim, of.embed_dim, false};
      if (!of.version_1_1) return context(wo, narrow, context(detail::scopes::act, nn::relu{}, context(wi, widen, x)));
      const auto gate = context(detail::scopes::act, nn::gelu{nn::gelu_approximation::tanh}, context(wi_0, widen, x));
      return context(wo, narrow, gate * context(wi_1, widen, x));
    }
  };

  // x + f(norm(x), …), with f in a scope of its name. (Here and below no deduction guides: nvcc makes them public.)
  template <class Inner>
  struct branch {
    static constexpr std::string_view name = "branch";
    const t5& of;
    const label& scope;
    Inner inner;
    constexpr auto operator()(auto& context, const auto& x, const auto&... beside) const {
      return x + context(scope, inner, context(layer_norm, of.norm(), x), beside...);
    }
  };

  // The layers of one block: to itself, in a decoder to the encoder's result, and the perceptron.
  struct layers {
    static constexpr std::string_view name = "layers";
    const t5& of;
    constexpr auto operator()(auto& context, const auto& x, const auto& bias) const {
      const auto y = context(0, branch<attention_to_itself>{of, self_attention, {of, mask::none}}, x, bias);
      return context(1, branch<perceptron>{of, feed_forward, {of}}, y);
    }
    constexpr auto operator()(auto& context, const auto& x, const auto& bias, const auto& memory) const {
      auto y = context(0, branch<attention_to_itself>{of, self_attention, {of, mask::causal}}, x, bias);
      y = context(1, branch<attention>{of, cross_attention, {of}}, y, memory);
      return context(2, branch<perceptron>{of, feed_forward, {of}}, y);
    }
  };

  struct block {
    static constexpr std::string_view name = "block";
    const t5& of;
    constexpr auto operator()(auto& context, const auto&... inputs) const {
      return context(layer, layers{of}, inputs...);
    }
  };

  // A layer read at the end of a path of scopes.
  template <class Inner>
  struct further {
    static constexpr std::string_view name = Inner::name;
    const label* path;  // ends in an empty one
    const Inner& inner;
    template <class Context, class X>
    constexpr X operator()(Context& context, const X& x) const {
      if (path[1].empty()) return context(path[0], inner, x);
      return context(path[0], further{path + 1, inner}, x);
    }
  };

  static constexpr label bias_path[] = {"0", "layer", "0", "SelfAttention", "relative_attention_bias", {}};

  struct blocks {
    static constexpr std::string_view name = "blocks";
    const t5& of;
    template <class X>
    constexpr X operator()(auto& context, X x, const auto&... memory) const {
      const index length = x.shape()[1];
      const nn::relative_position_bias positions{
          .num_heads = of.num_heads, .queries = length, .keys = length, .bidirectional = sizeof...(memory) == 0};
      const auto bias = further<nn::relative_position_bias>{bias_path, positions}(context, x);
      for (index i = 0; i < of.num_layers; ++i) x = context(i, block{of}, x, bias, memory...);
      return x;
    }
  };

  struct encoder {
    static constexpr std::string_view name = "encoder";
    const t5& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context("final_layer_norm", of.norm(), context(stack, blocks{of}, x));
    }
  };
  struct decoder {
    static constexpr std::string_view name = "decoder";
    const t5& of;
    constexpr auto operator()(auto& context, const auto& x, const auto& memory) const {
      return context("final_layer_norm", of.norm(), context(stack, blocks{of}, x, memory));
    }
  };
};

// Layers of each stack, width, heads, a head's width, feed-forward width.
[[nodiscard]] constexpr t5 t5_small() { return {6, 512, 8, 64, 2048}; }
[[nodiscard]] constexpr t5 t5_base() { return {12, 768, 12, 64, 3072}; }
[[nodiscard]] constexpr t5 t5_large() { return {24, 1024, 16, 64, 4096}; }
[[nodiscard]] constexpr t5 t5_3b() { return {24, 1024, 32, 128, 16384}; }
[[nodiscard]] constexpr t5 t5_11b() { return {24, 1024, 128, 128, 65536}; }
[[nodiscard]] constexpr t5 t5_v1_1_small() { return {8, 512, 6, 64, 1024, true}; }
[[nodiscard]] constexpr t5 t5_v1_1_base() { return {12, 768, 12, 64, 2048, true}; }
[[nodiscard]] constexpr t5 t5_v1_1_large() { return {24, 1024, 16, 64, 2816, true}; }

}  // namespace tally::models
