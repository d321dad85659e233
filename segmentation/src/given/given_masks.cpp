#include "given/body_fit.hpp"
#include "given/sacral_plate.hpp"

#include <osteon/segmentation/given_masks.hpp>

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kPlacesMm = 1.5;
constexpr double kGapMm = 10;  // an arch that came off its body stays with it, another bone's speck does not
constexpr double kStrayShare = 0.01;    // of the label: less is not worth a word
constexpr double kFarPieceShare = 0.2;  // of the largest piece

/// One label on its way to a vertebra.
struct GivenLabel {
  BoneRegion level;
  VoxelBox box;
  Eigen::Vector3d centroid_mm;
  Eigen::Vector3d expected;  ///< towards the head
};

struct GivenVertebra {
  SegmentedVertebra record;
  LabelMap<3> body;  ///< the part of the mask that is its body
  std::optional<Eigen::Vector3d> canal_mm;
  std::vector<Warning> warnings;
};

bool has_body(BoneRegion level) {
  return is_vertebra(level) && level != BoneRegion::c1 && level != BoneRegion::c2 && level != BoneRegion::s1;
}

Eigen::Vector3d centroid(const LabelMap<3>& labels, std::uint8_t label, const VoxelBox& box) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double count = 0;
  for (int k = box.first[2]; k <= box.last[2]; ++k)
    for (int j = box.first[1]; j <= box.last[1]; ++j)
      for (int i = box.first[0]; i <= box.last[0]; ++i)
        if (labels.at(i, j, k) == label) {
          sum += Eigen::Vector3d(i, j, k);
          ++count;
        }
  return labels.grid().patient_from_index({sum / count}).mm;
}

/// Every label from the head down, each with the direction of the spine as its neighbours show it.
std::vector<GivenLabel> labels_in(const LabelMap<3>& vertebrae) {
  constexpr double kMostLean =
      0.35;  // cosine: a chord that lies flatter than this is no direction of a spine
  const Eigen::Vector3d head(0, 0, 1);
  std::vector<GivenLabel> labels;
  const auto boxes = boxes_of_labels(vertebrae);
  for (std::size_t n = 1; n < boxes.size(); ++n) {
    const auto level = static_cast<BoneRegion>(n);
    if (boxes[n].empty() || name(level).empty() || level == BoneRegion::coccyx) continue;
    labels.push_back({level, boxes[n], centroid(vertebrae, static_cast<std::uint8_t>(n), boxes[n]), head});
  }
  std::sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) {
    return craniocaudal_rank(a.level) < craniocaudal_rank(b.level);
  });
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const GivenLabel& above = labels[n == 0 ? n : n - 1];
    const GivenLabel& below = labels[n + 1 == labels.size() ? n : n + 1];
    const Eigen::Vector3d chord = (above.centroid_mm - below.centroid_mm).normalized();
    if (chord.dot(head) > kMostLean) labels[n].expected = chord;
  }
  return labels;
}

/// Places on a lattice of the patient that lie in the mask.
std::vector<Eigen::Vector3d> places_in(const LabelMap<3>& mask) {
  const Grid<3>& grid = mask.grid();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30), high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d at;
    for (int axis = 0; axis < 3; ++axis)
      at[axis] = (corner >> axis & 1) * (grid.size[static_cast<std::size_t>(axis)] - 1);
    const Eigen::Vector3d place = grid.patient_from_index({at}).mm;
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  const MaskSampler sampler(mask);
  std::vector<Eigen::Vector3d> places;
  for (double z = low.z(); z <= high.z(); z += kPlacesMm)
    for (double y = low.y(); y <= high.y(); y += kPlacesMm)
      for (double x = low.x(); x <= high.x(); x += kPlacesMm)
        if (sampler.at({x, y, z}) >= 0.5) places.emplace_back(x, y, z);
  return places;
}

/// The axes as the whole vertebra shows them, the middle as the body's own mask shows it.
std::optional<ShadowView> view_of(const LabelMap<3>& whole, const LabelMap<3>* body,
                                  const Eigen::Vector3d& expected) {
  const auto view = shadow_view(places_in(whole), expected);
  if (body == nullptr) return view;
  auto of_body = shadow_view(places_in(*body), view ? view->axes.superior : expected);
  if (!of_body || !view || !view->canal_mm) return of_body;
  VertebraAxes& axes = of_body->axes;
  const Eigen::Vector3d ahead = axes.center.mm - *view->canal_mm;
  const Eigen::Vector3d anterior = (ahead - ahead.dot(axes.superior) * axes.superior).normalized();
  if (anterior.dot(axes.anterior) > 0.35) {
    axes.anterior = anterior;
    axes.left = axes.superior.cross(anterior);
    of_body->canal_mm = view->canal_mm;
  }
  return of_body;
}

