#include "read_masks.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <system_error>

namespace osteon {
namespace {

namespace fs = std::filesystem;

/// Places in the lattice of `target` from indices into `labels`: start plus one step for each axis.
struct Steps {
  Eigen::Vector3d start, i, j, k;
};

Steps steps_between(const Grid<3>& labels, const Grid<3>& target) {
  const auto place = [&](double i, double j, double k) -> Eigen::Vector3d {
    return target.index_from_patient(labels.patient_from_index({Eigen::Vector3d(i, j, k)})).ijk;
  };
  const Eigen::Vector3d start = place(0, 0, 0);
  return {start, place(1, 0, 0) - start, place(0, 1, 0) - start, place(0, 0, 1) - start};
}

/// A mask far finer than its image would fill the memory and say no more: refused by its header alone.
Result<LabelMap<3>> load_mask(const fs::path& file, const CtScan* scan) {
  constexpr double kMostVoxels = 1e9, kMostTimes = 8, kMostCompression = 1100;
  std::error_code error;
  const auto bytes = static_cast<double>(fs::file_size(file, error));
  if (error || bytes * kMostCompression <= kMostVoxels) return load_labels(file);  // spares the survey
  for (const StudyOutline& study : survey({file}).studies) {
    const auto& grid = study.series.front().grid;
    const double voxels = grid ? static_cast<double>(grid->pixel_count()) : 0;
    const double image_voxels =
        scan != nullptr ? static_cast<double>(scan->hounsfield.grid().pixel_count()) : 0;
    if (voxels > kMostVoxels && voxels > kMostTimes * image_voxels)
      return Error{"labels.too-many-voxels", "The mask has far more voxels than its image.",
                   "Resample the mask to the image by nearest neighbour."};
  }
  return load_labels(file);
}

/// How many voxels of each label have their centre outside of `target`.
std::array<std::size_t, 256> count_outside(const LabelMap<3>& labels, const Grid<3>& target) {
  constexpr double kTolerance = 0.02;  // files round their headers
  const Steps step = steps_between(labels.grid(), target);
  const Eigen::Vector3d last(target.size[0] - 0.5, target.size[1] - 0.5, target.size[2] - 0.5);
  const auto& size = labels.grid().size;
  std::array<std::size_t, 256> outside{};
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        const std::uint8_t label = labels.at(i, j, k);
        if (label == 0) continue;
        const Eigen::Vector3d place = step.start + i * step.i + j * step.j + k * step.k;
        if (place.minCoeff() < -0.5 - kTolerance || (place - last).maxCoeff() > kTolerance) ++outside[label];
      }
    }
  }
  return outside;
}

/// The mask on the CT's own grid. `label_word` names a label for the reader.
template <class LabelWord>
Result<LabelMap<3>> brought_to(const Grid<3>& target, const LabelMap<3>& labels, const LabelWord& label_word,
                               MaskNotes& notes) {
  if (same_place(labels.grid(), target)) return LabelMap<3>(target, labels.pixels());
  LabelMap<3> placed = resample_nearest(labels, target);
  if (is_empty(placed) && !is_empty(labels))
    return Error{"labels.elsewhere", "The mask lies outside the image.",
                 "Give the mask that was made from this image."};
  const auto outside = count_outside(labels, target);
  for (std::size_t label = 1; label < outside.size(); ++label) {
    if (outside[label] == 0) continue;
    notes.outside_voxels += outside[label];
    notes.outside_labels.push_back(label_word(static_cast<int>(label)));
  }
  if (!on_same_lattice(labels.grid(), target) && notes.warnings.empty())  // once for all files
    notes.warnings.push_back(
        {"labels.resampled",
         "The mask lies on another grid; it was resampled to the image's by nearest neighbour."});
  return placed;
}

/// A file's name is anybody's bytes; the report takes plain ASCII.
std::string printable(std::string text) {
  for (char& c : text)
    if (c < ' ' || c > '~') c = '_';
  return text;
}

std::string stem_of(const fs::path& file) {
  const std::string name = printable(file.filename().string());
  return name.substr(0, name.find('.', 1));
}

bool is_mask_file(const fs::path& file) {
  std::string name = file.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.ends_with(".nii") || name.ends_with(".nii.gz") || name.ends_with(".nrrd");
}

/// The scheme's number for a name; 0 where it has none.
int label_of_name(LabelScheme scheme, const std::string& name) {
  for (int label = 1; label <= 255; ++label)
    if (label_name(scheme, label) == name) return label;
  return 0;
}

/// The masks of a folder by name; every other file is noted as ignored.
std::vector<fs::path> masks_in(const fs::path& folder, MaskNotes& notes) {
  std::vector<fs::path> masks, others;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) (is_mask_file(entry.path()) ? masks : others).push_back(entry.path());
  std::sort(masks.begin(), masks.end());
  std::sort(others.begin(), others.end());
  for (const fs::path& file : others)
    notes.ignored.push_back({printable(file.filename().string()),
                             {"labels.not-a-mask", "This file in the folder of masks is no mask.",
                              "Nothing to do, unless it should be one: masks are .nii, .nii.gz or .nrrd."}});
  return masks;
}

