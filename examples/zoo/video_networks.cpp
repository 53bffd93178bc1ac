// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/mvit.hpp>
#include <tally/models/s3d.hpp>
#include <tally/models/swin3d.hpp>
#include <tally/models/video_resnet.hpp>

std::vector<zoo_model> video_networks() {
  using namespace tally;
  const shape small{1, 3, 16, 112, 112};
  const shape video{1, 3, 16, 224, 224};
  return {
      {"r3d_18", small, [](const shape& x) { return trace(models::r3d_18(), x); }},
      {"mc3_18", small, [](const shape& x) { return trace(models::mc3_18(), x); }},
      {"r2plus1d_18", small, [](const shape& x) { return trace(models::r2plus1d_18(), x); }},
      {"s3d", video, [](const shape& x) { return trace(models::s3d(), x); }},
      {"mvit_v1_b", video, [](const shape& x) { return trace(models::mvit_v1_b(), x); }},
      {"mvit_v2_s", video, [](const shape& x) { return trace(models::mvit_v2_s(), x); }},
      {"swin3d_t", video, [](const shape& x) { return trace(models::swin3d_t(), x); }},
      {"swin3d_s", video, [](const shape& x) { return trace(models::swin3d_s(), x); }},
      {"swin3d_b", video, [](const shape& x) { return trace(models::swin3d_b(), x); }},
  };
}
