#include "simulate.hpp"

#include "commands.hpp"

#include <osteon/imaging/save.hpp>
#include <osteon/imaging/save_dxa.hpp>
#include <osteon/simulate/calibration_scan.hpp>
#include <osteon/simulate/simulated_examination.hpp>

#include <spdlog/spdlog.h>

#include <charconv>
#include <cstdio>
#include <fstream>

namespace osteon::cli {
namespace {

/// "0.6x1.05"
Result<Eigen::Vector2d> pixel_of(const std::string& text) {
  constexpr double kFinest = 0.1, kCoarsest = 3;
  Eigen::Vector2d pixel;
  const char *at = text.data(), *end = at + text.size();
  bool usable = true;
  for (int n = 0; n < 2 && usable; ++n) {
    const auto [next, error] = std::from_chars(at, end, pixel[n]);
    usable = error == std::errc() && pixel[n] >= kFinest && pixel[n] <= kCoarsest &&
             (n == 0 ? next != end && *next == 'x' : next == end);
    at = next + 1;
  }
  if (!usable)
    return Error{"image.pixel-size", "A pixel is given as width x height in millimetres, 0.1 to 3: 0.6x1.05.",
                 "Write --pixel so."};
  return pixel;
}

DxaTarget target_of(const std::string& word) {
  if (word == "spine") return DxaTarget::spine;
  return word == "left-hip" ? DxaTarget::left_hip : DxaTarget::right_hip;
}

DxaProtocol protocol_of(DxaTarget target) {
  if (target == DxaTarget::spine) return DxaProtocol::ap_spine;
  return target == DxaTarget::left_hip ? DxaProtocol::left_femur : DxaProtocol::right_femur;
}

Result<DxaRequest> request_of(const Settings& settings) {
  DxaRequest request;
  request.target = target_of(settings.simulated_region);
  const auto pixel = pixel_of(settings.simulated_pixel);
  if (!pixel) return pixel.error();
  request.pixel_mm = *pixel;
  request.pose = pose_of(settings.simulated_pose);
  request.beams = settings.simulated_beams;
  if (settings.even_tissue) request.beams.soft_tissue = SoftTissueModel::even;
  request.masks = given_masks(settings);
  auto sources = calibration_sources(settings);
  if (!sources) return sources.error();
  request.calibration = *std::move(sources);
  return request;
}

/// Plainly, and not as an OutputFolder: what it lists is never taken for an input, and these are made to be
/// one.
Result<bool> write(const SimulatedExamination& made, const DxaRequest& request,
                   const std::filesystem::path& folder) {
  const DxaProtocol protocol = protocol_of(request.target);
  const CalibrationObject object = simulated_object(request.beams);
  const Error unwritable{"output.unwritable", "The folder cannot be written.",
                         "Check the folder and the space left on the disk."};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return unwritable;
  const std::pair<const char*, const Image2D<float>*> maps[] = {
      {"mineral.nrrd", &made.picture.mineral.g_per_cm2},
      {"measured.nrrd", &made.measured.bone.g_per_cm2},
      {"low.nrrd", &made.picture.scan.low},
      {"high.nrrd", &made.picture.scan.high},
      {"calibration-low.nrrd", &object.scan.low},
      {"calibration-high.nrrd", &object.scan.high}};
  for (const auto& [name, map] : maps)
    if (const auto saved = save_map(*map, folder / name); !saved) return saved.error();
  const std::pair<const char*, DxaObjectStyle> objects[] = {{"ge-lunar.dcm", DxaObjectStyle::ge_lunar},
                                                            {"hologic.dcm", DxaObjectStyle::hologic}};
  for (const auto& [name, style] : objects)
    if (const auto saved = save_simulated_dxa(made.display, protocol, style, folder / name); !saved)
      return saved.error();
  const std::pair<const char*, std::string> documents[] = {
      {"truth.json", made.truth}, {"scan.json", scan_description(request.target, object)}};
  for (const auto& [name, text] : documents) {
    std::ofstream out(folder / name, std::ios::binary);
    out << text;
    out.close();
    if (!out) return unwritable;
  }
  return true;
}

}  // namespace

DxaPose pose_of(std::vector<double> numbers) {
  numbers.resize(5);
  return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
}

std::optional<GivenMasks> given_masks(const Settings& settings) {
  if (settings.labels.empty()) return std::nullopt;
  return GivenMasks{settings.labels, label_scheme_from_name(settings.scheme).value()};
}

int refuse(const Error& error) {
  spdlog::error("{}: {} {}", error.code, error.message, error.remedy);
  return error.code.starts_with("output.") ? kFailure : kRefused;
}

int run_simulate_dxa(const Settings& settings) {
  const auto request = request_of(settings);
  if (!request) return refuse(request.error());
  const Survey found = survey(settings.inputs);
  const auto ct = only_ct(found);
  if (!ct) return refuse(ct.error());
  const auto made = simulate_examination(**ct, *request);
  if (!made) return refuse(made.error());
  for (const Warning& warning : made->warnings) spdlog::info("{}: {}", warning.code, warning.message);
  if (const auto written = write(*made, *request, settings.output); !written) return refuse(written.error());
  if (settings.json) std::fputs(made->truth.c_str(), stdout);
  spdlog::info("{} x {} pixels, noise {:.3f} g/cm2; written: {}", made->view.size[0], made->view.size[1],
               in_g_per_cm2(made->measured.noise_sd), (settings.output / "truth.json").string());
  return kAllAnalysed;
}

}  // namespace osteon::cli
