#include "dxa_audit_corpus.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <random>

namespace osteon::test {
namespace {

using Chance = std::mt19937_64;

double between(Chance& chance, double low, double high) {
  return low + (high - low) * static_cast<double>(chance() >> 11) / 9007199254740992.0;  // 2^53
}

ReportedNumber printed(double value, int decimals) {
  return {rounded(value, decimals), decimals, std::nullopt, true};
}

/// BMC and area first, as a scanner measures them; BMD is their printed quotient.
ReportedRow row(DxaExam exam, const std::string& region, std::optional<Side> side, double bmd, double area) {
  ReportedRow r;
  r.exam = exam;
  r.region = region;
  r.side = side;
  r.area = printed(area, 2);
  r.bmc = printed(bmd * area, 2);
  r.bmd = printed(bmd, 3);
  return r;
}

ReportedRow& find(DxaExamination& examination, const std::string& region, std::optional<Side> side = {}) {
  for (ReportedRow& r : examination.report.rows)
    if (r.region == region && r.side == side) return r;
  throw std::logic_error("corpus: no such row");
}

void add_spine(DxaExamination& e, Chance& chance, double t, const YoungAdultReference& reference) {
  double bmc = 0, area = 0;
  for (int n = 1; n <= 4; ++n) {
    const double level_t = t + between(chance, -0.4, 0.4);
    const double size = 12.0 + n + between(chance, -0.5, 0.5);
    ReportedRow one =
        row(DxaExam::ap_spine, "L" + std::to_string(n), {}, reference.mean + level_t * reference.sd, size);
    one.t_score = printed(level_t, 1);
    bmc += (reference.mean + level_t * reference.sd) * size;
    area += size;
    e.report.rows.push_back(std::move(one));
  }
  e.report.rows.push_back(row(DxaExam::ap_spine, "L1-L4", {}, bmc / area, area));
}

void add_hips(DxaExamination& e, Chance& chance, double t, BmdScale scale) {
  for (const Side side : {Side::left, Side::right})
    for (const auto& [region, site, size] :
         {std::tuple("neck", BmdSite::femoral_neck, 4.8), std::tuple("total", BmdSite::total_hip, 33.0)}) {
      const auto reference = *young_adult_reference(site, scale);
      e.report.rows.push_back(row(DxaExam::femur, region, side,
                                  reference.mean + (t + between(chance, -0.5, 0.5)) * reference.sd,
                                  size + between(chance, -0.3, 0.3)));
    }
  e.report.rows.push_back(row(DxaExam::femur, "wards", Side::left, 0.6, 2.2));
}

/// A report without an error. Person, maker and densities by chance.
DxaExamination clean_examination(Chance& chance, bool young) {
  constexpr std::array kMakers = {std::pair("GE", BmdScale::lunar), std::pair("Hologic", BmdScale::hologic),
                                  std::pair("Norland", BmdScale::norland)};
  const auto& [vendor, scale] = kMakers[chance() % kMakers.size()];
  DxaExamination e;
  e.report.vendor = vendor;
  e.report.device = "A";
  e.report.ethnicity = "White";
  e.report.patient.sex = chance() % 3 == 0 ? Sex::male : Sex::female;
  e.report.patient.age_years =
      young ? std::floor(between(chance, 22, 49)) : std::floor(between(chance, 50, 88));
  e.report.exam_date = e.header_date = "2024-03-1" + std::to_string(chance() % 10);
  e.patient_id = "P" + std::to_string(chance() % 100000);
  e.object_uid = "1.2." + std::to_string(chance() % 1000000000);
  e.picture_sha256 = std::to_string(chance());
  const double t = between(chance, -3.5, 1.0);
  add_spine(e, chance, t, *young_adult_reference(BmdSite::lumbar_spine, scale));
  add_hips(e, chance, t, scale);
  auto scores = score_rows(e.report);
  for (std::size_t n = 0; n < e.report.rows.size(); ++n) {
    ReportedRow& r = e.report.rows[n];
    if (young) r.t_score.reset();
    if (!young && scores[n].t) r.t_score = printed(scores[n].t->value, 1);
  }
  const DxaClassification own = classify(e.report, scores);
  if (own.category != DxaCategory::not_classifiable) e.report.stated.category = own.category;
  return e;
}

StatedChange real_change(const DxaExamination& e) {
  StatedChange change;
  for (const ReportedRow& r : e.report.rows)
    if (r.region == "total" && r.side == Side::left) change.before = change.now = r;
  change.before.bmd.value += 0.060;
  change.vendor_before = e.report.vendor;
  change.device_before = e.report.device;
  return change;
}

AuditCase clean_case(Chance& chance, bool young) {
  AuditCase one;
  one.examinations.push_back(clean_examination(chance, young));
  DxaExamination& first = one.examinations.front();
  first.report.stated.changes.push_back(real_change(first));
  DxaExamination again = first;  // the next visit of the same person
  again.object_uid += ".1";
  again.picture_sha256 += "1";
  one.examinations.push_back(std::move(again));
  one.limits = {{BmdSite::total_hip, 0.030}, {BmdSite::lumbar_spine, 0.035}};
  return one;
}

struct Seed {
  const char* code;
  std::function<void(AuditCase&, Chance&)> put_in;
};

std::vector<Seed> seeds() {
  const auto first = [](AuditCase& c) -> DxaExamination& { return c.examinations.front(); };
  const auto change = [first](AuditCase& c) -> StatedChange& {
    return first(c).report.stated.changes.front();
  };
  return {
      {"dxa.audit-person",
       [=](AuditCase& c, Chance& r) {
         r() % 2 ? first(c).report.patient.sex.reset() : first(c).report.patient.age_years.reset();
       }},
      {"dxa.audit-quotient",
       [=](AuditCase& c, Chance& r) {
         find(first(c), "total", Side::right).bmd.value += between(r, 0.009, 0.09);
       }},
      {"dxa.audit-reference",
       [=](AuditCase& c, Chance& r) {
         for (const Side s : {Side::left, Side::right})
           find(first(c), "neck", s).t_score->value += between(r, 0.3, 0.5);
       }},
      {"dxa.audit-mixed-reference",
       [=](AuditCase& c, Chance&) {
         ReportedRow& right = find(first(c), "neck", Side::right);
         right.t_score->value += right.bmd.value > find(first(c), "neck", Side::left).bmd.value ? -4 : 4;
       }},
      {"dxa.audit-t-below-fifty",
       [=](AuditCase& c, Chance& r) {
         first(c).report.patient.age_years = std::floor(between(r, 25, 49));
         first(c).report.stated.category.reset();
       }},
      {"dxa.audit-level-apart",
       [=](AuditCase& c, Chance& r) {
         const auto n = r() % 4 + 1;
         find(first(c), "L" + std::to_string(n)).t_score->value += between(r, 2.0, 3.0);
       }},
      {"dxa.audit-sum",
       [=](AuditCase& c, Chance& r) {
         ReportedRow& w = find(first(c), "L1-L4");
         const double share = between(r, 0.80, 0.97);
         w.bmc = printed(w.bmc->value * share, 2);
         w.area = printed(w.area->value * share, 2);
       }},
      {"dxa.audit-side", [=](AuditCase& c, Chance&) { first(c).protocol_side = Side::left; }},
      {"dxa.audit-date", [=](AuditCase& c, Chance&) { first(c).header_date = "2023-03-10"; }},
      {"dxa.audit-region",
       [=](AuditCase& c, Chance&) {
         first(c).report.stated.category_row = find(first(c), "wards", Side::left);
       }},
      {"dxa.audit-single-level",
       [=](AuditCase& c, Chance& r) {
         first(c).report.stated.category_row = find(first(c), "L" + std::to_string(r() % 4 + 1));
       }},
      {"dxa.audit-category",
       [=](AuditCase& c, Chance&) {
         auto& said = first(c).report.stated.category;
         said = said == DxaCategory::normal ? DxaCategory::low_bone_mass : DxaCategory::normal;
       }},
      {"dxa.audit-change-device",
       [=](AuditCase& c, Chance& r) {
         r() % 2 ? change(c).device_before = "B" : change(c).vendor_before = "another";
       }},
      {"dxa.audit-change-region", [=](AuditCase& c, Chance&) { change(c).before.region = "neck"; }},
      {"dxa.audit-change-side", [=](AuditCase& c, Chance&) { change(c).before.side = Side::right; }},
      {"dxa.audit-change-small",
       [=](AuditCase& c, Chance& r) {
         change(c).before.bmd.value = change(c).now.bmd.value + between(r, 0.002, 0.029);
       }},
      {"dxa.audit-change-no-limit", [=](AuditCase& c, Chance&) { c.limits.clear(); }},
      {"dxa.audit-duplicate",
       [=](AuditCase& c, Chance&) { c.examinations.back().picture_sha256 = first(c).picture_sha256; }},
      {"dxa.audit-identity",
       [=](AuditCase& c, Chance& r) {
         if (r() % 2) {
           c.examinations.back().patient_id += "x";
         } else {
           c.examinations.back().report.patient.sex =
               first(c).report.patient.sex == Sex::male ? Sex::female : Sex::male;
         }
       }},
  };
}

}  // namespace

std::vector<AuditCase> audit_corpus(int each) {
  Chance chance(20240501);
  std::vector<AuditCase> cases;
  for (int n = 0; n < 40; ++n) cases.push_back(clean_case(chance, n % 4 == 0));
  for (const Seed& seed : seeds())
    for (int n = 0; n < each; ++n) {
      AuditCase one = clean_case(chance, false);
      seed.put_in(one, chance);
      one.seeded = seed.code;
      cases.push_back(std::move(one));
    }
  return cases;
}

std::vector<DxaFinding> findings_of(const AuditCase& one) {
  DxaAuditOptions options;
  options.least_significant_changes = one.limits;
  std::vector<DxaFinding> all = audit_together(one.examinations);
  for (const DxaExamination& e : one.examinations)
    for (DxaFinding& finding : audit(e, options)) all.push_back(std::move(finding));
  return all;
}

}  // namespace osteon::test
