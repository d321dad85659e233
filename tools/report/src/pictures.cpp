#include <osteon/report/pictures.hpp>

namespace osteon {

std::vector<Picture> spine_pictures(const SpineScene&, const PictureOptions&) { return {}; }

}  // namespace osteon
