#include "../../tools/pipeline/src/measured_vertebrae.hpp"
#include "fracture_accuracy.hpp"

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <fmt/format.h>

namespace osteon::accuracy {
namespace {

struct Masks {
  std::string name;
  std::filesystem::path file;
};

std::string text(const Measured<Length>& height) { return fmt::format("{:.1f}", in_mm(height.value)); }

std::string row(const std::string& name_of_mask, const VertebraMeasurement& v) {
  if (!v.deformity) return "";
  const auto& d = *v.deformity;
  std::string losses, mimics;
  for (const auto& one : d.losses) losses += fmt::format("{:.0f} ", in_percent(one.value));
  for (const auto& one : d.mimics) mimics += one + " ";
  return fmt::format(
      "| {} | {} | {} {} {} | {}| {:.1f} ± {:.1f} | {} | {:.2f} | {} | {} |\n", name_of_mask, name(v.level),
      text(v.heights->anterior), text(v.heights->middle), text(v.heights->posterior), losses,
      in_percent(d.height_loss.value), d.height_loss.sd ? in_percent(*d.height_loss.sd) : 0.0, d.genant_grade,
      d.grade_probability ? 1 - (*d.grade_probability)[0] : 0.0, d.suspected ? "yes" : "", mimics);
}

}  // namespace

std::string mask_rows(const std::filesystem::path& data) {
  std::string rows;
  for (const Masks& masks : {Masks{"verse004", data / "masks/verse004/sub-verse004_seg-vert_msk.nii.gz"},
                             Masks{"l2-crush-sample001",
                                   data / "masks/l2-crush-sample001/sample_dataset/derivatives/sub-sample001/"
                                          "sub-sample001_seg-vert_msk.nii.gz"}}) {
    if (!std::filesystem::exists(masks.file)) continue;
    const auto labels = load_labels(masks.file);
    if (!labels) continue;
    const auto spine = spine_from_labels(bone_regions(*labels, LabelScheme::verse));
    if (!spine) continue;
    DeformityOptions options;
    options.misreading_share = kMaskMisreadings;
    for (const auto& v : measured_vertebrae(*spine, nullptr, {}, options)) rows += row(masks.name, v);
  }
  if (rows.empty()) return "";
  return "| Expert's masks | Level | heights a m p, mm | losses a m p, % | height loss, % | grade | P(1 or "
         "more) | "
         "suspected | may be |\n|---|---|---|---|---|---|---|---|---|\n" +
         rows + "\n";
}

}  // namespace osteon::accuracy
