#include "scan_files.hpp"

#include "synthetic_ct.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <stdexcept>

namespace osteon::testing {

std::vector<std::filesystem::path> write_scan(const CtScan& scan, const ScanHeader& header,
                                              const std::filesystem::path& folder) {
  const Grid<3>& grid = scan.hounsfield.grid();
  if (!grid.direction.isIdentity(1e-9)) throw std::invalid_argument("write_scan: no axial planes");
  SyntheticCt ct;
  ct.columns = grid.size[0], ct.rows = grid.size[1], ct.slices = grid.size[2];
  ct.column_spacing_mm = grid.spacing_mm[0], ct.row_spacing_mm = grid.spacing_mm[1];
  ct.slice_spacing_mm = grid.spacing_mm[2];
  ct.origin_mm = grid.origin_mm;
  ct.series_uid = header.series_uid;
  ct.change = [&](DcmDataset& dataset, int slice) {
    const auto put = [&](const DcmTagKey& tag, const std::string& value) {
      dataset.putAndInsertString(tag, value.c_str());
    };
    put(DCM_Manufacturer, header.manufacturer);
    put(DCM_ManufacturerModelName, header.model);
    put(DCM_StationName, header.station);
    put(DCM_ConvolutionKernel, header.kernel);
    put(DCM_AcquisitionDate, header.date);
    put(DCM_KVP, std::to_string(header.kilovolt));
    const auto plane = static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
    std::vector<Uint16> stored(plane);
    for (std::size_t n = 0; n < plane; ++n)
      stored[n] =
          static_cast<Uint16>(scan.hounsfield.pixels()[plane * static_cast<std::size_t>(slice) + n] + 1024);
    dataset.putAndInsertUint16Array(DCM_PixelData, stored.data(), plane);
    return true;
  };
  return write_ct(ct, folder);
}

}  // namespace osteon::testing
