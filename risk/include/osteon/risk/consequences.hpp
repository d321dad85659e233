#pragma once

#include <osteon/risk/person.hpp>

namespace osteon {

/// Adds what follows of itself from what was answered: who takes no antiresorptive takes no denosumab, who
/// has breast cancer has had cancer. An answer that was given stands.
void add_consequences(Person& person);

}  // namespace osteon
