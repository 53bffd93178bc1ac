// SPDX-License-Identifier: MIT
// Dense detectors over a feature pyramid: RetinaNet (Lin et al. 2017) and FCOS (Tian et al. 2019), as torchvision has
// them. What follows the heads, anchors and the choice among boxes, depends on data and is left out.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/resnet.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// The five maps of a feature pyramid, from fine to coarse, 256 channels each.
template <class X>
struct pyramid_maps {
  static constexpr int count = 5;
  X level[count];
};

/// ResNet-50 and a feature pyramid on its last three stages (Lin et al. 2017, "Feature Pyramid Networks"): each map is
/// projected, the next coarser one added at twice its size, and a 3x3 convolution smooths the sum; two more levels are
/// 3x3 convolutions of stride 2, from the pyramid's coarsest level or, `from_backbone`, from the network's last map.
struct resnet50_fpn {
  static constexpr std::string_view name = "resnet50_fpn";
  static constexpr index width = 256;
  bool frozen = true;  ///< batch normalisation is not learned
  bool from_backbone = false;

  template <class X>
  constexpr pyramid_maps<X> operator()(auto& context, const X& image) const {
    const resnet net{.blocks = {3, 4, 6, 3}, .bottleneck = true, .frozen = frozen};
    const stages<X> maps = context("body", body{net}, image);
    return context("fpn", pyramid<X>{from_backbone, maps}, maps.map[2]);
  }

 private:
  template <class X>
  struct stages {
    X map[3];
  };

  struct body {
    static constexpr std::string_view name = "body";
    const resnet& of;
    template <class X>
    constexpr stages<X> operator()(auto& context, const X& image) const {
      const X x = of.stage(context, 0, of.stem(context, image));
      const X a = of.stage(context, 1, x);
      const X b = of.stage(context, 2, a);
      return {{a, b, of.stage(context, 3, b)}};
    }
  };

  // Convolutions in scopes "0.0", "1.0", …: torchvision wraps each in a sequence of its own.
  struct level_convolution {
    static constexpr std::string_view name = "level_convolution";
    int level;
    nn::conv2d convolution;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(level, nn::sequential{convolution}, x);
    }
  };

  struct further_levels {
    static constexpr std::string_view name = "further_levels";
    index in_channels;
    template <class X>
    constexpr stages<X> operator()(auto& context, const X& x) const {
      nn::conv2d halve{.in_channels = in_channels, .out_channels = width, .kernel = 3, .stride = 2, .padding = 1};
      const X finer = context("p6", halve, x);
      halve.in_channels = width;
      return {{finer, context("p7", halve, relu(finer)), finer}};
    }
  };

  template <class X>
  struct pyramid {
    static constexpr std::string_view name = "fpn";
    bool from_backbone;
    const stages<X>& from;

    constexpr pyramid_maps<X> operator()(auto& context, const X& coarsest) const {
      const auto project = [&](int i, const X& x) {
        const nn::conv2d to_width{.in_channels = index{512} << i, .out_channels = width, .kernel = 1};
        return context("inner_blocks", level_convolution{i, to_width}, x);
      };
      const auto smooth = [&](int i, const X& x) {
        const nn::conv2d convolve{.in_channels = width, .out_channels = width, .kernel = 3, .padding = 1};
        return context("layer_blocks", level_convolution{i, convolve}, x);
      };
      const auto merge = [&](int i, const X& coarser) {
        const X lateral = project(i, from.map[i]);
        return lateral + interpolate(coarser, extent2(lateral.shape()[2], lateral.shape()[3]));
      };
      const X inner2 = project(2, coarsest);
      const X level2 = smooth(2, inner2);
      const X inner1 = merge(1, inner2);
      const X level1 = smooth(1, inner1);
      const X level0 = smooth(0, merge(0, inner1));
      const stages<X> further = from_backbone ? context("extra_blocks", further_levels{2048}, coarsest)
                                              : context("extra_blocks", further_levels{width}, level2);
      return {{level0, level1, level2, further.map[0], further.map[1]}};
    }
  };
};

/// `[n, 3, h, w]` to `[n, boxes, num_classes + 4]`, or `+ 5` with centre-ness: for each position of each level and each
/// of its anchors the classes' logits, the box, and how central it is. Two heads of four 3x3 convolutions and a last
/// one, the same for all levels; `group_norm` normalises between them in 32 groups.
struct dense_detector {
  static constexpr std::string_view name = "dense_detector";
  resnet50_fpn backbone{};
  index anchors = 9;
  bool group_norm = false;
  bool projected = false;   ///< torchvision wraps each convolution and what follows it in a sequence of its own
  bool centerness = false;  ///< FCOS: and boxes are rectified
  index num_classes = 91;

