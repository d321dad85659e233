#include <osteon/simulate/collapsed_scan.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace osteon {
namespace {

constexpr double kMostLoss = 0.6;
constexpr std::pair<std::string_view, Collapse> kKinds[] = {
    {"wedge", Collapse::wedge}, {"biconcave", Collapse::biconcave}, {"crush", Collapse::crush}};

Error bad_words() {
  return {"radiograph.collapse", "A collapse is LEVEL:KIND:LOSS, each level once: L1:wedge:0.3.",
          "Kinds are wedge, biconcave and crush; losses go up to 0.6."};
}

/// Labels of the untouched CT where a map has taken them.
LabelMap<3> moved_labels(const LabelMap<3>& labels, const CollapseMap& map, const Grid<3>& target) {
  LabelMap<3> answer(target);
  const Grid<3>& grid = labels.grid();
  tbb::parallel_for(0, target.size[2], [&](int k) {
    for (int j = 0; j < target.size[1]; ++j)
      for (int i = 0; i < target.size[0]; ++i) {
        const Eigen::Vector3d source =
            map.source_of(target.patient_from_index({Eigen::Vector3d(i, j, k)}).mm);
        const Eigen::Vector3d p = grid.index_from_patient({source}).ijk.array().round();
        if ((p.array() < 0).any() || p[0] >= grid.size[0] || p[1] >= grid.size[1] || p[2] >= grid.size[2])
          continue;
        answer.at(i, j, k) =
            labels.at(static_cast<int>(p[0]), static_cast<int>(p[1]), static_cast<int>(p[2]));
      }
  });
  return answer;
}

std::optional<IntactVertebra> whole(const SpineSegmentation& spine, BoneRegion level) {
  for (std::size_t n = 0; n < spine.found.size(); ++n)
    if (spine.found[n].level == level) return intact_vertebra(spine.found, n);
  return std::nullopt;
}

}  // namespace

std::string_view name(Collapse kind) {
  return std::find_if(std::begin(kKinds), std::end(kKinds),
                      [kind](const auto& k) { return k.second == kind; })
      ->first;
}

Result<AskedCollapse> collapse_from_words(std::string_view words) {
  const auto first = words.find(':'), last = words.rfind(':');
  if (first == last) return bad_words();
  const auto level = vertebra_from_name(words.substr(0, first));
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& k) {
    return k.first == words.substr(first + 1, last - first - 1);
  });
  double loss = 0;
  const char *from = words.data() + last + 1, *end = words.data() + words.size();
  const auto [rest, error] = std::from_chars(from, end, loss);
  if (!level || kind == std::end(kKinds) || error != std::errc() || rest != end || !(loss > 0) ||
      !(loss <= kMostLoss))
    return bad_words();
  return AskedCollapse{*level, kind->second, loss};
}

Eigen::Vector3d CollapsedScan::moved(Eigen::Vector3d place_mm) const {
  for (const DoneCollapse& one : done) place_mm = one.map.image_of(place_mm);
  return place_mm;
}

Result<CollapsedScan> collapsed(CtScan scan, const SpineSegmentation& spine,
                                std::vector<AskedCollapse> asked) {
  // What lies below a collapse stays where it is: from the head down, each body is still untouched.
  std::sort(asked.begin(), asked.end(), [](const AskedCollapse& a, const AskedCollapse& b) {
    return craniocaudal_rank(a.level) < craniocaudal_rank(b.level);
  });
  const auto twice =
      std::adjacent_find(asked.begin(), asked.end(),
                         [](const AskedCollapse& a, const AskedCollapse& b) { return a.level == b.level; });
  if (twice != asked.end()) return bad_words();
  CollapsedScan answer{std::move(scan), spine.vertebrae, {}};
  for (const AskedCollapse& one : asked) {
    const auto vertebra = whole(spine, one.level);
    if (!vertebra)
      return Error{"anatomy.level-not-whole",
                   name(one.level) + " is not in the CT, or not with both of its endplates.",
                   "Ask for a level that truth.json lists with its points."};
    SimulatedFracture fracture = FractureSimulator(answer.scan).collapse(*vertebra, one.kind, one.loss);
    const CollapseMap map(*vertebra, one.kind, one.loss, {});
    answer.vertebrae = moved_labels(answer.vertebrae, map, fracture.scan.hounsfield.grid());
    answer.scan = std::move(fracture.scan);
    answer.done.push_back({one, map, fracture.true_loss});
  }
  return answer;
}

}  // namespace osteon