/// Whether the edge of the map cuts a mask that lies in it: a flat face of some size on the outermost voxels.
bool is_cut(const LabelMap<3>& mask, const VoxelBox& box, const Grid<3>& whole,
            const Eigen::Vector3d& superior, double section_mm2) {
  constexpr double kEndShare = 0.05, kSideShare = 0.25;  // of a section; a tight crop touches rims, no more
  for (int axis = 0; axis < 3; ++axis)
    for (const bool far : {false, true}) {
      const auto a = static_cast<std::size_t>(axis);
      if (far ? box.last[a] + 1 < whole.size[a] : box.first[a] > 0) continue;
      const int layer = far ? mask.grid().size[a] - 2 : 1;
      std::size_t touching = 0;
      const auto& size = mask.grid().size;
      const std::size_t b = (a + 1) % 3, c = (a + 2) % 3;
      std::array<int, 3> at{};
      at[a] = layer;
      for (at[b] = 0; at[b] < size[b]; ++at[b])
        for (at[c] = 0; at[c] < size[c]; ++at[c]) touching += mask.at(at[0], at[1], at[2]);
      const Eigen::Vector3d& spacing = whole.spacing_mm;
      const double area =
          static_cast<double>(touching) * spacing[static_cast<int>(b)] * spacing[static_cast<int>(c)];
      const bool end = std::abs(whole.direction.col(axis).dot(superior)) > 0.6;
      if (area > (end ? kEndShare : kSideShare) * section_mm2) return true;
    }
  return false;
}

/// Whether a body is too tall for one vertebra: block vertebrae, or two that were given one name. Whole
/// bodies are at most about as tall as deep, from the upper thorax (0.9) to L5 (0.8).
bool is_fused(const BodyShape& body) {
  constexpr double kMostHeightPerDepth = 1.35;
  const float above = body.superior.height_mm[body.superior.height_mm.size() / 2];
  const float below = body.inferior.height_mm[body.inferior.height_mm.size() / 2];
  return static_cast<double>(above - below) > kMostHeightPerDepth * (body.front_mm - body.back_mm);
}

/// The mask's voxels that the fitted body holds, in one piece.
LabelMap<3> body_part(const LabelMap<3>& mask, const FittedBody& fitted) {
  LabelMap<3> part(mask.grid());
  const auto& size = mask.grid().size;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (mask.at(i, j, k) && fitted.holds(mask.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm))
          part.at(i, j, k) = 1;
  return main_piece(part, 0).mask;
}

void warn_of_pieces(const MainPiece& piece, const std::string& level, std::vector<Warning>& warnings) {
  const auto share = [&](std::size_t voxels, double of) {
    return static_cast<double>(voxels) > of * static_cast<double>(piece.largest);
  };
  if (share(piece.next_largest, kFarPieceShare))
    warnings.push_back(
        {"labels.far-pieces", level + ": the mask lies in pieces far from each other; the largest one was "
                                      "taken for the vertebra's shape."});
  else if (share(piece.left_out, kStrayShare))
    warnings.push_back(
        {"labels.stray-voxels", level + ": voxels far from the vertebra were left out of its shape."});
}

