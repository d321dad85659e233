#pragma once

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace osteon::testing {

/// Writes, surveys and loads a series that is expected to come out as one volume.
struct OneVolume {
  explicit OneVolume(const SyntheticCt& ct) {
    write_ct(ct, folder);
    found = survey({folder.path()});
    const auto usable = usable_cts(found);
    EXPECT_EQ(usable.size(), 1U);
    if (usable.size() != 1) return;
    outline = *usable.front();
    auto result = load_ct(outline);
    EXPECT_TRUE(result.has_value());
    if (result) scan = std::move(result->scan);
  }
  TemporaryFolder folder;
  Survey found;
  SeriesOutline outline;
  std::optional<CtScan> scan;
};

}  // namespace osteon::testing
