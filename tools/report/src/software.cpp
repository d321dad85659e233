#include "software.hpp"

namespace osteon {

Software this_software() {
  const std::string commit = OSTEON_COMMIT;
  return {"osteon", OSTEON_VERSION, commit.empty() ? std::nullopt : std::optional(commit)};
}

}  // namespace osteon
