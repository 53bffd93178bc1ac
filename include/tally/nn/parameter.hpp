// SPDX-License-Identifier: MIT
// The numbers that a network owns.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/label.hpp"
#include "tally/core/paths.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tally {

/// What a parameter holds before it is trained: uniform numbers between ± `bound`, or ± 1/√`fan_in`, around `centre`.
struct initial {
  double centre = 0;
  double bound = 0;
  index fan_in = 0;
};

namespace detail {

struct parameter_record {
  int scope = path_tree::root;
  label name;
  shape extents;
  initial values;
  bool learned = true;
  bool active = true;              // whether one token uses it
  int previous = path_tree::none;  // the parameter that the same scope asked for before
  std::int64_t visit = 0;          // of its scope, in which it was asked for last

  constexpr parameter_record(int at, const label& called, const shape& sizes, bool is_learned, bool is_active,
                             int before, std::int64_t asked_in)
      : scope(at),
        name(called),
        extents(sizes),
        learned(is_learned),
        active(is_active),
        previous(before),
        visit(asked_in) {}
};

// Whether a parameter is asked for as a new one, again, or for a second time in one visit of its scope.
enum class asked : unsigned char { first, again, twice };

// The parameters of a network by scope and name, in the order in which they were first asked for.
class parameter_list {
 public:
  constexpr parameter_list() {
    // As path_tree's: room costs constant expressions nothing, moving does.
    if (!__builtin_is_constant_evaluated()) return;
    records_.reserve(2048);
    last_of_scope_.reserve(2048);
  }
  // A new parameter is appended. One that is there must have the same shape.
  constexpr asked ask(int scope, std::int64_t visit, const label& name, const shape& extents, const initial& values,
                      bool learned, bool active = true) {
    const int position = find(scope, name);
    if (position != path_tree::none) {
      parameter_record& known = records_[static_cast<std::size_t>(position)];
      if (known.learned != learned)
        fail<error>("tally: a path is asked for as a parameter and as a buffer; it stands for one of them");
      if (known.visit == visit) return asked::twice;
      known.visit = visit;
      if (known.extents != extents)
        fail_on_shapes("tally: a parameter is used with two shapes; its path stands for one parameter", known.extents,
                       extents);
      return asked::again;
    }
    while (static_cast<int>(last_of_scope_.size()) <= scope) last_of_scope_.push_back(path_tree::none);
    int& last = last_of_scope_[static_cast<std::size_t>(scope)];
    parameter_record added(scope, name, extents, learned, active, last, visit);
    if (!__builtin_is_constant_evaluated()) added.values = values;  // numbers are made at run time
    records_.push_back(added);
    last = size() - 1;
    return asked::first;
  }
  [[nodiscard]] constexpr int size() const { return static_cast<int>(records_.size()); }
  [[nodiscard]] constexpr const parameter_record& at(int i) const& { return records_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] constexpr parameter_record at(int i) const&& { return records_[static_cast<std::size_t>(i)]; }
  // The position of a parameter, or path_tree::none. A scope has few parameters of its own: they are compared one by
  // one.
  [[nodiscard]] constexpr int find(int scope, const label& name) const {
    if (scope >= static_cast<int>(last_of_scope_.size())) return path_tree::none;
    int position = last_of_scope_[static_cast<std::size_t>(scope)];
    while (position != path_tree::none && !(at(position).name == name)) position = at(position).previous;
    return position;
  }

 private:
  tally::detail::vector<parameter_record> records_;
  tally::detail::vector<int> last_of_scope_;
};

}  // namespace detail
}  // namespace tally
