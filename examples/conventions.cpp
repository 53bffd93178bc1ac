// SPDX-License-Identifier: MIT
// Which number am I looking at? Four networks, each predicted once, under every convention that tools print.

#include <tally/tally.hpp>

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

int main() {
  namespace conventions = tally::conventions;
  namespace models = tally::models;
  using tally::report::human;

  const tally::prediction networks[] = {
      tally::predict(models::resnet18(), {1, 3, 224, 224}),
      tally::predict(models::resnet50(), {1, 3, 224, 224}),
      tally::predict(models::vit_b_16(), {1, 3, 224, 224}),
      tally::predict(models::llama_2_7b(), {1, 128}),
  };

  using tally::report::alignment;
  tally::report::table table({{"convention"},
                              {"ResNet-18", alignment::right},
                              {"ResNet-50", alignment::right},
                              {"ViT-B/16", alignment::right},
                              {"Llama-2-7B, 128 tokens", alignment::right},
                              {"unit"},
                              {"what it counts"}});
  const auto row = [&](const std::string& name, const auto& amount_of, std::string_view unit, std::string_view rule) {
    std::vector<std::string> cells{name};
    for (const tally::prediction& cost : networks) cells.push_back(human(amount_of(cost), "", 4));
    cells.emplace_back(unit);
    cells.emplace_back(rule);
    table.row(cells);
  };
  const auto under = [&]<const auto & Convention>() {
    row(
        std::string(Convention.name), [](const auto& cost) { return cost.template in<Convention>().value(); },
        Convention.unit, Convention.rule);
  };

  under.operator()<conventions::macs>();
  under.operator()<conventions::flops>();
  table.rule();
  under.operator()<conventions::torchvision>();
  under.operator()<conventions::fvcore>();
  under.operator()<conventions::pycls>();
  under.operator()<conventions::torch_flop_counter>();
  under.operator()<conventions::thop>();
  under.operator()<conventions::ptflops>();
  under.operator()<conventions::torchinfo>();
  under.operator()<conventions::calflops>();
  table.rule();
  under.operator()<conventions::padding_exact>();
  under.operator()<conventions::xla>();
  table.rule();
  row(
      "parameters", [](const auto& cost) { return cost.parameters(); }, "",
      "no arithmetic: how many numbers are learned");
  std::cout << table.text();
}
