#include <osteon/densitometry/measurements.hpp>
