#include <osteon/densitometry/ct_acquisition.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osteon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> codes(const CtConditions& c) {
  std::vector<std::string> all;
  for (const Warning& w : c.warnings) all.push_back(w.code);
  return all;
}

ConditionEvidence with_blood(double aorta_hu, double error_hu = 0.5) {
  ConditionEvidence e;
  e.aorta = TissueAttenuation{aorta_hu, error_hu};
  return e;
}

ContrastState contrast_of(const ConditionEvidence& e) { return judge_conditions(e).contrast; }

TEST(CtAcquisition, TellsNativeBloodFromEnhanced) {
  EXPECT_EQ(contrast_of(with_blood(30)), ContrastState::native);
  EXPECT_EQ(contrast_of(with_blood(60)), ContrastState::native);
  EXPECT_EQ(contrast_of(with_blood(70)), ContrastState::unknown);
  EXPECT_EQ(contrast_of(with_blood(82)), ContrastState::iv_unknown_phase);
  EXPECT_EQ(contrast_of(with_blood(82, 5)), ContrastState::unknown) << "82 with an error of 5 may be 70";
  EXPECT_EQ(contrast_of(with_blood(55, 15)), ContrastState::unknown) << "55 with an error of 15 may be 85";
}

TEST(CtAcquisition, NamesThePhaseByBloodAndLiver) {
  const auto state = [](double aorta, double liver) {
    ConditionEvidence e = with_blood(aorta);
    e.liver = TissueAttenuation{liver, 0.5};
    return contrast_of(e);
  };
  // Goshima 2006: rises of 318 and 20 HU at 10 to 15 s, of 121 and 61 HU at 45 to 55 s.
  EXPECT_EQ(state(40 + 318, 55 + 20), ContrastState::arterial);
  EXPECT_EQ(state(40 + 121, 55 + 61), ContrastState::portal_venous);
  EXPECT_EQ(state(95, 95), ContrastState::delayed);
  EXPECT_EQ(state(300, 10), ContrastState::arterial) << "a fatty liver";
  EXPECT_EQ(state(150, 10), ContrastState::iv_unknown_phase) << "a fatty liver that may have been enhanced";
  EXPECT_EQ(contrast_of(with_blood(300)), ContrastState::arterial);
  EXPECT_EQ(contrast_of(with_blood(160)), ContrastState::iv_unknown_phase);
}

TEST(CtAcquisition, TakesTheVenaCavaAndTheLiverWhereThereIsNoAorta) {
  ConditionEvidence e;
  e.vena_cava = TissueAttenuation{45, 1};
  EXPECT_EQ(contrast_of(e), ContrastState::native);
  e.vena_cava->mean_hu = 130;
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase);
  e = {};
  e.liver = TissueAttenuation{112, 0.5};
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase);
  e.liver->mean_hu = 60;
  EXPECT_EQ(contrast_of(e), ContrastState::unknown)
      << "a liver in the arterial phase is as dense as a native one";
}

TEST(CtAcquisition, TakesTheHeartAndTheGroinWhereNoVesselIsSeen) {
  ConditionEvidence e;
  e.heart = TissueAttenuation{43, 1};
  EXPECT_EQ(contrast_of(e), ContrastState::native);
  e.heart->mean_hu = 140;
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase);
  e = {};
  const auto groin = [&](double hu, double error_hu) {
    e.groin_strand = TissueAttenuation{hu, error_hu};
    return contrast_of(e);
  };
  EXPECT_EQ(groin(65, 2), ContrastState::native) << "the brightest muscle; no vessel is brighter";
  EXPECT_EQ(groin(77, 2), ContrastState::unknown);
  EXPECT_EQ(groin(95, 1), ContrastState::unknown) << "may be tendon";
  EXPECT_EQ(groin(130, 5), ContrastState::iv_unknown_phase);
  e.opacified_ml = 5;
  EXPECT_EQ(groin(65, 2), ContrastState::enteric_only);
}

TEST(CtAcquisition, BelievesADarkStrandBeforeTheColumnAndNoBrightOne) {
  ConditionEvidence e;
  e.front_strand = TissueAttenuation{38, 3};
  EXPECT_EQ(contrast_of(e), ContrastState::native);
  e.acquisition.contrast_agent = "OMNIPAQUE";
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase) << "a strand that is cut does not outweigh it";
  e.acquisition.contrast_agent = {};
  for (const double hu : {-20.0, 77.0, 150.0}) {
    e.front_strand->mean_hu = hu;
    EXPECT_EQ(contrast_of(e), ContrastState::unknown) << hu;
  }
}

TEST(CtAcquisition, SaysWhyNoBloodWasMeasured) {
  ConditionEvidence e;
  e.no_blood = "the place is cut";
  EXPECT_NE(judge_conditions(e).contrast_evidence.find("no vessel is seen: the place is cut"),
            std::string::npos);
}

