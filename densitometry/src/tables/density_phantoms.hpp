#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <array>

namespace osteon {

/// Rods of calibration phantoms, mg/cm3. Source: kOgo (numbers only).
inline constexpr std::array kMindwaysCtRods{PhantomRod{-51.83, 1012.25}, PhantomRod{-53.40, 1056.95},
                                            PhantomRod{58.88, 1103.57}, PhantomRod{157.05, 1119.52},
                                            PhantomRod{375.83, 923.20}};
inline constexpr std::array kMindwaysQaRods{PhantomRod{58.88, 1103.57}, PhantomRod{-53.40, 1056.95},
                                            PhantomRod{157.05, 1119.52}, PhantomRod{157.13, 1120.10}};
inline constexpr std::array kQrmBdc3Rods{PhantomRod{100, {}}, PhantomRod{400, {}}, PhantomRod{800, {}}};
inline constexpr std::array kQrmBdc6Rods{PhantomRod{0, {}},   PhantomRod{100, {}}, PhantomRod{200, {}},
                                         PhantomRod{400, {}}, PhantomRod{600, {}}, PhantomRod{800, {}}};
inline constexpr std::array kImageAnalysisRods{PhantomRod{8.0, {}}, PhantomRod{97.3, {}},
                                               PhantomRod{189.8, {}}};
inline constexpr std::array kBmas200Rods{PhantomRod{0, {}}, PhantomRod{50, {}}, PhantomRod{100, {}},
                                         PhantomRod{150, {}}, PhantomRod{200, {}}};
inline constexpr std::array kSiemensOsteoRods{PhantomRod{0, {}}, PhantomRod{200, {}}};

inline constexpr std::array kPhantoms{
    Phantom{"Mindways Model 3 CT", Mineral::dipotassium_phosphate, true, kMindwaysCtRods, kOgo},
    Phantom{"Mindways Model 3 QA", Mineral::dipotassium_phosphate, true, kMindwaysQaRods, kOgo},
    Phantom{"QRM-BDC 3", Mineral::hydroxyapatite, false, kQrmBdc3Rods, kOgo},
    Phantom{"QRM-BDC 6", Mineral::hydroxyapatite, false, kQrmBdc6Rods, kOgo},
    Phantom{"Image Analysis QCT-3D Plus", Mineral::hydroxyapatite, true, kImageAnalysisRods, kOgo},
    Phantom{"B-MAS 200", Mineral::hydroxyapatite, false, kBmas200Rods, kOgo},
    Phantom{"Siemens Osteo", Mineral::hydroxyapatite, false, kSiemensOsteoRods, kOgo},
};

}  // namespace osteon
