#pragma once

#include <osteon/densitometry/measurements.hpp>

namespace osteon {

inline constexpr Citation kWho1994{
    "who1994",
    "World Health Organization. Assessment of fracture risk and its application to screening for "
    "postmenopausal osteoporosis. WHO Technical Report Series 843. Geneva 1994"};
inline constexpr Citation kIscd2023{
    "iscd2023", "International Society for Clinical Densitometry. Official Positions, Adult, 2023"};
inline constexpr Citation kBhof2022{
    "bhof2022",
    "LeBoff MS et al. The clinician's guide to prevention and treatment of osteoporosis. Osteoporos Int "
    "2022;33:2049-2102, doi 10.1007/s00198-021-05900-y"};
inline constexpr Citation kNogg2024{
    "nogg2024",
    "National Osteoporosis Guideline Group. Clinical guideline for the prevention and treatment of "
    "osteoporosis. 2021, revised 2024, section 4"};
inline constexpr Citation kPickhardt2013{
    "pickhardt2013",
    "Pickhardt PJ et al. Opportunistic screening for osteoporosis using abdominal computed tomography "
    "scans obtained for other indications. Ann Intern Med 2013;158:588-595 (1867 adults, 120 kV)"};
inline constexpr Citation kJang2019{
    "jang2019",
    "Jang S et al. Opportunistic osteoporosis screening at routine abdominal and thoracic CT. Radiology "
    "2019;291:360-367 (an automated tool read 21 HU above the manual region)"};
inline constexpr Citation kKerkeni2009{
    "kerkeni2009",
    "Kerkeni S et al. The Spinal Deformity Index. Osteoporos Int 2009;20:1547 (sum of grades T4-L4)"};
inline constexpr Citation kNhanesVfa2013{
    "nhanes-vfa-2013",
    "NHANES 2013-2014, DXA vertebral fracture assessment, codebook: a normal spine needs no "
    "fracture and at most one vertebra of T7-L4 that could not be evaluated"};
inline constexpr Citation kBuckens2013{
    "buckens2013",
    "Buckens CF et al. Intra and interobserver reliability and agreement of semiquantitative vertebral "
    "fracture assessment on chest CT. PLoS ONE 2013;8:e71204 (height loss: limits of agreement "
    "+-12.5 percentage points between readers)"};

inline constexpr Citation kQctGuideline{"qct-guideline-2020",
                                        "Chinese guideline on QCT, table 2 of PMC7495321 (2020): trabecular "
                                        "density of the spine, mean of two lumbar "
                                        "bodies, 80 and 120 mg/cm3"};

}  // namespace osteon
