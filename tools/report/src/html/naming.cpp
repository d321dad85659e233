#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace osteon {
namespace {

/// Below this confidence of any name it is told what an off-by-one would mean.
constexpr double kSurelyNamed = 0.9;

std::string list_of(const std::vector<std::string>& words) {
  std::string result;
  for (std::size_t n = 0; n < words.size(); ++n)
    result += (n == 0 ? "" : n + 1 == words.size() ? " and " : ", ") + words[n];
  return result;
}

/// "Counted from the sacrum and the last rib; both agree."
std::string evidence_sentence(const std::vector<std::string>& evidence) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kAnchors{
      {{"sacrum", "the sacrum"},
       {"last-rib", "the last rib"},
       {"first-rib", "the first rib"},
       {"dens", "the dens of C2"},
       {"lordosis", "the lumbar lordosis"}}};
  constexpr std::array<std::pair<const char*, const char*>, 4> kMarks{
      {{"rib-tips", "the tips of the lowest ribs"},
       {"iliac-crest", "the top of the iliac crest"},
       {"windpipe-fork", "the fork of the windpipe"},
       {"lung-ends", "the ends of the lungs"}}};
  std::vector<std::string> anchors, marks, others;
  bool unusual = false, sizes = false;
  for (const auto& word : evidence) {
    const auto* mark =
        std::find_if(kMarks.begin(), kMarks.end(), [&](const auto& one) { return word == one.first; });
    const auto* anchor =
        std::find_if(kAnchors.begin(), kAnchors.end(), [&](const auto& one) { return word == one.first; });
    if (anchor != kAnchors.end())
      anchors.emplace_back(anchor->second);
    else if (mark != kMarks.end())
      marks.emplace_back(mark->second);
    else if (word == "unusual-count")
      unusual = true;
    else if (word == "profile")
      sizes = true;
    else if (word != "count")
      others.push_back(escaped(word));
  }
  std::string sentence;
  if (anchors.size() == 1) sentence = "Counted from " + anchors.front() + " alone.";
  if (anchors.size() == 2) sentence = "Counted from " + list_of(anchors) + "; both agree.";
  if (anchors.size() > 2) sentence = "Counted from " + list_of(anchors) + "; all agree.";
  if (sizes)
    sentence =
        "Neither the sacrum nor an end of the rib cage is in view: named by ribs and sizes, which fit "
        "several counts.";
  if (sentence.empty() && std::find(evidence.begin(), evidence.end(), "count") != evidence.end())
    sentence = "Counted from the lowest vertebra in view: no landmark is seen.";
  if (sentence.empty() && !marks.empty())
    sentence = "Counted from " + list_of(marks) + ", which differ by about a vertebra between people.";
  else if (!marks.empty())
    sentence += " Held against " + list_of(marks) + ", which differ by about a vertebra between people.";
  if (unusual) sentence += " The count is unusual: 11 or 13 pairs of ribs, or 4 or 6 lumbar vertebrae.";
  if (!others.empty()) sentence += " Named by " + list_of(others) + ".";
  return sentence;
}

std::string levels_text(const std::vector<BoneRegion>& levels) {
  std::string result;
  for (const auto level : levels) result += (result.empty() ? "" : ", ") + name(level);
  return result.empty() ? "none" : result;
}

std::string reading_row(const ShiftedReading& reading) {
  const char* who = reading.levels == 0  ? "as named"
                    : reading.levels > 0 ? "one level lower (L1 is really L2)"
                                         : "one level higher (L1 is really T12)";
  const std::string mean = reading.lumbar_mean
                               ? number_text(in_hu(*reading.lumbar_mean), 0) +
                                     element("span", "note", levels_text(reading.lumbar_levels))
                               : "&#8211;";
  const auto& index = reading.fractures.spine_deformity_index;
  return element(
             "tr", "",
             element("td", "", who) +
                 element("td", "number",
                         reading.probability > 0 ? number_text(100.0 * reading.probability, 0) + "&#8239;%"
                                                 : "not known") +
                 element("td", "number", reading.l1 ? with_sd(*reading.l1, in_hu, 0) : "&#8211;") +
                 element("td", "number", mean) + element("td", "", levels_text(reading.fractures.levels)) +
                 element("td", "number", index ? std::to_string(*index) : "&#8211;")) +
         "\n";
}

std::string shift_table(const LabelShift& shift) {
  std::string rows;
  for (const ShiftedReading& reading : shift.readings) rows += reading_row(reading);
  const std::string head =
      "<thead><tr><th>If the names are</th><th class=\"number\">Probability</th><th "
      "class=\"number\">L1<br>HU</th>"
      "<th class=\"number\">Mean of L1&#8211;L4<br>HU</th><th>Suspected fractures</th>"
      "<th class=\"number\">Deformity index</th></tr></thead>";
  return element("p", "note", "What an error of one level would change:") +
         element("div", "scroll", element("table", "", head + element("tbody", "", rows)));
}

}  // namespace

std::string naming_section(const Report& report, const ReportedSeries& series) {
  const VertebraMeasurement* least = nullptr;
  for (const auto& vertebra : report.vertebrae)
    if (vertebra.series_uid == series.uid && vertebra.series_part == series.part &&
        (least == nullptr || vertebra.label_confidence < least->label_confidence))
      least = &vertebra;
  const bool given = least != nullptr && least->label_evidence == std::vector<std::string>{"given"};
  if (least == nullptr || least->label_evidence.empty() || given) return "";
  std::string result = element("p", "soft", "Names: " + evidence_sentence(least->label_evidence));
  if (least->label_confidence >= kSurelyNamed) return result;
  for (const LabelShift& shift : report.label_shifts)
    if (shift.series_uid == series.uid && shift.series_part == series.part) result += shift_table(shift);
  return result;
}

}  // namespace osteon
