// The model of an FMI version, made in memory that its owner has.
#pragma once

#include "runner/fmi1_model.hpp"
#include "runner/fmi2_model.hpp"

#include <new>

namespace runner {

constexpr bool knowsVersion(int fmi) { return fmi == 1 || fmi == 2; }

struct ModelRoom {
  alignas(Fmi1Model) alignas(Fmi2Model)
      uint8_t bytes[sizeof(Fmi1Model) > sizeof(Fmi2Model) ? sizeof(Fmi1Model) : sizeof(Fmi2Model)];
};

inline RemotedModel &makeModel(ModelRoom &room, int fmi, const Place &place) {
  if (fmi == 1)
    return *new (room.bytes) Fmi1Model(place);
  return *new (room.bytes) Fmi2Model(place);
}

} // namespace runner
