#include "film_files.hpp"

#include "../support/loaded.hpp"
#include "../support/normal_numbers.hpp"

#include <osteon/imaging/save_radiograph.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/simulate/simulated_film.hpp>

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace osteon::benchmark {

namespace fs = std::filesystem;

fs::path simulated_film(const fs::path& file) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz"});
  const auto film = simulate_film(*osteon::testing::usable_cts(found).at(0), {});
  if (!film) throw std::runtime_error(film.error().message);
  return save_simulated_radiograph(film->display.grey, film->making, file).value();
}

fs::path film_of_noise(const fs::path& file) {
  constexpr double kPixelMm = 0.15;
  constexpr std::array<int, 2> kSize{2333, 2867};
  constexpr double kMiddle = 2048, kSpread = 500, kBrightest = 4095;
  osteon::testing::NormalNumbers normal(1);
  std::vector<std::uint16_t> grey(static_cast<std::size_t>(kSize[0]) * kSize[1]);
  for (std::uint16_t& value : grey)
    value = static_cast<std::uint16_t>(std::clamp(kMiddle + kSpread * normal.next(), 0.0, kBrightest));
  const Grid<2> grid{kSize, {kPixelMm, kPixelMm}, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  const RadiographMaking making{.view = RadiographView::left_lateral,
                                .kilovolt = 85,
                                .source_to_detector_mm = 1150,
                                .source_to_patient_mm = 900,
                                .open = {0, 0, kSize[0], kSize[1]},
                                .logarithmic = true,
                                .window_center = kMiddle,
                                .window_width = 2 * kMiddle};
  return save_simulated_radiograph(Image2D<std::uint16_t>(grid, std::move(grey)), making, file).value();
}

fs::path without_pixel_size(const fs::path& film, const fs::path& file) {
  DcmFileFormat object;
  if (object.loadFile(film.c_str()).bad()) throw std::runtime_error("no film");
  for (const DcmTagKey& tag :
       {DCM_ImagerPixelSpacing, DCM_PixelSpacing, DCM_EstimatedRadiographicMagnificationFactor,
        DCM_DistanceSourceToDetector, DCM_DistanceSourceToPatient})
    object.getDataset()->findAndDeleteElement(tag);
  if (object.saveFile(file.c_str()).bad()) throw std::runtime_error("not written");
  return file;
}

}  // namespace osteon::benchmark
