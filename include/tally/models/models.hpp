// SPDX-License-Identifier: MIT
// All models.
#pragma once

#include "tally/models/alexnet.hpp"
#include "tally/models/convnext.hpp"
#include "tally/models/densenet.hpp"
#include "tally/models/googlenet.hpp"
#include "tally/models/inception.hpp"
#include "tally/models/lenet.hpp"
#include "tally/models/maxvit.hpp"
#include "tally/models/mlp.hpp"
#include "tally/models/regnet.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/squeezenet.hpp"
#include "tally/models/swin.hpp"
#include "tally/models/vgg.hpp"
#include "tally/models/vit.hpp"
