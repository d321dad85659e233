#pragma once

#include <osteon/pipeline/report.hpp>
#include <osteon/report/pictures.hpp>

#include <string>
#include <vector>

namespace osteon {

/// One self-contained page: no network, no script, pictures inlined. Pure; every text from outside is
/// escaped.
[[nodiscard]] std::string to_html(const Report& report, const std::vector<Picture>& pictures = {});

}  // namespace osteon