TEST(CtAcquisition, HearsTheSeriesDescriptionWhereTheImageIsSilent) {
  ConditionEvidence e;
  for (const auto& [word, state] :
       std::vector<std::pair<std::string, ContrastState>>{{"NATIVE", ContrastState::native},
                                                          {"ARTERIAL", ContrastState::arterial},
                                                          {"VENOUS", ContrastState::portal_venous},
                                                          {"DELAYED", ContrastState::delayed},
                                                          {"ENHANCED", ContrastState::iv_unknown_phase}}) {
    e.acquisition.contrast_words = word;
    EXPECT_EQ(contrast_of(e), state);
  }
  e.acquisition.contrast_words = "NATIVE";
  e.acquisition.contrast_agent = "OMNIPAQUE";
  EXPECT_EQ(contrast_of(e), ContrastState::unknown) << "one of both is wrong";
  e.acquisition.contrast_words = "VENOUS";
  EXPECT_EQ(contrast_of(e), ContrastState::portal_venous);
  e.aorta = TissueAttenuation{42, 0.5};
  EXPECT_EQ(contrast_of(e), ContrastState::native) << "the image goes before the header";
  EXPECT_THAT(codes(judge_conditions(e)), Contains("ct.contrast-contradicts-header"));
}

TEST(CtAcquisition, ReadsTheHeaderOnlyWhereTheImageIsSilent) {
  ConditionEvidence e;
  e.acquisition.contrast_agent = "OMNIPAQUE 350";
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase);
  e.acquisition.contrast_agent = "GASTROGRAFIN";
  e.acquisition.contrast_route = "ORAL";
  EXPECT_EQ(contrast_of(e), ContrastState::enteric_only);
  e.acquisition.contrast_route = "ORAL AND IV";
  EXPECT_EQ(contrast_of(e), ContrastState::iv_unknown_phase);
  EXPECT_EQ(contrast_of({}), ContrastState::unknown);
}

TEST(CtAcquisition, SaysWhenHeaderAndImageContradictEachOther) {
  ConditionEvidence e = with_blood(41);
  e.acquisition.contrast_agent = "APPLIED";
  const CtConditions c = judge_conditions(e);
  EXPECT_EQ(c.contrast, ContrastState::native);
  EXPECT_THAT(codes(c), Contains("ct.contrast-contradicts-header"));
  EXPECT_THAT(codes(judge_conditions(with_blood(41))), Not(Contains("ct.contrast-contradicts-header")));
}

TEST(CtAcquisition, KeepsContrastInBowelApart) {
  ConditionEvidence e = with_blood(41);
  e.opacified_ml = 20;
  const CtConditions c = judge_conditions(e);
  EXPECT_EQ(c.contrast, ContrastState::enteric_only);
  EXPECT_EQ(carries_contrast(c.contrast), false);
  EXPECT_THAT(c.contrast_evidence, HasSubstr("20 ml"));
  EXPECT_THAT(codes(c), Not(Contains("ct.contrast-in-blood")));
}

TEST(CtAcquisition, GivesPublishedPhasesOnly) {
  EXPECT_EQ(published_phase(ContrastState::arterial), ContrastPhase::arterial);
  EXPECT_EQ(published_phase(ContrastState::portal_venous), ContrastPhase::venous);
  for (const auto state : {ContrastState::unknown, ContrastState::native, ContrastState::enteric_only,
                           ContrastState::delayed, ContrastState::iv_unknown_phase})
    EXPECT_FALSE(published_phase(state));
  EXPECT_FALSE(carries_contrast(ContrastState::unknown));
}

TEST(CtAcquisition, KnowsTheMakersNamesOfKernels) {
  struct Named {
    const char *kernel, *manufacturer;
    KernelClass is;
  };
  for (const auto& [kernel, manufacturer, is] :
       std::initializer_list<Named>{{"Br38f/3", "SIEMENS", KernelClass::standard},
                                    {"B30f", "SIEMENS", KernelClass::standard},
                                    {"B20s", "SIEMENS", KernelClass::soft},
                                    {"B70f", "Siemens Healthineers", KernelClass::sharp},
                                    {"I31f/3", "SIEMENS", KernelClass::standard},
                                    {"Hr60u", "SIEMENS", KernelClass::sharp},
                                    {"STANDARD", "GE MEDICAL SYSTEMS", KernelClass::standard},
                                    {"SOFT", "GE MEDICAL SYSTEMS", KernelClass::soft},
                                    {"BONEPLUS", "GE MEDICAL SYSTEMS", KernelClass::sharp},
                                    {"LUNG", "GE MEDICAL SYSTEMS", KernelClass::sharp},
                                    {"FC51", "TOSHIBA", KernelClass::sharp},
                                    {"FC12", "TOSHIBA", KernelClass::standard},
                                    {"FC08-H", "Canon Medical Systems", KernelClass::standard},
                                    {"FC99x", "TOSHIBA", KernelClass::sharp},
                                    {"B", "Philips", KernelClass::standard},
                                    {"YA", "Philips", KernelClass::sharp},
                                    {"B", "SIEMENS", KernelClass::unknown},
                                    {"B70f", "", KernelClass::unknown},
                                    {"", "SIEMENS", KernelClass::unknown},
                                    {"whatever", "SIEMENS", KernelClass::unknown}})
    EXPECT_EQ(kernel_by_name(kernel, manufacturer), is) << kernel << " of " << manufacturer;
}

