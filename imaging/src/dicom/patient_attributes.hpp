#pragma once

#include <osteon/imaging/patient.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace osteon {

/// What is kept of the person: id, sex, age at the examination, height, weight; implausible values are
/// unknown.
[[nodiscard]] Patient patient_of(DcmItem& item);

}  // namespace osteon
