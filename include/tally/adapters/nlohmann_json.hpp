// SPDX-License-Identifier: MIT
// Counted scalars in nlohmann::json: written and read as the number inside. Neither counts.
#pragma once

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#else
#error "tally: nlohmann::json is not found; link the CMake target tally::nlohmann_json, or add it to the include path"
#endif

#include "tally/core/counted.hpp"

namespace tally {

template <class Json, class T, class Recorder>
requires nlohmann::detail::is_basic_json<Json>::value void to_json(Json& json, const counted<T, Recorder>& x) {
  json = x.value();
}

template <class Json, class T, class Recorder>
requires nlohmann::detail::is_basic_json<Json>::value void from_json(const Json& json, counted<T, Recorder>& x) {
  x = json.template get<T>();
}

}  // namespace tally