TEST(CtAcquisition, TellsTheKernelByTheNoiseWhereItHasNoName) {
  const auto kernel = [](double frequency, double sd) {
    ConditionEvidence e;
    e.noise = ImageNoise{sd, 0.7, frequency};
    return judge_conditions(e).kernel;
  };
  EXPECT_EQ(kernel(0.15, 10), KernelClass::soft);
  EXPECT_EQ(kernel(0.28, 10), KernelClass::standard);
  EXPECT_EQ(kernel(0.40, 10), KernelClass::unknown);
  EXPECT_EQ(kernel(0.60, 30), KernelClass::sharp);
  EXPECT_EQ(kernel(0.60, 2), KernelClass::unknown) << "rounding, not noise";
  ConditionEvidence named;
  named.noise = ImageNoise{30, 0.7, 0.6};
  named.acquisition.kernel = "STANDARD";
  EXPECT_EQ(judge_conditions(named).kernel, KernelClass::standard);
}

TEST(CtAcquisition, RefusesToCalibrateWhatIsNotAttenuation) {
  const auto refusal = [](const char* type, const char* kernel, const char* words) {
    ConditionEvidence e;
    e.acquisition.image_type = type;
    e.acquisition.kernel = kernel;
    e.acquisition.manufacturer = "SIEMENS";
    e.acquisition.energy_words = words;
    const auto error = judge_conditions(e).not_attenuation;
    return error ? error->code : "";
  };
  EXPECT_EQ(refusal("ORIGINAL/PRIMARY/AXIAL/CT_SOM5 SPI", "Br38f/3", ""), "");
  EXPECT_EQ(refusal("DERIVED/PRIMARY/AXIAL/VMI", "Br38f", ""), "ct.spectral-image");
  EXPECT_EQ(refusal("DERIVED/PRIMARY/AXIAL/MONOCHROME", "Br38f", ""), "") << "not a word of its own";
  EXPECT_EQ(refusal("DERIVED/SECONDARY/MAT_REMOVED", "", ""), "ct.spectral-image");
  EXPECT_EQ(refusal("ORIGINAL/PRIMARY/AXIAL", "", "MONOPLUS 70 KEV"), "ct.spectral-image");
  EXPECT_EQ(refusal("ORIGINAL/PRIMARY/AXIAL", "", "VNC"), "ct.spectral-image");
  EXPECT_EQ(refusal("ORIGINAL/PRIMARY/AXIAL", "Sd36f", ""), "ct.density-reconstruction");
  EXPECT_EQ(refusal("ORIGINAL/PRIMARY/AXIAL", "", "DIRECTDENSITY"), "ct.density-reconstruction");
}

TEST(CtAcquisition, WarnsOfLowDoseByIndexOrByCurrent) {
  ConditionEvidence e;
  EXPECT_FALSE(judge_conditions(e).low_dose);
  e.acquisition.tube_current_time_mas = 40;
  EXPECT_TRUE(judge_conditions(e).low_dose);
  e.acquisition.tube_current_time_mas = 61;
  EXPECT_FALSE(judge_conditions(e).low_dose);
  e.acquisition.dose_index_mgy = 3.0;
  EXPECT_TRUE(judge_conditions(e).low_dose);
  e.acquisition.dose_index_mgy = 3.1;
  EXPECT_FALSE(judge_conditions(e).low_dose);
}

TEST(CtAcquisition, WarnsWhereBoneOrAirIsCutOff) {
  ConditionEvidence e;
  e.range = ValueRange{-1000, 3071, true, true};
  CtConditions c = judge_conditions(e);
  EXPECT_EQ(c.cut_off_above_hu, 3071);
  EXPECT_EQ(c.cut_off_below_hu, -1000);
  EXPECT_TRUE(c.warnings.empty());
  e.range = ValueRange{-200, 1000, true, true};
  EXPECT_THAT(codes(judge_conditions(e)), ::testing::ElementsAre("ct.cut-off-above", "ct.cut-off-below"));
  e.range = ValueRange{-200, 1000, false, false};
  c = judge_conditions(e);
  EXPECT_FALSE(c.cut_off_above_hu || c.cut_off_below_hu);
}

TEST(CtAcquisition, NamesTheLevelsNearMetal) {
  ConditionEvidence e;
  e.metal_levels = {BoneRegion::l4, BoneRegion::l5};
  const CtConditions c = judge_conditions(e);
  ASSERT_EQ(c.warnings.size(), 1U);
  EXPECT_THAT(c.warnings[0].message, HasSubstr("L4, L5"));
}

}  // namespace
}  // namespace osteon
