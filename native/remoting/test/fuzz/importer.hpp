// The importer of the client's harness: calls what the input says.
#pragma once

#include "feed.hpp"

namespace fuzz {

// From fmi2Instantiate to fmi2FreeInstance, until the input is used up.
void import(Feed &feed, uint8_t given);

} // namespace fuzz
