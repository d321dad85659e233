#include "rule.hpp"

namespace osteon {
namespace {

// Bone Health and Osteoporosis Foundation, US, 2022; read in part.
constexpr std::string_view kPack = "bhof/2022";
constexpr Citation kBhof{
    "bhof2022",
    "LeBoff MS et al. The clinician's guide to prevention and treatment of osteoporosis. Osteoporos Int "
    "2022;33:2049-2102, doi 10.1007/s00198-021-05900-y"};

/// For whom the guide is made.
Truth addressed(Consultation& c) {
  const Truth man_of_50 = c.is(Sex::male) && c.at_least(Number::age, 50);
  return man_of_50 || (c.is(Sex::female) && c.is(Answer::postmenopausal));
}

constexpr Rule kRules[]{
    {"bhof.treat.fracture",
     kPack,
     "treat_consider",
     Priority::warning,
     "treatment after a hip or vertebral fracture",
     "Hip or vertebral fracture: treatment can be considered whatever the density is.",
     "Post-menopausal women and men from 50 on; vertebral fractures also where an image alone shows them.",
     Evidence::secondary,
     {&kBhof},
     [](Consultation& c) {
       return addressed(c) && (c.is(Answer::hip_fracture) || c.is(Answer::vertebral_fracture));
     }},
    {"bhof.treat.t-score",
     kPack,
     "treat_consider",
     Priority::warning,
     "treatment by the T-score",
     "T-score in the range of osteoporosis: treatment can be considered.",
     "Lowest of lumbar spine, femoral neck, total hip and a third of the radius, by DXA.",
     Evidence::secondary,
     {&kBhof},
     [](Consultation& c) { return addressed(c) && c.at_most(Derived::lowest_t, -2.5); }},
};

}  // namespace

std::span<const Rule> bhof_rules() { return kRules; }

}  // namespace osteon