/// Adds what `side_of` says to be a femur.
template <class SideOf>
void add_femurs(const LabelMap<3>& placed, const SideOf& side_of, ReadMasks& read) {
  std::array<std::uint8_t, 256> label_of{};
  for (int n = 1; n < 256; ++n)
    if (const std::optional<Side> side = side_of(n))
      label_of[static_cast<std::size_t>(n)] = *side == Side::left ? kLeftFemurLabel : kRightFemurLabel;
  for (std::size_t n = 0; n < placed.pixels().size(); ++n)
    if (const std::uint8_t label = label_of[placed.pixels()[n]]) {
      if (!read.femurs) read.femurs.emplace(placed.grid());
      read.femurs->pixels()[n] = label;
    }
}

/// One structure a file: every voxel that is not 0 belongs to it, whatever its number.
std::optional<Error> read_mask(const CtScan* scan, const fs::path& file, LabelScheme scheme, MaskNotes& notes,
                               ReadMasks& read) {
  auto mask = load_mask(file, scan);
  if (!mask) return mask.error();
  for (auto& v : mask->pixels()) v = v != 0;
  const std::string name = stem_of(file);
  const int label = label_of_name(scheme, name);
  if (const auto region = bone_region(scheme, label)) add_vertebra(*mask, *region, read.spine);
  if (is_mask_of_bodies(scheme, name)) read.spine.bodies = *mask;
  if (scan == nullptr) return std::nullopt;
  const auto placed = brought_to(
      scan->hounsfield.grid(), *mask, [&](int) { return name; }, notes);
  if (!placed) return placed.error();
  add_femurs(
      *placed, [&](int) { return femur_side(scheme, label); }, read);
  auto statistics = label_statistics(*scan, *placed, LabelScheme::unnamed);
  if (statistics.empty()) statistics.push_back({1, "", 0, 0, 0, 0});
  statistics.front().name = name;
  statistics.front().label = label;
  read.statistics.push_back(statistics.front());
  return std::nullopt;
}

Result<ReadMasks> read_folder(const CtScan* scan, const fs::path& folder, LabelScheme scheme,
                              MaskNotes& notes) {
  ReadMasks read;
  const auto files = masks_in(folder, notes);
  if (files.empty())
    return Error{"labels.none", "The folder holds no mask.", "Give .nii, .nii.gz or .nrrd masks."};
  for (const fs::path& file : files)
    if (const auto error = read_mask(scan, file, scheme, notes, read))
      return Error{error->code, stem_of(file) + ": " + error->message, error->remedy};
  std::stable_sort(read.statistics.begin(), read.statistics.end(),
                   [](const auto& a, const auto& b) { return a.label < b.label; });
  return read;
}

Result<ReadMasks> read_file(const CtScan* scan, const fs::path& file, LabelScheme scheme, MaskNotes& notes) {
  const auto labels = load_mask(file, scan);
  if (!labels) return labels.error();
  if (is_empty(*labels))
    return Error{"labels.none", "The mask is empty.", "Give a mask with at least one label."};
  ReadMasks read;
  read.spine.vertebrae = bone_regions(*labels, scheme);
  if (scan == nullptr) return read;
  const auto placed = brought_to(
      scan->hounsfield.grid(), *labels, [&](int label) { return label_name(scheme, label); }, notes);
  if (!placed) return placed.error();
  add_femurs(
      *placed, [&](int label) { return femur_side(scheme, label); }, read);
  read.statistics = label_statistics(*scan, *placed, scheme);
  return read;
}

}  // namespace

bool is_empty(const LabelMap<3>& labels) {
  return std::all_of(labels.pixels().begin(), labels.pixels().end(), [](std::uint8_t v) { return v == 0; });
}

void warn_of_outside(MaskNotes& notes) {
  constexpr std::size_t kNamed = 5;
  const auto& labels = notes.outside_labels;
  if (labels.empty()) return;
  std::string words;
  for (std::size_t n = 0; n < std::min(kNamed, labels.size()); ++n)
    words += (words.empty() ? "" : ", ") + labels[n];
  if (labels.size() > kNamed) words += " and " + std::to_string(labels.size() - kNamed) + " more";
  notes.warnings.push_back({"labels.partly-outside", std::to_string(notes.outside_voxels) +
                                                         " voxels of the mask lie outside the image and are "
                                                         "not measured; they belong to: " +
                                                         words + "."});
}

Result<ReadMasks> read_masks(const CtScan* scan, const GivenMasks& given, MaskNotes& notes) {
  auto read = fs::is_directory(given.labels) ? read_folder(scan, given.labels, given.scheme, notes)
                                             : read_file(scan, given.labels, given.scheme, notes);
  if (!read || !given.bodies) return read;
  auto bodies = load_mask(*given.bodies, scan);
  if (!bodies) return Error{bodies.error().code, "Bodies: " + bodies.error().message, bodies.error().remedy};
  read->spine.bodies = std::move(*bodies);
  return read;
}

}  // namespace osteon
