#pragma once

#include <osteon/imaging/patient.hpp>
#include <osteon/imaging/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// What was scanned, as the whole examination is called.
enum class DxaExam { ap_spine, femur, forearm, total_body, other };

/// How a reported number came here. It is carried by every number: print is never taken for a measurement.
enum class ReportedOrigin { structured_report, private_text, page_text, page_picture, table };

/// A place on a page: pixels of the page as stored or drawn, from its upper left corner.
struct PageBox {
  int page = 0;  ///< from 0
  int left = 0, top = 0, width = 0, height = 0;
  friend bool operator==(const PageBox&, const PageBox&) = default;
};

/// A number as somebody else printed or stored it. It has no uncertainty of ours; `decimals` is how finely it
/// was rounded.
struct ReportedNumber {
  double value = 0;
  int decimals = 0;
  std::optional<PageBox> box;
  /// Another number of the report agrees (quotient, sum, percentage), or it was text and no picture. A
  /// picture's number that only the eye of the reader vouches for is not confirmed.
  bool confirmed = false;
  friend bool operator==(const ReportedNumber&, const ReportedNumber&) = default;
};

/// One row of a densitometer's result table. BMD in g/cm2, BMC in g, area in cm2.
struct ReportedRow {
  DxaExam exam = DxaExam::other;
  std::string region;  ///< "L1", "L1-L4", "L1,L3-L4", "neck", "total", "trochanter", "shaft", "wards", ...
  std::optional<Side> side;
  bool mean_of_sides = false;
  ReportedOrigin origin = ReportedOrigin::page_picture;
  ReportedNumber bmd;
  std::optional<ReportedNumber> bmc, area;
  std::optional<ReportedNumber> t_score, z_score;
  std::optional<ReportedNumber> percent_young, percent_age;
  friend bool operator==(const ReportedRow&, const ReportedRow&) = default;
};

/// A part of a page as it was printed: grey values row by row, 255 = white.
struct PageCut {
  int width = 0, height = 0;
  std::vector<std::uint8_t> grey;
  friend bool operator==(const PageCut&, const PageCut&) = default;
};

/// A row that stands on the page and was not taken: shown to a person, never used.
struct UnreadRow {
  PageBox box;
  std::string label;     ///< as far as it could be read
  std::string reason;    ///< one sentence
  PageCut picture = {};  ///< of the row and what is beside it; empty where it was no picture
  friend bool operator==(const UnreadRow&, const UnreadRow&) = default;
};

/// A category of bone density, as a report states it or as rules give it.
enum class DxaCategory {
  normal,
  low_bone_mass,
  osteoporosis,
  within_expected,
  below_expected,
  not_classifiable
};
/// The words of the report contract: "normal", "low-bone-mass", ...
[[nodiscard]] std::string_view name(DxaCategory category);

/// A comparison that a report makes with an earlier examination. Of a region without a density of its own
/// `before` follows from the stated difference or percentage.
struct StatedChange {
  ReportedRow before, now;
  std::string vendor_before, device_before;  ///< empty = the report does not say
  std::string date_before;                   ///< YYYY-MM-DD; empty = the report does not say
  bool called_real = true;                   ///< the report takes it for a change of the patient
  friend bool operator==(const StatedChange&, const StatedChange&) = default;
};

/// What a report concludes from its numbers; absent = it does not say, or not clearly.
struct DxaStatement {
  std::optional<DxaCategory> category;
  std::optional<ReportedRow> category_row;   ///< the row that the category is drawn from
  std::vector<std::string> excluded_levels;  ///< "L2"
  std::vector<StatedChange> changes;
  friend bool operator==(const DxaStatement&, const DxaStatement&) = default;
};

/// The numbers of one densitometer report as they were printed or stored by others.
struct ReportedDxa {
  Patient patient;
  std::string ethnicity;  ///< as printed
  std::string vendor, device, software;
  std::string reference;  ///< of the T-scores, as printed; empty = not stated
  std::string exam_date;  ///< YYYY-MM-DD; empty = unknown
  std::vector<ReportedRow> rows;
  std::vector<UnreadRow> unread;
  DxaStatement stated;
  std::vector<Warning> warnings;  ///< dxa.statement-unclear
};

[[nodiscard]] std::string name(DxaExam exam);
[[nodiscard]] std::string name(ReportedOrigin origin);

}  // namespace osteon
