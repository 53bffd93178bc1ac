// SPDX-License-Identifier: MIT
// How predictions combine the outcomes that data may have.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/restored.hpp"
#include "tally/tensor/expectation.hpp"
#include "tally/tensor/prediction.hpp"

namespace tally::detail {

// Collects the outcomes of one dependence. While outcomes are read, `expected` holds what depends on data within them.
class uncertain_work {
 public:
  constexpr uncertain_work(data_dependence bound, expectation* expected) : bound_(bound), expected_(expected) {
    if (expected_ == nullptr) return;
    before_ = *expected_;
    *expected_ = expectation();
  }

  constexpr void add(const prediction& outcome, double probability) {
    owned_.add_owned(outcome);
    if (outcomes_++ == 0)
      work_.add_work(outcome);
    else if (bound_ == data_dependence::least)
      work_.lower_work(outcome);
    else if (bound_ == data_dependence::most)
      work_.raise_work(outcome);
    else if (work_.counts() != outcome.counts())
      fail<error>("tally: what this network does depends on its data, and its work differs; predict_range says the "
                  "least, the most and the average");
    total_ += probability;
    if (expected_ == nullptr) return;
    average_.add(outcome, probability);
    average_.add(*expected_, probability);
    *expected_ = expectation();
  }

  constexpr void finish(prediction& total) {
    if (total_ < 1 - 1e-9 || total_ > 1 + 1e-9)
      fail<error>("tally: the probabilities of outcomes that depend on data do not add up to 1");
    total.add_owned(owned_);
    if (expected_ != nullptr) {
      *expected_ = before_;
      expected_->add(average_);
    } else {
      total.add_work(work_);
    }
  }

 private:
  data_dependence bound_;
  expectation* expected_;
  expectation before_;
  expectation average_;
  prediction owned_;
  prediction work_;
  double total_ = 0;
  int outcomes_ = 0;
};

}  // namespace tally::detail
