// FMI 1.0 for the tracer.
#pragma once

#include "tracer/session.hpp"

namespace tracer::fmi1 {

const Version &version();

std::unique_ptr<tracer::Session> openCoSimulation(const Setting &setting);
std::unique_ptr<tracer::Session> openModelExchange(const Setting &setting);

} // namespace tracer::fmi1
