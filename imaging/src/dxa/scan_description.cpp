#include "scan_description.hpp"

#include <osteon/imaging/digest.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>

namespace osteon::dxa {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSchema = "osteon-dxa-scan/1";

/// Thrown and caught within this file: one place that says what is wrong.
struct Wrong {
  std::string what;
};

const Json& field(const Json& object, const char* name) {
  static const Json nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::string text(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (value.is_null()) return {};
  if (!value.is_string()) throw Wrong{std::string(name) + " is no text"};
  return value.get<std::string>();
}

std::optional<double> number(const Json& object, const char* name, double from, double to) {
  const Json& value = field(object, name);
  if (value.is_null()) return std::nullopt;
  const double n = value.is_number() ? value.get<double>() : NAN;
  if (!(n >= from && n <= to)) throw Wrong{std::string(name) + " is no number that it can be"};
  return n;
}

/// A name in the document's own folder and nothing else.
std::filesystem::path file_named(const Json& object, const char* name, const std::filesystem::path& folder) {
  const std::string file = text(object, name);
  if (file.empty()) return {};
  const bool plain = file.find_first_of("/\\") == std::string::npos && file != "." && file != ".." &&
                     std::all_of(file.begin(), file.end(), [](unsigned char c) { return c >= ' '; });
  if (!plain) throw Wrong{std::string(name) + " is no file beside the description"};
  return folder / file;
}

template <std::size_t N>
std::array<double, N> numbers(const Json& object, const char* name) {
  const Json& list = field(object, name);
  std::array<double, N> result{};
  const bool fits = list.is_array() && list.size() == N &&
                    std::all_of(list.begin(), list.end(), [](const Json& n) { return n.is_number(); });
  if (!fits) throw Wrong{std::string(name) + " is not " + std::to_string(N) + " numbers"};
  for (std::size_t n = 0; n < N; ++n) {
    result[n] = list[n].get<double>();
    if (!std::isfinite(result[n])) throw Wrong{std::string(name) + " is not finite"};
  }
  return result;
}

std::array<RawSample, kSamplesOfAPlace> sample_order(const Json& list) {
  constexpr std::array kAll{RawSample::low_air,  RawSample::low_tissue,  RawSample::low_bone,
                            RawSample::high_air, RawSample::high_tissue, RawSample::high_bone};
  std::array<RawSample, kSamplesOfAPlace> order{};
  bool whole = list.is_array() && list.size() == order.size();
  for (const RawSample sample : kAll) {
    const auto at = whole ? std::find(list.begin(), list.end(), Json(std::string(name(sample)))) : list.end();
    whole = whole && at != list.end();
    if (whole) order[static_cast<std::size_t>(at - list.begin())] = sample;
  }
  if (!whole)
    throw Wrong{"samples does not name low-air, low-tissue, low-bone, high-air, high-tissue and high-bone"};
  return order;
}

DualEnergyFiles dual_energy_files(const Json& object, const std::filesystem::path& folder) {
  DualEnergyFiles files{file_named(object, "low", folder), file_named(object, "high", folder),
                        file_named(object, "raw", folder)};
  if (files.low.empty() != files.high.empty() || files.low.empty() == files.raw.empty() ||
      (!files.low.empty() && files.low == files.high))
    throw Wrong{"there have to be two files, low and high, or one, raw"};
  if (files.raw.empty()) return files;
  const auto pixel = numbers<2>(object, "pixel_mm");
  files.pixel_mm = {pixel[0], pixel[1]};
  constexpr double kFinest = 0.05, kCoarsest = 20;
  if (!(files.pixel_mm.minCoeff() >= kFinest && files.pixel_mm.maxCoeff() <= kCoarsest))
    throw Wrong{"pixel_mm is no size of a pixel"};
  files.order = sample_order(field(object, "samples"));
  return files;
}

KnownPlace known_place(const Json& one) {
  constexpr double kMostMineral = 5, kMostTissue = 60;  // g/cm2: no body is thicker
  if (!one.is_object()) throw Wrong{"places does not list objects"};
  const auto box = numbers<4>(one, "box_mm");
  KnownPlace place{{std::min(box[0], box[2]), std::min(box[1], box[3])},
                   {std::max(box[0], box[2]), std::max(box[1], box[3])}};
  const auto mineral = number(one, "mineral", 0, kMostMineral),
             tissue = number(one, "soft_tissue", 0, kMostTissue);
  if (!mineral || !tissue) throw Wrong{"a place does not state mineral and soft_tissue"};
  place.mineral = *mineral;
  place.soft_tissue = *tissue;
  return place;
}

void read_region(const std::string& region, ScanDescription& scan) {
  scan.kind = region == "spine" ? SeriesKind::dxa_spine : SeriesKind::dxa_hip;
  if (region == "left-hip") scan.side = Side::left;
  if (region == "right-hip") scan.side = Side::right;
  if (region != "spine" && region != "hip" && !scan.side)
    throw Wrong{"region is not spine, hip, left-hip or right-hip"};
}

Patient patient_of(const Json& person) {
  Patient patient;
  if (person.is_null()) return patient;
  if (!person.is_object()) throw Wrong{"patient is no object"};
  patient.id = text(person, "id");
  const std::string sex = text(person, "sex");
  if (sex == "F") patient.sex = Sex::female;
  if (sex == "M") patient.sex = Sex::male;
  if (!sex.empty() && !patient.sex) throw Wrong{"sex is not F or M"};
  patient.age_years = number(person, "age_years", 0, 130);
  return patient;
}

ScanDescription described(const Json& document, const std::filesystem::path& folder) {
  ScanDescription scan;
  read_region(text(document, "region"), scan);
  scan.patient = patient_of(field(document, "patient"));
  scan.maker = text(document, "maker");
  scan.density = file_named(document, "density", folder);
  if (!scan.density.empty()) {
    if (text(document, "unit") != "g/cm2") throw Wrong{"the unit of the density is not stated as g/cm2"};
    return scan;
  }
  scan.scan = dual_energy_files(document, folder);
  const Json& calibration = field(document, "calibration");
  if (calibration.is_null()) return scan;
  if (!calibration.is_object()) throw Wrong{"calibration is no object"};
  scan.object = dual_energy_files(calibration, folder);
  if (scan.object->raw.empty() != scan.scan.raw.empty() || scan.object->order != scan.scan.order)
    throw Wrong{"the calibration object was not scanned as the patient was"};
  const Json& places = field(calibration, "places");
  if (!places.is_array()) throw Wrong{"calibration does not list its places"};
  for (const Json& one : places) scan.places.push_back(known_place(one));
  return scan;
}

}  // namespace

std::vector<std::filesystem::path> ScanDescription::files() const {
  std::vector<std::filesystem::path> all;
  const auto add = [&](const std::filesystem::path& file) {
    if (!file.empty()) all.push_back(file);
  };
  add(density);
  for (const DualEnergyFiles* one : {&scan, object ? &*object : nullptr})
    if (one != nullptr) add(one->low), add(one->high), add(one->raw);
  return all;
}

bool is_scan_description(std::string_view beginning) {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && beginning[first] == '{' &&
         beginning.find(kSchema) != std::string_view::npos;
}

Result<ScanDescription> read_scan_description(const std::filesystem::path& file) {
  const auto refused = [](const std::string& what) {
    return Error{"dxa.scan-description", "The description of the scan cannot be used: " + what + ".",
                 "Write it as imaging/README.md says."};
  };
  constexpr std::uintmax_t kLargestBytes = 1U << 20;
  std::error_code error;
  if (std::filesystem::file_size(file, error) > kLargestBytes || error) return refused("it is too large");
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const Json document = Json::parse(bytes, nullptr, false);
  if (!document.is_object()) return refused("it is no JSON object");
  try {
    if (text(document, "schema") != kSchema) return refused("its schema is not " + std::string(kSchema));
    return described(document, file.parent_path());
  } catch (const Wrong& wrong) {
    return refused(wrong.what);
  }
}

SeriesOutline outline_scan_description(const FoundFile& file) {
  SeriesOutline outline;
  outline.source = file.source;
  outline.files = {file.path};
  outline.format = FileFormat::scan_description;
  outline.description = "description of a densitometer's scan";
  const auto scan = read_scan_description(file.path);
  std::string digests = sha256_of_file(file.path).value_or("unreadable");
  if (scan) {
    for (const auto& one : scan->files()) {
      outline.files.push_back(one);
      digests += sha256_of_file(one).value_or("unreadable");
    }
    outline.kind = scan->kind;
    outline.description = scan->density.empty() ? "scan at two X-ray energies" : "map of areal density";
    outline.spacing_source = scan->scan.raw.empty() ? "header" : "operator";
    outline.picture = PictureOutline{{0, 0}, {}, scan->side};
    outline.weighable = WeighableOutline{1, 0, scan->maker, scan->patient};
  } else {
    outline.refusal = scan.error();
  }
  outline.uid = "sha256:" + sha256(std::as_bytes(std::span(digests)));
  return outline;
}

}  // namespace osteon::dxa