GivenVertebra read_vertebra(const LabelMap<3>& vertebrae, const LabelMap<3>* bodies, const VoxelBox& body_box,
                            const GivenLabel& label) {
  const auto number = static_cast<std::uint8_t>(label.level);
  const LabelMap<3> given = cut_out(vertebrae, number, label.box);
  GivenVertebra result{{label.level,
                        1,
                        {},
                        {"given"},
                        true,
                        1,
                        {{label.centroid_mm}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
                        {},
                        {}},
                       LabelMap<3>(given.grid()),
                       {},
                       {}};
  if (!has_body(label.level)) return result;
  const MainPiece whole = main_piece(given, kGapMm);
  warn_of_pieces(whole, name(label.level), result.warnings);
  const bool has_mask = bodies != nullptr && !body_box.empty();
  LabelMap<3> bone = has_mask ? main_piece(cut_out(*bodies, number, body_box), 0).mask : whole.mask;
  const VoxelBox& box = has_mask ? body_box : label.box;
  const auto view = view_of(whole.mask, has_mask ? &bone : nullptr, label.expected);
  LabelMap<3> solid = bone;
  fill_cavities(solid);
  const MaskSampler sampler(solid);
  const auto fitted = view ? fit_body(sampler, *view) : std::nullopt;
  if (!fitted) {
    constexpr double kSectionMm2 = 500;  // of a thoracic body
    result.record.complete = !is_cut(bone, box, vertebrae.grid(), label.expected, kSectionMm2);
    if (result.record.complete)
      result.warnings.push_back(
          {"labels.no-body", name(label.level) + ": no vertebral body was recognised in the mask."});
    return result;
  }
  result.body = has_mask ? bone : body_part(bone, *fitted);
  result.record.axes = fitted->axes;
  result.canal_mm = view->canal_mm;
  const double section =
      std::numbers::pi / 4 * (fitted->shape.front_mm - fitted->shape.back_mm) * fitted->shape.width_mm;
  result.record.complete = !is_cut(result.body, box, vertebrae.grid(), fitted->axes.superior, section);
  if (is_fused(fitted->shape)) {
    result.warnings.push_back(
        {"labels.fused-bodies", name(label.level) +
                                    ": the mask is far taller than a vertebral body is deep: it seems to "
                                    "hold several bodies; no heights were read."});
    return result;
  }
  if (result.record.complete) {
    result.record.landmarks = landmarks_of(fitted->axes, fitted->shape);
    result.record.shape = fitted->shape;
  }
  return result;
}

/// The sacrum's upper plate, seen from the vertebra above it.
void add_sacral_plate(const LabelMap<3>& vertebrae, const std::vector<GivenLabel>& labels,
                      std::vector<GivenVertebra>& found) {
  for (std::size_t n = 1; n < found.size(); ++n) {
    const SegmentedVertebra& above = found[n - 1].record;
    if (labels[n].level != BoneRegion::s1 || !above.shape) continue;
    const MainPiece sacrum =
        main_piece(cut_out(vertebrae, static_cast<std::uint8_t>(BoneRegion::s1), labels[n].box), kGapMm);
    found[n].record.superior_plane = sacral_plate(MaskSampler(sacrum.mask), above.axes, *above.shape);
  }
}

/// Writes a mask's voxels into a map on the grid that it was cut from.
void write_back(const LabelMap<3>& mask, const VoxelBox& box, std::uint8_t number, LabelMap<3>& map) {
  for (int k = box.first[2]; k <= box.last[2]; ++k)
    for (int j = box.first[1]; j <= box.last[1]; ++j)
      for (int i = box.first[0]; i <= box.last[0]; ++i)
        if (mask.at(i - box.first[0] + 1, j - box.first[1] + 1, k - box.first[2] + 1))
          map.at(i, j, k) = number;
}

std::vector<PatientPoint<3>> canal_path(const std::vector<GivenVertebra>& vertebrae) {
  constexpr double kStepMm = 3;
  std::vector<PatientPoint<3>> path;
  for (const GivenVertebra& v : vertebrae) {
    if (!v.canal_mm) continue;
    if (!path.empty()) {
      const Eigen::Vector3d from = path.back().mm, way = *v.canal_mm - from;
      for (double at = kStepMm; at < way.norm(); at += kStepMm)
        path.push_back({from + at * way.normalized()});
    }
    path.push_back({*v.canal_mm});
  }
  return path;
}

}  // namespace

Result<SpineSegmentation> spine_from_labels(const LabelMap<3>& vertebrae,
                                            const std::optional<LabelMap<3>>& bodies) {
  if (bodies && !same_place(vertebrae.grid(), bodies->grid()))
    throw std::invalid_argument("spine_from_labels: grids differ");
  LabelMap<3> whole = vertebrae;
  if (bodies)
    for (std::size_t n = 0; n < whole.pixels().size(); ++n)
      if (whole.pixels()[n] == 0) whole.pixels()[n] = bodies->pixels()[n];
  const std::vector<GivenLabel> labels = labels_in(whole);
  if (labels.empty())
    return Error{"labels.none", "The mask holds no vertebra.",
                 "Give a mask with at least one vertebra, and name its scheme."};
  const auto body_boxes = bodies ? boxes_of_labels(*bodies) : std::array<VoxelBox, 256>{};
  std::vector<std::optional<GivenVertebra>> read(labels.size());
  tbb::parallel_for(std::size_t{0}, labels.size(), [&](std::size_t n) {
    const auto number = static_cast<std::size_t>(labels[n].level);
    const VoxelBox box = bodies ? body_boxes[number] : VoxelBox{{1, 1, 1}, {0, 0, 0}};
    read[n] = read_vertebra(whole, bodies ? &*bodies : nullptr, box, labels[n]);
  });
  std::vector<GivenVertebra> found;
  for (auto& v : read) found.push_back(std::move(*v));
  add_sacral_plate(whole, labels, found);
  LabelMap<3> body_map = bodies ? *bodies : LabelMap<3>(whole.grid());
  SpineSegmentation spine{std::move(whole), std::move(body_map), {}, canal_path(found), {}};
  for (std::size_t n = 0; n < found.size(); ++n) {
    const auto number = static_cast<std::size_t>(labels[n].level);
    if (!bodies || body_boxes[number].empty())
      write_back(found[n].body, labels[n].box, static_cast<std::uint8_t>(number), spine.bodies);
    spine.found.push_back(std::move(found[n].record));
    spine.warnings.insert(spine.warnings.end(), found[n].warnings.begin(), found[n].warnings.end());
  }
  return spine;
}

}  // namespace osteon
