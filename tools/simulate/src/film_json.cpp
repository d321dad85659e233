#include "rounded_json.hpp"

#include <osteon/simulate/simulated_film.hpp>

namespace osteon {
namespace {

using Json = nlohmann::ordered_json;

/// Points in pixels and in millimetres of the detector.
class Places {
 public:
  explicit Places(const Eigen::Vector2d& pixel_mm) : pixel_mm_(pixel_mm) {}
  [[nodiscard]] Json operator()(const ShownPoint& p) const {
    return {{"px", place(Eigen::Vector2d(p.mm.cwiseQuotient(pixel_mm_)))},
            {"mm", place(p.mm)},
            {"in_field", p.in_field}};
  }
  template <std::size_t N>
  [[nodiscard]] Json operator()(const std::optional<std::array<ShownPoint, N>>& points,
                                const std::array<const char*, N>& names) const {
    if (!points) return nullptr;
    Json json = Json::object();
    for (std::size_t n = 0; n < N; ++n) json[names[n]] = (*this)((*points)[n]);
    return json;
  }

 private:
  Eigen::Vector2d pixel_mm_;
};

constexpr std::array kSix{"superior_anterior", "superior_middle", "superior_posterior",
                          "inferior_anterior", "inferior_middle", "inferior_posterior"};
constexpr std::array kFour{"superior_anterior", "superior_posterior", "inferior_anterior",
                           "inferior_posterior"};

Json heights_json(const FilmVertebra& v) {
  if (!v.heights) return nullptr;
  const auto one = [](const Measured<Length>& height, double loss) {
    return rounded(in_mm(height.value) * (1 - loss));
  };
  const auto all = [&](const ThreeHeights& loss) {
    return Json{{"anterior", one(v.heights->anterior, loss[0])},
                {"middle", one(v.heights->middle, loss[1])},
                {"posterior", one(v.heights->posterior, loss[2])}};
  };
  Json json{{"in_ct", all({})}};
  if (v.collapse) json["shown"] = all(v.true_loss);
  return json;
}

Json collapse_json(const FilmVertebra& v) {
  if (!v.collapse) return nullptr;
  return {{"kind", name(v.collapse->kind)},
          {"asked_loss", rounded(v.collapse->loss)},
          {"true_loss",
           {{"anterior", rounded(v.true_loss[0])},
            {"middle", rounded(v.true_loss[1])},
            {"posterior", rounded(v.true_loss[2])}}}};
}

Json vertebra_json(const FilmVertebra& v, const Places& places) {
  return {{"level", name(v.level)},
          {"label_confidence", rounded(v.label_confidence)},
          {"whole_in_ct", v.complete},
          {"center", places(v.center)},
          {"magnification", rounded(v.magnification)},
          {"points", places(v.points, kSix)},
          {"corners", places(v.corners, kFour)},
          {"heights_mm", heights_json(v)},
          {"collapse", collapse_json(v)}};
}

const char* words_of(RadiographView view) {
  if (view == RadiographView::left_lateral) return "left-lateral";
  return view == RadiographView::right_lateral ? "right-lateral" : "frontal";
}

Json geometry_json(const SimulatedFilm& film, const FilmRequest& request) {
  const ConeView& view = film.plan.view;
  const OpenBox& open = film.plan.open;
  const DxaPose& pose = request.setting.pose;
  return {
      {"view", words_of(film.making.view)},
      {"pixels", {view.detector.size[0], view.detector.size[1]}},
      {"pixel_mm", place(view.detector.pixel_mm)},
      {"source_to_detector_mm", rounded(view.source_mm)},
      {"source_to_spine_mm", rounded(film.making.source_to_patient_mm)},
      {"magnification", rounded(view.source_mm / film.making.source_to_patient_mm)},
      {"central_ray_mm", place(view.foot_mm)},
      {"source_patient_mm", place(view.source())},
      {"detector_origin_patient_mm", place(view.detector.origin)},
      {"across", place(view.detector.across)},
      {"down", place(view.detector.down)},
      {"field_px", {{"left", open.left}, {"top", open.top}, {"right", open.right}, {"bottom", open.bottom}}},
      {"pose",
       {pose.about_across_deg, pose.about_down_deg, pose.about_ray_deg, pose.across_mm, pose.down_mm}}};
}

}  // namespace

std::string truth_json(const SimulatedFilm& film, const FilmRequest& request) {
  const RadiographBeam& beam = request.beam;
  const Places places(film.plan.view.detector.pixel_mm);
  Json json{{"schema", "osteon-simulated-radiograph/1"},
            {"simulated", true},
            {"geometry", geometry_json(film, request)},
            {"beam",
             {{"kilovolt", beam.tube.kilovolt},
              {"aluminium_mm", beam.tube.aluminium_mm},
              {"scatter_to_primary", beam.scatter_ratio},
              {"photons_per_mm2", beam.photons_per_mm2},
              {"seed", beam.seed},
              {"curve", film.making.logarithmic ? "logarithmic" : "linear"}}},
            {"vertebrae", Json::array()},
            {"sacrum", nullptr}};
  for (const FilmVertebra& v : film.truth.vertebrae) json["vertebrae"].push_back(vertebra_json(v, places));
  if (const auto& sacrum = film.truth.sacrum)
    json["sacrum"] = {{"plate", places(sacrum->plate)}, {"direction", place(sacrum->direction)}};
  return json.dump(2) + "\n";
}

}  // namespace osteon
