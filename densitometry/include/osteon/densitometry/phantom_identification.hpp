#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <optional>
#include <string>
#include <vector>

// Which of the known phantoms a row of rods belongs to. Numbers only: no geometry of a phantom is published
// with its densities, so that the pattern of densities along the row has to tell.

namespace osteon {

/// A rod of a row, read in a scan.
struct RowRod {
  Measured<Attenuation> mean;  ///< sd: of the mean
  Attenuation surrounding;     ///< of the holder beside it
  double position_mm;          ///< along the row
};

/// Densities as on the certificate of one's own phantom, in their order along the holder.
struct CertifiedRods {
  Mineral mineral;
  std::vector<double> mg_per_cm3;
};

struct PhantomChoice {
  std::string name;  ///< phantom_key() of the phantom that it is; empty = whichever fits
  std::optional<double> tube_voltage_kv;
  std::optional<CertifiedRods> certified = {};  ///< instead of the known phantoms
};

struct IdentifiedPhantom {
  std::string name;                  ///< as in known_phantoms()
  bool from_other_end;               ///< the row runs against the phantom's list of rods
  std::vector<RodMeasurement> rods;  ///< in the row's order
  int unseen;                        ///< rods as dense as the holder, which cannot be seen
  DensityLine line;                  ///< with the warnings of the choice
};

/// "QRM-BDC 3" -> "qrm-bdc-3". Pure.
[[nodiscard]] std::string phantom_key(std::string_view name);

/// The phantom whose densities, in their order along the holder from either end, lie on a line with the CT
/// numbers of a row, at a slope that this tube voltage allows. Rods that would be as bright as the holder may
/// be missing, where the row shows the gap that it leaves, or at its end. Pure.
///
/// Errors: density.phantom-unknown (none fits; three rods at least), density.phantom-ambiguous (several fit,
/// and none was named), density.phantom-not-known (no phantom of that name), density.phantom-mismatch (the
/// one named does not fit). Warnings: density.phantom-specimen (its densities differ by specimen; those used
/// are those of one), and those of the fits.
[[nodiscard]] Result<IdentifiedPhantom> identify_phantom(const std::vector<RowRod>& row,
                                                         const PhantomChoice& choice = {});

}  // namespace osteon
