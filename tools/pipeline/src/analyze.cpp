#include <osteon/pipeline/report.hpp>
