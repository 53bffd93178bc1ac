// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/bert.hpp>
#include <tally/models/gemma.hpp>
#include <tally/models/gpt2.hpp>
#include <tally/models/llama.hpp>
#include <tally/models/pythia.hpp>
#include <tally/models/t5.hpp>

// A sequence of 1,024 tokens, or as many as the model has positions. T5 reads as many as it writes.
std::vector<zoo_model> language_models() {
  using namespace tally;
  const shape tokens{1, 1024};
  const shape short_tokens{1, 512};
  return {
      {"gpt2", tokens, [](const shape& x) { return trace(models::gpt2(), x); }},
      {"gpt2-medium", tokens, [](const shape& x) { return trace(models::gpt2_medium(), x); }},
      {"gpt2-large", tokens, [](const shape& x) { return trace(models::gpt2_large(), x); }},
      {"gpt2-xl", tokens, [](const shape& x) { return trace(models::gpt2_xl(), x); }},
      {"bert-base-uncased", short_tokens, [](const shape& x) { return trace(models::bert_base_uncased(), x); }},
      {"bert-large-uncased", short_tokens, [](const shape& x) { return trace(models::bert_large_uncased(), x); }},
      {"bert-tiny", short_tokens, [](const shape& x) { return trace(models::bert_tiny(), x); }},
      {"bert-small", short_tokens, [](const shape& x) { return trace(models::bert_small(), x); }},
      {"bert-medium", short_tokens, [](const shape& x) { return trace(models::bert_medium(), x); }},
      {"t5-small", short_tokens, [](const shape& x) { return trace(models::t5_small(), x, x); }},
      {"t5-base", short_tokens, [](const shape& x) { return trace(models::t5_base(), x, x); }},
      {"t5-large", short_tokens, [](const shape& x) { return trace(models::t5_large(), x, x); }},
      {"t5-3b", short_tokens, [](const shape& x) { return trace(models::t5_3b(), x, x); }},
      {"t5-11b", short_tokens, [](const shape& x) { return trace(models::t5_11b(), x, x); }},
      {"t5-v1.1-small", short_tokens, [](const shape& x) { return trace(models::t5_v1_1_small(), x, x); }},
      {"t5-v1.1-base", short_tokens, [](const shape& x) { return trace(models::t5_v1_1_base(), x, x); }},
      {"t5-v1.1-large", short_tokens, [](const shape& x) { return trace(models::t5_v1_1_large(), x, x); }},
      {"Llama-2-7B", tokens, [](const shape& x) { return trace(models::llama_2_7b(), x); }},
      {"Llama-2-13B", tokens, [](const shape& x) { return trace(models::llama_2_13b(), x); }},
      {"Llama-2-70B", tokens, [](const shape& x) { return trace(models::llama_2_70b(), x); }},
      {"Llama-3-8B", tokens, [](const shape& x) { return trace(models::llama_3_8b(), x); }},
      {"Llama-3-70B", tokens, [](const shape& x) { return trace(models::llama_3_70b(), x); }},
      {"Llama-3.1-405B", tokens, [](const shape& x) { return trace(models::llama_3_1_405b(), x); }},
      {"Llama-3.2-1B", tokens, [](const shape& x) { return trace(models::llama_3_2_1b(), x); }},
      {"Llama-3.2-3B", tokens, [](const shape& x) { return trace(models::llama_3_2_3b(), x); }},
      {"Mistral-7B-v0.1", tokens, [](const shape& x) { return trace(models::mistral_7b_v0_1(), x); }},
      {"Mistral-7B-v0.3", tokens, [](const shape& x) { return trace(models::mistral_7b_v0_3(), x); }},
      {"TinyLlama-1.1B", tokens, [](const shape& x) { return trace(models::tinyllama_1_1b(), x); }},
      {"Phi-3-mini-4k", tokens, [](const shape& x) { return trace(models::phi_3_mini_4k(), x); }},
      {"Phi-4", tokens, [](const shape& x) { return trace(models::phi_4(), x); }},
      {"Qwen3-0.6B", tokens, [](const shape& x) { return trace(models::qwen3_0_6b(), x); }},
      {"Qwen3-8B", tokens, [](const shape& x) { return trace(models::qwen3_8b(), x); }},
      {"Qwen2.5-0.5B", tokens, [](const shape& x) { return trace(models::qwen2_5_0_5b(), x); }},
      {"Qwen2.5-1.5B", tokens, [](const shape& x) { return trace(models::qwen2_5_1_5b(), x); }},
      {"Qwen2.5-3B", tokens, [](const shape& x) { return trace(models::qwen2_5_3b(), x); }},
      {"Qwen2.5-7B", tokens, [](const shape& x) { return trace(models::qwen2_5_7b(), x); }},
      {"Qwen2.5-14B", tokens, [](const shape& x) { return trace(models::qwen2_5_14b(), x); }},
      {"Qwen2.5-32B", tokens, [](const shape& x) { return trace(models::qwen2_5_32b(), x); }},
      {"Qwen2.5-72B", tokens, [](const shape& x) { return trace(models::qwen2_5_72b(), x); }},
      {"Gemma-2-2B", tokens, [](const shape& x) { return trace(models::gemma_2_2b(), x); }},
      {"Gemma-2-9B", tokens, [](const shape& x) { return trace(models::gemma_2_9b(), x); }},
      {"Gemma-2-27B", tokens, [](const shape& x) { return trace(models::gemma_2_27b(), x); }},
      {"Gemma-1-2B", tokens, [](const shape& x) { return trace(models::gemma_1_2b(), x); }},
      {"Gemma-1-7B", tokens, [](const shape& x) { return trace(models::gemma_1_7b(), x); }},
      {"pythia-70m", tokens, [](const shape& x) { return trace(models::pythia_70m(), x); }},
      {"pythia-160m", tokens, [](const shape& x) { return trace(models::pythia_160m(), x); }},
      {"pythia-410m", tokens, [](const shape& x) { return trace(models::pythia_410m(), x); }},
      {"pythia-1b", tokens, [](const shape& x) { return trace(models::pythia_1b(), x); }},
      {"pythia-1.4b", tokens, [](const shape& x) { return trace(models::pythia_1_4b(), x); }},
      {"pythia-2.8b", tokens, [](const shape& x) { return trace(models::pythia_2_8b(), x); }},
      {"pythia-6.9b", tokens, [](const shape& x) { return trace(models::pythia_6_9b(), x); }},
      {"pythia-12b", tokens, [](const shape& x) { return trace(models::pythia_12b(), x); }},
  };
}
