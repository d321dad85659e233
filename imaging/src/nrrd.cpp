#include "nrrd.hpp"

#include "itk_nrrd.hpp"
#include "volume_file.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <locale>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

namespace osteon {
namespace {

Error broken(std::string message) {
  return {"nrrd.broken", std::move(message), "Export the image again, or check the copy against its source."};
}

/// The fields before the first empty line; names in lower case, as the format does not tell cases apart. A
/// detached header could name any other file, so only attached ones are read.
Result<std::map<std::string, std::string>> text_header(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return Error{"file.unreadable", "The file cannot be opened.", "Check that it exists and may be read."};
  std::map<std::string, std::string> fields;
  constexpr std::size_t kLongest = 1 << 16;
  std::size_t read = 0;
  for (std::string line; read < kLongest && std::getline(in, line); read += line.size() + 1) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) return fields;
    const std::size_t colon = line.find(':');
    if (line.front() == '#' || colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    fields[name] = value == std::string::npos ? "" : line.substr(value);
    if (name == "data file" || name == "datafile")
      return Error{"nrrd.two-files", "The header keeps its values in another file.",
                   "Save the image as one .nrrd file."};
  }
  return broken("The header of the file has no end.");
}

/// Numbers of a field such as "0.5 1 2" or "(1,0,0) (0,1,0) (0,0,2)"; absent when one of its words is none.
std::optional<std::vector<double>> numbers_of(std::string text) {
  for (char& c : text)
    if (c == '(' || c == ')' || c == ',') c = ' ';
  std::vector<double> numbers;
  std::istringstream words(text);
  words.imbue(std::locale::classic());
  for (std::string word; words >> word;) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
      return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

/// What ITK would fill in with 1 mm in silence.
std::optional<Error> spacing_fault(const std::map<std::string, std::string>& fields,
                                   std::size_t dimensions = 3) {
  const auto has = [&](const char* name, std::size_t count) {
    const auto field = fields.find(name);
    if (field == fields.end()) return false;
    const auto numbers = numbers_of(field->second);
    return numbers && numbers->size() == count;
  };
  if (!has("spacings", dimensions) && !has("space directions", dimensions * dimensions))
    return Error{"geometry.missing-spacing", "The header gives no spacing along one of the axes.",
                 "Write the spacing of the scanner into the header."};
  for (const char* name : {"space units", "units"}) {
    const auto field = fields.find(name);
    if (field == fields.end()) continue;
    std::istringstream words(field->second);
    for (std::string word; words >> word;)
      if (word != "\"mm\"" && word != "mm")
        return Error{"nrrd.units", "The header gives lengths in another unit than millimetres.",
                     "Write the spacing in millimetres."};
  }
  return std::nullopt;
}

bool has_orientation(const std::map<std::string, std::string>& fields) {
  const auto space = fields.find("space");
  if (space == fields.end() || fields.count("space directions") == 0) return false;
  std::string name = space->second;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name == "left-posterior-superior" || name == "lps" || name == "right-anterior-superior" ||
         name == "ras" || name == "left-anterior-superior" || name == "las";
}

Result<VolumeHeader> described(const ItkNrrd& raw, double stored_bytes, bool compressed) {
  if (raw.components != 1)
    return Error{"nrrd.not-a-volume", "The file does not hold one value per voxel of a volume.",
                 "Give one three-dimensional volume per file."};
  if (!raw.type) return broken("The type of the values is not one of a volume.");
  VolumeHeader header{{}, *raw.type, false, 1, 0, "header", {}};
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    constexpr long kLongestAxis = 100000;
    if (raw.size[n] < 1 || raw.size[n] > kLongestAxis) return broken("A dimension is not plausible.");
    header.grid.size[n] = static_cast<int>(raw.size[n]);
    header.grid.spacing_mm[axis] = raw.spacing_mm[n];
    header.grid.origin_mm[axis] = raw.origin_mm[n];
    header.grid.direction.col(axis) = Eigen::Vector3d(raw.axes[n][0], raw.axes[n][1], raw.axes[n][2]);
  }
  const Eigen::Matrix3d should_be_unit = header.grid.direction.transpose() * header.grid.direction;
  if (!((should_be_unit - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 0.01))
    return Error{"geometry.inconsistent-header", "The axes of the image are not at right angles.",
                 "Write the file again with right-angled axes."};
  if (const auto plausible = check_plausible(header.grid); !plausible) return plausible.error();
  const double most = compressed ? 1100 : 1;  // deflate on constant data stays below
  if (static_cast<double>(header.grid.pixel_count() * size_of(*raw.type)) > stored_bytes * most)
    return Error{"pixels.truncated", "The file is too short for the image that its header describes.",
                 "Copy the file again from its source."};
  return header;
}

}  // namespace

bool is_nrrd_name(const std::filesystem::path& file) {
  std::string suffix = file.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return suffix == ".nrrd";
}

Result<VolumeHeader> read_nrrd_header(const std::filesystem::path& file) {
  const auto fields = text_header(file);
  if (!fields) return fields.error();
  const auto raw = itk_read_nrrd_header(file);
  if (!raw) return broken("The file cannot be decoded as NRRD.");
  if (raw->dimensions != 3)
    return Error{"nrrd.not-a-volume", "The file does not hold one value per voxel of a volume.",
                 "Give one three-dimensional volume per file."};
  if (auto fault = spacing_fault(*fields)) return *fault;
  const auto encoding = fields->find("encoding");
  const bool compressed =
      encoding != fields->end() && (encoding->second.starts_with("g") || encoding->second.starts_with("b"));
  auto header = described(*raw, static_cast<double>(std::filesystem::file_size(file)), compressed);
  if (header && !has_orientation(*fields))
    header->warnings.push_back({"geometry.orientation-assumed",
                                "The header gives no orientation; left, posterior, superior was assumed."});
  return header;
}

Result<VolumeHeader> read_nrrd(const std::filesystem::path& file, const TakeSlab& take) {
  auto header = read_nrrd_header(file);
  if (!header) return header;
  if (auto refusal = too_large(static_cast<double>(header->grid.pixel_count() * size_of(header->type))))
    return *refusal;
  std::vector<std::byte> values(header->grid.pixel_count() * size_of(header->type));
  if (!itk_read_nrrd_values(file, values))
    return Error{"pixels.truncated", "The file ends, or its compression breaks, within the values.",
                 "Copy the file again from its source."};
  take(0, values);
  return header;
}

Result<Image2D<float>> read_nrrd_map(const std::filesystem::path& file) {
  constexpr long kLongestAxis = 10000;
  const auto fields = text_header(file);
  if (!fields) return fields.error();
  const auto raw = itk_read_nrrd_header(file);
  if (!raw || raw->dimensions != 2 || raw->components != 1 || !raw->type)
    return broken("The file does not hold one value per pixel of a picture.");
  if (auto fault = spacing_fault(*fields, 2)) return *fault;
  if (raw->size[0] < 1 || raw->size[1] < 1 || raw->size[0] > kLongestAxis || raw->size[1] > kLongestAxis)
    return broken("A dimension is not plausible.");
  Image2D<float> map({{static_cast<int>(raw->size[0]), static_cast<int>(raw->size[1])},
                      Eigen::Vector2d(raw->spacing_mm[0], raw->spacing_mm[1]),
                      Eigen::Vector2d::Zero(),
                      Eigen::Matrix2d::Identity()});
  std::vector<std::byte> values(map.pixels().size() * size_of(*raw->type));
  if (!itk_read_nrrd_values(file, values))
    return Error{"pixels.truncated", "The file ends, or its compression breaks, within the values.",
                 "Copy the file again from its source."};
  visit_values(values, *raw->type, false,
               [&](std::size_t n, double value) { map.pixels()[n] = static_cast<float>(value); });
  return map;
}

Result<bool> write_nrrd(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                        const std::filesystem::path& file) {
  ItkNrrd header;
  header.type = type;
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    header.size[n] = grid.size[n];
    header.spacing_mm[n] = grid.spacing_mm[axis];
    header.origin_mm[n] = grid.origin_mm[axis];
    header.axes[n] = {grid.direction(0, axis), grid.direction(1, axis), grid.direction(2, axis)};
  }
  if (!itk_write_nrrd(header, values, file))
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  return true;
}

Result<bool> write_nrrd_map(const Image2D<float>& map, const std::filesystem::path& file) {
  static_assert(std::endian::native == std::endian::little);
  const Grid<2>& grid = map.grid();
  std::ostringstream header;
  header.imbue(std::locale::classic());
  header << std::setprecision(17) << "NRRD0004\ntype: float\ndimension: 2\nsizes: " << grid.size[0] << ' '
         << grid.size[1] << "\nspacings: " << grid.spacing_mm[0] << ' ' << grid.spacing_mm[1]
         << "\nunits: \"mm\" \"mm\"\nendian: little\nencoding: raw\n\n";
  std::ofstream out(file, std::ios::binary);
  out << header.str();
  out.write(reinterpret_cast<const char*>(map.pixels().data()),
            static_cast<std::streamsize>(map.pixels().size() * sizeof(float)));
  out.close();
  if (!out)
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  return true;
}

}  // namespace osteon
