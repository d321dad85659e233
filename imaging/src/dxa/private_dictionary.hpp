#pragma once

namespace osteon::dxa {

/// Tells DCMTK the private elements of GE's and Hologic's densitometers, of which its own dictionary has
/// none: without it, implicit VR leaves them unknown. Once per process.
void register_private_elements();

}  // namespace osteon::dxa
