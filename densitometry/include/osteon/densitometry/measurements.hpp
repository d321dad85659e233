#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/units.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What was measured, as plain values: no image in sight, so that `risk` can judge them without one.

namespace osteon {

/// Where a number or a rule comes from. It travels with every value derived from it.
struct Citation {
  std::string_view key;   ///< short, stable, printed in the report: "genant1993"
  std::string_view text;  ///< authors, title, journal, year, pages, table
  friend bool operator==(const Citation&, const Citation&) = default;
};

/// The three heights of a vertebral body in its mid-sagittal plane.
struct VertebralHeights {
  Measured<Length> anterior, middle, posterior;
};

enum class DeformityShape { none, wedge, biconcave, crush };

/// Lower limits of Genant's grades, in per cent of height loss; above `severe` the grade is 3.
struct GenantLimits {
  double mild = 20.0, moderate = 25.0, severe = 40.0;  ///< kGenant1993
  friend bool operator==(const GenantLimits&, const GenantLimits&) = default;
};

enum class HeightReference { neighbours, own_posterior };

/// A range of a loss in per cent.
struct LossRange {
  double low, high;
};

/// Height loss of one body. All in per cent of the reference; but for `losses` never negative (a taller side
/// is no loss).
struct VertebralDeformity {
  Measured<Percentage> wedge;                 ///< anterior against own posterior
  Measured<Percentage> biconcave;             ///< middle against own posterior
  std::optional<Measured<Percentage>> crush;  ///< posterior against what the neighbours let expect
  Measured<Percentage> height_loss;           ///< the largest loss against the reference that has a say
  HeightReference reference;
  std::vector<BoneRegion> reference_levels;  ///< the neighbours that served, from the head down
  std::optional<VertebralHeights> expected;  ///< heights without a fracture; absent for own_posterior
  DeformityShape shape;
  int genant_grade;                                        ///< 0...3, of the point estimate
  std::optional<std::array<double, 4>> grade_probability;  ///< of grade 0...3; absent when no sd is known
  /// Grade 1 or more, and probably so: DeformityOptions::suspicion_probability.
  bool suspected = false;
  /// Beyond the limit of a mild fracture by less than its own uncertainty, where that is asked for
  /// (DeformityOptions::beyond_doubt): to be looked at, neither graded nor suspected.
  bool possible = false;
  /// Anterior, middle, posterior against the reference, as measured: negative = taller. Empty = not kept.
  std::vector<Measured<Percentage>> losses = {};
  /// The largest loss of front and middle against the own posterior height, less the level's normal wedging.
  std::optional<Measured<Percentage>> own_posterior_loss = {};
  GenantLimits limits = {};
  /// What the shape may be instead of a fracture: "schmorl", "scheuermann", "cupids-bow", "osteophytes",
  /// "physiologic-wedge", "short-height" (vertebral_mimics.hpp). It asks for a look; the numbers stay.
  std::vector<std::string> mimics = {};
  /// Holds the largest loss with 95 %; wider than twice its sd, because a plate may lie on another edge.
  std::optional<LossRange> range_95 = {};
  double misreading_share = 0;  ///< DeformityOptions::misreading_share, that it can be graded again
};

inline constexpr Citation kGenant1993{
    "genant1993",
    "Genant HK, Wu CY, van Kuijk C, Nevitt MC. Vertebral fracture assessment using a semiquantitative "
    "technique. J Bone Miner Res 1993;8(9):1137-1148; cut-offs 20, 25, 40 % as restated by Wang YXJ et al., "
    "Quant Imaging Med Surg 2019 and J Thorac Dis"};

/// An angle between two endplates far apart.
struct CobbAngle {
  BoneRegion upper, lower;  ///< the upper plate of one, the lower plate of the other
  double degrees;
  double sd_degrees;    ///< one standard uncertainty
  bool whole_range;     ///< of the levels that the angle is defined over
  bool to_upper_plate;  ///< the lower one is S1, by its upper plate
};

/// How far a vertebra stands before the next one, in per cent of that one's upper plate; behind is negative.
struct VertebralSlip {
  BoneRegion upper, lower;
  Percentage forwards, sd;
};

/// A tilt with one standard uncertainty.
struct Tilt {
  double degrees, sd_degrees;
};

/// How the column is bent: kyphosis and lordosis positive as usual, coronal positive = convex to the right.
struct SpineCurvature {
  std::string series_uid;
  int series_part = 0;
  std::optional<CobbAngle> kyphosis, lordosis, coronal;
  /// Upper plate of S1 against the axial plane of the image; positive = falls forwards. Lying, not standing.
  std::optional<Tilt> sacral_slope = {};
  std::vector<VertebralSlip> slips = {};  ///< of pictures from the side, from the head down
};

/// What a density is a density of. The two scales differ by up to a fifth and by a share that changes with
/// the tube voltage (Goodsitt 1992): there is no conversion, and no function here takes one for the other.
enum class Mineral { hydroxyapatite, dipotassium_phosphate };
[[nodiscard]] constexpr std::string_view name(Mineral mineral) {
  return mineral == Mineral::hydroxyapatite ? "hydroxyapatite" : "K2HPO4";
}

constexpr VolumetricDensity mg_per_cm3(double v) { return VolumetricDensity::from_base(v); }
constexpr double in_mg_per_cm3(VolumetricDensity q) { return q.in_base(); }

/// A density and its mineral. `sd` is one standard uncertainty.
struct BoneDensity {
  Mineral mineral;
  Measured<VolumetricDensity> value;
  friend bool operator==(const BoneDensity&, const BoneDensity&) = default;
};

inline constexpr Citation kKvp2026{
    "aapm2026-kvp",
    "Normalization of trabecular bone attenuation across kVp. Abstract, AAPM annual meeting 2026: 16747 "
    "scans, over 60 years; 100 kV 148.1 to 137.3, 140 kV 131.3 to 138.3 HU"};

enum class DensityRegion { trabecular_core, trabecular_oval, body, cortical_shell, whole_vertebra };
enum class Calibration { none, phantom, asynchronous, internal };

/// What the uncertainty of a region's attenuation is made of, in HU.
struct AttenuationDoubt {
  double edge_hu;   ///< the region's edge may lie elsewhere
  double noise_hu;  ///< of the mean, by the noise as its voxels share it
};

/// Attenuation of one region of one vertebra, and its mineral density where the scan is calibrated.
struct VertebralDensity {
  DensityRegion region;
  std::string region_definition;  ///< in words and millimetres
  std::string mask_sha256;
  Measured<Volume> volume;
  Measured<Attenuation> mean;  ///< as the scan shows it
  Calibration calibration;
  AttenuationDoubt doubt = {};
  double dense_share = 0;  ///< of its voxels above 800 HU: cement, metal, a bone island
  /// As at 120 kV, of trabecular regions; absent where the voltage is unknown or nothing is published for it.
  std::optional<Measured<Attenuation>> mean_at_120_kv = {};
  std::optional<BoneDensity> vbmd =
      {};  ///< without contrast medium; absent where that is not known, or not corrected for
  std::optional<BoneDensity> vbmd_uncorrected = {};  ///< as the scan shows it
};

struct LevelProbability {
  BoneRegion level;
  double probability;
};

/// Where a vertebra lies in a picture from the side, in pixels of the stored picture.
struct PictureVertebra {
  std::array<double, 2> center_px;
  std::array<std::array<double, 2>, 6> landmarks_px;  ///< in the order of landmarks_mm
  std::array<double, 6> landmark_sd_px;               ///< in each direction
  bool evaluable;      ///< its points are clear enough to be measured; the warnings say why not
  bool lengths_known;  ///< else heights hold in relation to each other alone: no millimetre of them is told
};

/// All that is known of one vertebra.
struct VertebraMeasurement {
  std::string series_uid;
  BoneRegion level;
  double label_confidence;
  std::vector<LevelProbability> alternatives;
  std::vector<std::string> label_evidence;
  bool complete;
  std::array<double, 3> center_mm;  ///< LPS
  std::optional<std::array<std::array<double, 3>, 6>>
      landmarks_mm;  ///< sup. ant/mid/post, inf. ant/mid/post; LPS
  std::optional<VertebralHeights> heights;
  std::optional<VertebralDeformity> deformity;
  std::vector<VertebralDensity> density;
  std::vector<Warning> warnings;
  int series_part = 0;              ///< > 0 where one stored series was split
  double detection_confidence = 1;  ///< that there is a vertebra just here, 0...1; 1 = somebody says so
  /// Why its density may not speak for the skeleton ("suspected fracture", "dense inclusion"); empty = it
  /// may.
  std::vector<std::string> density_excluded = {};
  /// Of a picture: then places have two coordinates, of the picture, the third is 0, and nothing is weighed.
  std::optional<PictureVertebra> in_picture = {};
};

/// Plain statistics of one label of a given mask.
struct LabelStatistics {
  int label;
  std::string name;
  std::size_t voxels;
  double volume_mm3;
  double mean_hu;
  double sd_hu;
};

}  // namespace osteon