  template <class X>
  constexpr X operator()(auto& context, const X& image) const {
    tally::detail::require_positive("tally: a detector's number of anchors is not positive", anchors);
    tally::detail::require_positive("tally: a detector's number of classes is not positive", num_classes);
    const pyramid_maps<X> maps = context("backbone", backbone, image);
    return context("head", heads<X>{*this, maps}, maps.level[0]);
  }

 private:
  static constexpr index width = resnet50_fpn::width;

  struct tower {
    static constexpr std::string_view name = "tower";
    const dense_detector& of;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      const nn::conv2d convolve{.in_channels = width,
                                .out_channels = width,
                                .kernel = 3,
                                .padding = 1,
                                .bias = !(of.group_norm && of.projected)};
      const nn::group_norm normalise{32, width};
      for (int i = 0; i < 4; ++i) {
        if (of.projected && of.group_norm) {
          x = context(i, nn::sequential{convolve, normalise, nn::relu{}}, x);
        } else if (of.projected) {
          x = context(i, nn::sequential{convolve, nn::relu{}}, x);
        } else {
          const int each = of.group_norm ? 3 : 2;
          x = context(each * i, convolve, x);
          if (of.group_norm) x = context(each * i + 1, normalise, x);
          x = context(each * i + each - 1, nn::relu{}, x);
        }
      }
      return x;
    }
  };

  // [n, anchors · values, h, w] as [n, h · w · anchors, values].
  template <class X>
  static constexpr X by_box(const X& x, index anchors, index values) {
    const index n = x.shape()[0], h = x.shape()[2], w = x.shape()[3];
    return reshape(permute(reshape(x, {n, anchors, values, h, w}), {0, 3, 4, 1, 2}), {n, h * w * anchors, values});
  }
  template <class X>
  static constexpr X joined(const pyramid_maps<X>& parts) {
    return concat(1, parts.level[0], parts.level[1], parts.level[2], parts.level[3], parts.level[4]);
  }
  // `read` of all levels, from fine to coarse.
  template <class X>
  static constexpr pyramid_maps<X> each(const pyramid_maps<X>& maps, const auto& read) {
    return {{read(maps.level[0]), read(maps.level[1]), read(maps.level[2]), read(maps.level[3]), read(maps.level[4])}};
  }
  constexpr nn::conv2d last(index values) const {
    return {.in_channels = width, .out_channels = size_product(anchors, values), .kernel = 3, .padding = 1};
  }

  template <class X>
  struct classification {
    static constexpr std::string_view name = "classification_head";
    const dense_detector& of;
    const pyramid_maps<X>& maps;
    constexpr X operator()(auto& context, const X&) const {
      return joined(each(maps, [&](const X& x) {
        const X logits = context("cls_logits", of.last(of.num_classes), context("conv", tower{of}, x));
        return by_box(logits, of.anchors, of.num_classes);
      }));
    }
  };

  template <class X>
  struct regression {
    static constexpr std::string_view name = "regression_head";
    const dense_detector& of;
    const pyramid_maps<X>& maps;
    constexpr X operator()(auto& context, const X&) const {
      return joined(each(maps, [&](const X& x) {
        const X features = context("conv", tower{of}, x);
        X boxes = context("bbox_reg", of.last(4), features);
        if (!of.centerness) return by_box(boxes, of.anchors, 4);
        boxes = relu(boxes);
        const X central = context("bbox_ctrness", of.last(1), features);
        return X(concat(2, by_box(boxes, of.anchors, 4), by_box(central, of.anchors, 1)));
      }));
    }
  };

  template <class X>
  struct heads {
    static constexpr std::string_view name = "head";
    const dense_detector& of;
    const pyramid_maps<X>& maps;
    constexpr X operator()(auto& context, const X& finest) const {
      const X classes = context("classification_head", classification<X>{of, maps}, finest);
      return concat(2, classes, context("regression_head", regression<X>{of, maps}, finest));
    }
  };
};

// At 800x800. The backbone's batch normalisation is frozen in the first and the third: it is not among the parameters.
[[nodiscard]] constexpr dense_detector retinanet_resnet50_fpn(index num_classes = 91) {
  return {.projected = true, .num_classes = num_classes};
}
[[nodiscard]] constexpr dense_detector retinanet_resnet50_fpn_v2(index num_classes = 91) {
  return {.backbone = {.frozen = false, .from_backbone = true},
          .group_norm = true,
          .projected = true,
          .num_classes = num_classes};
}
[[nodiscard]] constexpr dense_detector fcos_resnet50_fpn(index num_classes = 91) {
  return {.anchors = 1, .group_norm = true, .centerness = true, .num_classes = num_classes};
}

}  // namespace tally::models
