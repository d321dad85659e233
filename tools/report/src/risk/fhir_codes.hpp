#pragma once

#include <array>
#include <string_view>

// Which codes of public classifications answer which question of the questionnaire. What is not here is left
// out and said: a code that tells less than the question asks answers nothing (S72, a broken hip, does not
// say whether by great force).

namespace osteon {

/// A code, or the beginning of codes, and the keys that it answers with yes.
struct CodedAnswer {
  std::string_view begins;
  std::array<std::string_view, 2> keys;
  bool ever = false;  ///< the question asks for now or earlier, so that what is resolved counts
};

/// ICD-10, without dots.
inline constexpr std::array kConditions{
    CodedAnswer{"M05", {"rheumatoid_arthritis"}},
    CodedAnswer{"M06", {"rheumatoid_arthritis"}},
    CodedAnswer{"M32", {"lupus"}},
    CodedAnswer{"M45", {"inflammatory_disease"}},
    CodedAnswer{"J44", {"asthma_or_copd"}},
    CodedAnswer{"J45", {"asthma_or_copd"}},
    CodedAnswer{"C50", {"breast_cancer", "cancer"}, true},
    CodedAnswer{"C795", {"skeletal_malignancy", "cancer"}, true},
    CodedAnswer{"C900", {"myeloma_or_mgus", "cancer"}, true},
    CodedAnswer{"D472", {"myeloma_or_mgus"}},
    CodedAnswer{"C", {"cancer"}, true},
    CodedAnswer{"I20", {"cardiovascular_disease"}, true},
    CodedAnswer{"I21", {"cardiovascular_disease", "myocardial_infarction"}, true},
    CodedAnswer{"I25", {"cardiovascular_disease"}, true},
    CodedAnswer{"I61", {"cardiovascular_disease", "stroke"}, true},
    CodedAnswer{"I63", {"cardiovascular_disease", "stroke"}, true},
    CodedAnswer{"I64", {"cardiovascular_disease", "stroke"}, true},
    CodedAnswer{"G45", {"cardiovascular_disease"}, true},
    CodedAnswer{"I26", {"thromboembolism"}, true},
    CodedAnswer{"I82", {"thromboembolism"}, true},
    CodedAnswer{"F00", {"dementia"}},
    CodedAnswer{"F01", {"dementia"}},
    CodedAnswer{"F02", {"dementia"}},
    CodedAnswer{"F03", {"dementia"}},
    CodedAnswer{"G30", {"dementia"}},
    CodedAnswer{"G40", {"epilepsy"}},
    CodedAnswer{"G20", {"parkinson"}},
    CodedAnswer{"G35", {"neurological_disease"}},
    CodedAnswer{"B18", {"liver_disease"}},
    CodedAnswer{"K703", {"liver_disease"}},
    CodedAnswer{"K73", {"liver_disease"}},
    CodedAnswer{"K74", {"liver_disease"}},
    CodedAnswer{"K50", {"malabsorption"}},
    CodedAnswer{"K51", {"malabsorption"}},
    CodedAnswer{"K90", {"malabsorption"}},
    CodedAnswer{"N18", {"kidney_disease"}},
    CodedAnswer{"N20", {"kidney_stones"}},
    CodedAnswer{"E10", {"diabetes_type_1"}},
    CodedAnswer{"E11", {"diabetes_type_2"}},
    CodedAnswer{"E05", {"thyrotoxicosis"}},
    CodedAnswer{"E210", {"hyperparathyroidism"}},
    CodedAnswer{"E211", {"hyperparathyroidism"}},
    CodedAnswer{"E212", {"hyperparathyroidism"}},
    CodedAnswer{"E213", {"hyperparathyroidism"}},
    CodedAnswer{"E24", {"cushing"}},
    CodedAnswer{"E291", {"hypogonadism"}},
    CodedAnswer{"B20", {"hiv"}},
    CodedAnswer{"Z94", {"transplant"}},
    CodedAnswer{"Q780", {"osteogenesis_imperfecta"}, true},
    CodedAnswer{"M88", {"paget_or_high_alp"}, true},
    CodedAnswer{"K220", {"oesophageal_disorder"}},
    CodedAnswer{"K222", {"oesophageal_disorder"}},
    CodedAnswer{"M80", {"osteoporosis_before"}, true},
    CodedAnswer{"M81", {"osteoporosis_before"}, true}};

/// ATC, of medicines that are taken now.
inline constexpr std::array kMedicines{
    CodedAnswer{"H02AB", {"glucocorticoids"}},
    CodedAnswer{"L02BG", {"aromatase_inhibitor"}},
    CodedAnswer{"N06A", {"antidepressant"}},
    CodedAnswer{"A02BC", {"proton_pump_inhibitor"}},
    CodedAnswer{"N03AF01", {"enzyme_inducer"}},
    CodedAnswer{"N03AB02", {"enzyme_inducer"}},
    CodedAnswer{"N03AA02", {"enzyme_inducer"}},
    CodedAnswer{"A10BG", {"thiazolidinedione"}},
    CodedAnswer{"H03AA01", {"levothyroxine"}},
    CodedAnswer{"N02A", {"opioid"}},
    CodedAnswer{"N05B", {"sedative"}},
    CodedAnswer{"N05C", {"sedative"}},
    CodedAnswer{"C02", {"blood_pressure_medicine"}},
    CodedAnswer{"C07", {"blood_pressure_medicine"}},
    CodedAnswer{"C08", {"blood_pressure_medicine"}},
    CodedAnswer{"C09", {"blood_pressure_medicine"}},
    CodedAnswer{"M05BX04", {"on_denosumab", "on_antiresorptive"}},
    CodedAnswer{"M05BA04", {"on_oral_bisphosphonate", "on_antiresorptive"}},
    CodedAnswer{"M05BA07", {"on_oral_bisphosphonate", "on_antiresorptive"}},
    CodedAnswer{"M05BA08", {"on_zoledronate", "on_antiresorptive"}},
    CodedAnswer{"M05BA06", {"on_antiresorptive"}},
    CodedAnswer{"H05AA02", {"on_anabolic"}},
    CodedAnswer{"H05AA04", {"on_anabolic"}},
    CodedAnswer{"M05BX06", {"on_anabolic"}}};

/// LOINC, numbers in the units that the quantity states.
struct CodedNumber {
  std::string_view code, key;
};
inline constexpr std::array kNumbersByLoinc{
    CodedNumber{"8302-2", "height"},          CodedNumber{"29463-7", "weight"},
    CodedNumber{"2160-0", "creatinine"},      CodedNumber{"14682-9", "creatinine"},
    CodedNumber{"33914-3", "egfr"},           CodedNumber{"62238-1", "egfr"},
    CodedNumber{"98979-8", "egfr"},           CodedNumber{"17861-6", "calcium"},
    CodedNumber{"2000-8", "calcium"},         CodedNumber{"1751-7", "albumin"},
    CodedNumber{"1989-3", "vitamin_d"},       CodedNumber{"14635-7", "vitamin_d"},
    CodedNumber{"62292-8", "vitamin_d"},      CodedNumber{"38267-1", "t_lumbar_spine"},
    CodedNumber{"85394-5", "z_lumbar_spine"}, CodedNumber{"38264-8", "t_total_hip"},
    CodedNumber{"80946-7", "t_total_hip"},    CodedNumber{"80945-9", "t_total_hip"},
    CodedNumber{"80933-5", "z_total_hip"},    CodedNumber{"80938-4", "z_total_hip"},
    CodedNumber{"80937-6", "z_total_hip"}};

/// LOINC, judged against the laboratory's own range.
inline constexpr std::array kRangesByLoinc{CodedNumber{"3016-3", "low_tsh"}};

/// UCUM's words for units of the questionnaire.
struct UnitWord {
  std::string_view ucum, ours;
};
inline constexpr std::array kUnits{UnitWord{"[in_i]", "in"},
                                   UnitWord{"[lb_av]", "lb"},
                                   UnitWord{"umol/L", "umol/l"},
                                   UnitWord{"mmol/L", "mmol/l"},
                                   UnitWord{"nmol/L", "nmol/l"},
                                   UnitWord{"mg/dL", "mg/dl"},
                                   UnitWord{"g/L", "g/l"},
                                   UnitWord{"g/dL", "g/dl"},
                                   UnitWord{"ng/mL", "ng/ml"},
                                   UnitWord{"mL/min/{1.73_m2}", "ml/min/1.73m2"},
                                   UnitWord{"mL/min/1.73m2", "ml/min/1.73m2"},
                                   UnitWord{"{T-score}", "SD"},
                                   UnitWord{"{T-Score}", "SD"},
                                   UnitWord{"{Z-score}", "SD"},
                                   UnitWord{"{Z-Score}", "SD"},
                                   UnitWord{"1", "SD"}};

}  // namespace osteon
