#pragma once

#include <osteon/imaging/reported_dxa.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace osteon::dxa {

/// Patient, device and date of an object of a densitometer; no rows yet.
[[nodiscard]] ReportedDxa header_of(DcmDataset& dataset);

/// Numbers of a structured report, by the meaning of its concepts and by its structure: no template is asked
/// for. Errors: dxa.not-a-report, dxa.no-numbers.
[[nodiscard]] Result<ReportedDxa> read_structured_report(DcmDataset& dataset);

/// Whether the object is a structured report with a number that is called a bone density.
[[nodiscard]] bool states_bone_density(DcmDataset& dataset);

/// Numbers of the analysis text that Hologic writes beside its report page (private element 0021,xx01 of
/// the creator HOLOGIC). Errors: dxa.no-numbers.
[[nodiscard]] Result<ReportedDxa> read_private_text(DcmDataset& dataset);
[[nodiscard]] bool has_private_text(DcmDataset& dataset);

}  // namespace osteon::dxa
