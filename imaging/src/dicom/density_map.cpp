#include "density_map.hpp"

#include "attributes.hpp"
#include "frame_reader.hpp"
#include "picture.hpp"
#include "toolkits.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace osteon {
namespace {

using dicom::first_item;
using dicom::integer_of;
using dicom::number_of;
using dicom::text_of;

/// g/cm2 of one unit; nothing for a unit that is none of areal density.
std::optional<double> g_per_cm2_of(std::string unit) {
  std::erase_if(unit, [](char c) { return c == ' ' || c == '^' || c == '*'; });
  std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char c) { return std::tolower(c); });
  if (unit == "g/cm2") return 1;
  if (unit == "mg/cm2") return 1e-3;
  if (unit == "kg/m2") return 0.1;
  return std::nullopt;
}

std::optional<DensityScale> mapped(DcmItem& holder) {
  for (long n = 0;; ++n) {
    DcmItem* mapping = first_item(holder, DCM_RealWorldValueMappingSequence, n);
    if (mapping == nullptr) return std::nullopt;
    DcmItem* units = first_item(*mapping, DCM_MeasurementUnitsCodeSequence);
    const auto unit = units == nullptr ? std::nullopt : g_per_cm2_of(text_of(*units, DCM_CodeValue));
    const auto slope = number_of(*mapping, DCM_RealWorldValueSlope),
               intercept = number_of(*mapping, DCM_RealWorldValueIntercept);
    if (unit && slope && intercept && *slope != 0) return DensityScale{*unit * *slope, *unit * *intercept};
  }
}

Error unusable(const char* message) {
  return {"dxa.map-unusable", message, "Save one picture with one value per pixel."};
}

/// Floats or doubles as they are stored; empty where the object holds neither.
std::vector<float> stored_floats(DcmDataset& dataset) {
  const Float32* floats = nullptr;
  const Float64* doubles = nullptr;
  unsigned long count = 0;
  if (dataset.findAndGetFloat32Array(DCM_FloatPixelData, floats, &count).good() && floats != nullptr)
    return {floats, floats + count};
  if (dataset.findAndGetFloat64Array(DCM_DoubleFloatPixelData, doubles, &count).good() && doubles != nullptr)
    return {doubles, doubles + count};
  return {};
}

Result<std::vector<float>> stored_values(const std::filesystem::path& file, const std::array<int, 2>& size) {
  prepare_toolkits();
  DcmFileFormat object;
  if (object.loadFile(file.c_str()).bad())
    return Error{"pixels.undecodable", "The pixels are damaged and cannot be decoded.",
                 "Send or copy the file again."};
  DcmDataset& dataset = *object.getDataset();
  if (integer_of(dataset, DCM_NumberOfFrames, 1) > 1)
    return unusable("The object holds several pictures; which is the density is not known.");
  std::vector<float> values = stored_floats(dataset);
  if (values.empty()) {
    const auto frame = FrameReader().read(file, 0);
    if (!frame) return frame.error();
    values.assign(frame->values.begin(), frame->values.end());
  }
  if (values.size() != static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]))
    return unusable("The object holds another number of values than its rows and columns promise.");
  return values;
}

}  // namespace

std::optional<DensityScale> density_scale_of(DcmItem& dataset) {
  if (const auto scale = mapped(dataset)) return scale;
  for (const DcmTagKey& groups : {DCM_SharedFunctionalGroupsSequence, DCM_PerFrameFunctionalGroupsSequence})
    if (DcmItem* item = first_item(dataset, groups))
      if (const auto scale = mapped(*item)) return scale;
  const auto unit = g_per_cm2_of(text_of(dataset, DCM_RescaleType));
  const auto slope = number_of(dataset, DCM_RescaleSlope),
             intercept = number_of(dataset, DCM_RescaleIntercept);
  if (!unit || !slope || !intercept || *slope == 0) return std::nullopt;
  return DensityScale{*unit * *slope, *unit * *intercept};
}

Result<DxaScan> load_density_map(const SeriesOutline& outline,
                                 const std::optional<Eigen::Vector2d>& operator_spacing_mm) {
  const auto spacing = spacing_of(*outline.picture, operator_spacing_mm);
  if (!spacing) return spacing.error();
  const auto values = stored_values(outline.files.front(), outline.picture->size);
  if (!values) return values.error();
  Image2D<float> map({outline.picture->size, *spacing, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  const WeighableOutline& scale = *outline.weighable;
  std::transform(values->begin(), values->end(), map.pixels().begin(), [&](float stored) {
    return static_cast<float>(scale.slope * static_cast<double>(stored) + scale.intercept);
  });
  return DxaScan{std::move(map)};
}

}  // namespace osteon
