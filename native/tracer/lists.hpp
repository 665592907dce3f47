// Illegal calls that are made of the table alone.
#pragma once

#include "rows.hpp"
#include "scenario.hpp"

namespace tracer {

// Lists with what is unknown, null or empty. Values that come before the first bad one do come.
void probeLists(const Table &table, const Scenario &scenario, Instance &instance);
// Every function, with zeros and empty lists.
void probeAll(const Table &table, Instance &instance);

} // namespace tracer
