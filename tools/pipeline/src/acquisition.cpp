#include "measured_vertebrae.hpp"

#include <osteon/densitometry/scan_quality.hpp>
#include <osteon/pipeline/acquisition.hpp>

#include <algorithm>

namespace osteon {
namespace {

const TissueRegion* region_of(const TissueRegions& tissues, BodyTissue tissue) {
  const auto at = std::find_if(tissues.found.begin(), tissues.found.end(),
                               [tissue](const TissueRegion& r) { return r.tissue == tissue; });
  return at != tissues.found.end() ? &*at : nullptr;
}

std::optional<TissueAttenuation> attenuation_of(const TissueRegions& tissues, BodyTissue tissue) {
  const TissueRegion* region = region_of(tissues, tissue);
  if (region == nullptr) return std::nullopt;
  return TissueAttenuation{region->mean_hu, region->standard_error_hu};
}

/// The last place where blood was sought, for the others are seldom in view.
std::string why_no_blood(const TissueRegions& tissues) {
  return tissues.missing.empty() || tissues.missing.back().tissue < BodyTissue::groin_strand
             ? ""
             : tissues.missing.back().why;
}

}  // namespace

AcquisitionFindings describe_acquisition(const CtScan& scan, const SpineSegmentation* spine,
                                         const SeriesOutline& outline,
                                         const std::vector<SegmentedFemur>* femurs) {
  TissueRegions tissues = find_tissues(scan, spine, femurs);
  ConditionEvidence evidence{outline.acquisition, attenuation_of(tissues, BodyTissue::aorta),
                             attenuation_of(tissues, BodyTissue::vena_cava),
                             attenuation_of(tissues, BodyTissue::liver),
                             attenuation_of(tissues, BodyTissue::muscle)};
  if (const TissueRegion* bright = region_of(tissues, BodyTissue::opacified))
    evidence.opacified_ml = bright->volume_mm3 / 1000;
  evidence.heart = attenuation_of(tissues, BodyTissue::heart);
  evidence.groin_strand = attenuation_of(tissues, BodyTissue::groin_strand);
  evidence.front_strand = attenuation_of(tissues, BodyTissue::front_strand);
  evidence.no_blood = why_no_blood(tissues);
  evidence.noise = measure_noise(scan, even_soft_tissue(tissues));
  evidence.range = value_range(scan);
  if (spine != nullptr) evidence.metal_levels = levels_near_metal(scan, measured_frames(*spine));
  CtConditions conditions = judge_conditions(evidence);
  return {std::move(tissues), std::move(conditions)};
}

std::vector<TissueSample> calibration_samples(const AcquisitionFindings& findings) {
  std::vector<TissueSample> samples;
  const auto add = [&](BodyTissue from, Tissue to) {
    if (const TissueRegion* r = region_of(findings.tissues, from))
      samples.push_back({to, r->mean_hu, r->sd_hu, r->voxels});
  };
  add(BodyTissue::air, Tissue::air);
  add(BodyTissue::adipose, Tissue::adipose);
  if (carries_contrast(findings.conditions.contrast) == false) add(BodyTissue::aorta, Tissue::blood);
  add(BodyTissue::muscle, Tissue::muscle);
  add(BodyTissue::cortical_bone, Tissue::cortical_bone);
  return samples;
}

}  // namespace osteon
