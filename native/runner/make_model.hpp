// The model of an FMI version, made in memory that its owner has.
#pragma once

#include "runner/fmi1_model.hpp"
#include "runner/fmi2_model.hpp"
#include "runner/fmi3_model.hpp"

#include <algorithm>
#include <new>

namespace runner {

constexpr bool knowsVersion(int fmi) { return fmi >= 1 && fmi <= 3; }

struct ModelRoom {
  alignas(Fmi1Model) alignas(Fmi2Model) alignas(
      Fmi3Model) uint8_t bytes[std::max({sizeof(Fmi1Model), sizeof(Fmi2Model), sizeof(Fmi3Model)})];
};

inline RemotedModel &makeModel(ModelRoom &room, int fmi, const Place &place) {
  if (fmi == 1)
    return *new (room.bytes) Fmi1Model(place);
  if (fmi == 3)
    return *new (room.bytes) Fmi3Model(place);
  return *new (room.bytes) Fmi2Model(place);
}

} // namespace runner
