#include <osteon/risk/recommendation.hpp>
