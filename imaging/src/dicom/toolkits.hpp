#pragma once

namespace osteon {

/// Once in the life of the process: registers DCMTK's codecs, and silences DCMTK and GDCM, whose messages may
/// quote patient data; what matters of them comes back as an Error.
void prepare_toolkits();

}  // namespace osteon
