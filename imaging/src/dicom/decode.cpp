#include "decode.hpp"

namespace osteon {

Result<LoadedCt> decode_ct(const SeriesOutline&, const Progress&) { return Error{"x", "x", "x"}; }

}  // namespace osteon
