#include <osteon/report/html.hpp>

namespace osteon {

std::string to_html(const Report&, const std::vector<Picture>&) { return ""; }

}  // namespace osteon
