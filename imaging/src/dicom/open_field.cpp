#include "open_field.hpp"

#include "attributes.hpp"

#include <algorithm>
#include <array>

namespace osteon {
namespace {

using dicom::number_of;
using dicom::text_of;
using dicom::vector_of;

struct Tags {
  DcmTagKey shape, left, right, upper, lower, center, radius, vertices;
};

const std::array kMasks{
    Tags{DCM_ShutterShape, DCM_ShutterLeftVerticalEdge, DCM_ShutterRightVerticalEdge,
         DCM_ShutterUpperHorizontalEdge, DCM_ShutterLowerHorizontalEdge, DCM_CenterOfCircularShutter,
         DCM_RadiusOfCircularShutter, DCM_VerticesOfThePolygonalShutter},
    Tags{DCM_CollimatorShape, DCM_CollimatorLeftVerticalEdge, DCM_CollimatorRightVerticalEdge,
         DCM_CollimatorUpperHorizontalEdge, DCM_CollimatorLowerHorizontalEdge, DCM_CenterOfCircularCollimator,
         DCM_RadiusOfCircularCollimator, DCM_VerticesOfThePolygonalCollimator}};

bool names(const std::string& shapes, const char* shape) { return shapes.find(shape) != std::string::npos; }

/// Rows and columns are counted from 1.
Eigen::Vector2d place(double row, double column) { return {column - 1, row - 1}; }

std::vector<Eigen::Vector2d> polygon_of(DcmItem& item, const DcmTagKey& tag) {
  constexpr unsigned long kMostCorners = 1024;
  std::vector<Eigen::Vector2d> corners;
  for (unsigned long n = 0; n < kMostCorners; ++n) {
    const auto row = number_of(item, tag, 2 * n), column = number_of(item, tag, 2 * n + 1);
    if (!row || !column) break;
    corners.push_back(place(*row, *column));
  }
  return corners;
}

void narrow(OpenField& field, double left, double top, double right, double bottom) {
  const auto whole = [](double v) { return static_cast<int>(std::clamp(v, -1e6, 1e6)); };
  field.left = std::max(field.left, whole(left));
  field.top = std::max(field.top, whole(top));
  field.right = std::min(field.right, whole(right));
  field.bottom = std::min(field.bottom, whole(bottom));
}

void add_rectangle(DcmItem& item, const Tags& tags, OpenField& field) {
  const auto left = number_of(item, tags.left), right = number_of(item, tags.right),
             upper = number_of(item, tags.upper), lower = number_of(item, tags.lower);
  if (left && right && upper && lower) narrow(field, *left, *upper, *right - 1, *lower - 1);
}

void add_circle(DcmItem& item, const Tags& tags, OpenField& field) {
  const auto center = vector_of<2>(item, tags.center);
  const auto radius = number_of(item, tags.radius);
  if (!center || !radius || !(*radius > 0)) return;
  const Eigen::Vector2d middle = place((*center)[0], (*center)[1]);
  field.circles.push_back({middle, *radius});
  narrow(field, middle.x() - *radius, middle.y() - *radius, middle.x() + *radius + 1,
         middle.y() + *radius + 1);
}

void add_polygon(DcmItem& item, const Tags& tags, OpenField& field) {
  const auto corners = polygon_of(item, tags.vertices);
  if (corners.size() < 3) return;
  Eigen::Vector2d least = corners.front(), most = corners.front();
  for (const Eigen::Vector2d& corner : corners) {
    least = least.cwiseMin(corner);
    most = most.cwiseMax(corner);
  }
  field.polygons.push_back(corners);
  narrow(field, least.x(), least.y(), most.x() + 1, most.y() + 1);
}

/// Whether a ray to the right crosses the outline an odd number of times.
bool inside(const std::vector<Eigen::Vector2d>& corners, const Eigen::Vector2d& p) {
  bool odd = false;
  for (std::size_t n = 0, before = corners.size() - 1; n < corners.size(); before = n++) {
    const Eigen::Vector2d &a = corners[n], &b = corners[before];
    if ((a.y() > p.y()) == (b.y() > p.y())) continue;
    if (p.x() < a.x() + (p.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x())) odd = !odd;
  }
  return odd;
}

}  // namespace

bool OpenField::contains(int column, int row) const {
  if (column < left || column >= right || row < top || row >= bottom) return false;
  const Eigen::Vector2d p(column, row);
  return std::all_of(circles.begin(), circles.end(),
                     [&](const Circle& c) { return (p - c.center).norm() <= c.radius; }) &&
         std::all_of(polygons.begin(), polygons.end(),
                     [&](const auto& corners) { return inside(corners, p); });
}

OpenField open_field_of(DcmItem& item, int columns, int rows) {
  const OpenField whole{0, 0, columns, rows, {}, {}};
  OpenField field = whole;
  for (const Tags& tags : kMasks) {
    const std::string shapes = text_of(item, tags.shape);
    if (names(shapes, "RECTANGULAR")) add_rectangle(item, tags, field);
    if (names(shapes, "CIRCULAR")) add_circle(item, tags, field);
    if (names(shapes, "POLYGONAL")) add_polygon(item, tags, field);
  }
  constexpr int kLeastShare = 10;
  const bool usable = field.right - field.left >= columns / kLeastShare &&
                      field.bottom - field.top >= rows / kLeastShare && field.right > field.left &&
                      field.bottom > field.top;
  return usable ? field : whole;
}

}  // namespace osteon
