// What an FMI function returns: the same numbers in every version; only FMI 1.0 and 2.0 know the
// last one.
#pragma once

namespace fmi {

enum Status : int { ok, warning, discard, error, fatal, pending };

} // namespace fmi
