#pragma once

#include "../sources.hpp"

// Sources that several files of rules cite.

namespace osteon {

/// What this program's makers put together from the sources that the checklist of rows lists; no guideline's
/// word.
inline constexpr Citation kOwnSynthesis{
    "osteon-synthesis",
    "Put together for osteon from the checklist's sources; not the word of one guideline"};
inline constexpr Citation kPatientArticles{
    "source-articles",
    "Five articles on osteoporosis for patients, listed row by row in docs/risk-coverage.md"};
inline constexpr Citation kNoggGuideline{"nogg2024",
                                         "National Osteoporosis Guideline Group. Clinical guideline for the "
                                         "prevention and treatment of osteoporosis. 2021, "
                                         "revised 2024"};
inline constexpr Citation kEcts2021{"ects-denosumab-2021",
                                    "Tsourdi E et al. Fracture risk and management of discontinuation of "
                                    "denosumab therapy. J Clin Endocrinol Metab "
                                    "2021;106:264-281"};
inline constexpr Citation kAace2020{"aace2020",
                                    "Camacho PM et al. AACE/ACE clinical practice guidelines for "
                                    "postmenopausal osteoporosis, 2020 update. Endocr Pract "
                                    "2020;26(suppl 1)"};
inline constexpr Citation kCanada2023{"oc2023",
                                      "Morin SN et al. Clinical practice guideline for management of "
                                      "osteoporosis and fracture prevention in Canada: 2023 "
                                      "update. CMAJ 2023;195:E1333-E1348"};
inline constexpr Citation kAcr2022{
    "acr2022",
    "American College of Rheumatology. Guideline for prevention and treatment of glucocorticoid-induced "
    "osteoporosis, 2022"};
inline constexpr Citation kAsbmr2016{"asbmr2016",
                                     "Adler RA et al. Managing osteoporosis in patients on long-term "
                                     "bisphosphonate treatment. J Bone Miner Res "
                                     "2016;31:16-35"};
inline constexpr Citation kUkExercise2022{
    "uk-exercise-2022",
    "Brooke-Wavell K et al. Strong, steady and straight: UK consensus statement on physical activity and "
    "exercise for osteoporosis. Br J Sports Med 2022;56:837"};
inline constexpr Citation kSteadi{
    "steadi",
    "Centers for Disease Control and Prevention. STEADI: stopping elderly accidents, deaths and injuries"};
inline constexpr Citation kNiceTa279{
    "nice-ta279", "NICE technology appraisal 279: percutaneous vertebroplasty and balloon kyphoplasty"};

}  // namespace osteon
