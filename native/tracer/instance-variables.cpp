// Traced calls: variables, FMU states, partial derivatives.
#include "calls.hpp"

namespace tracer {

fmi2Status Instance::getReal(References_ references, Place place) {
  Out<fmi2Real> out(references.count, place == Place::null);
  auto results = [&] {
    reals = out.values();
    return out.text();
  };
  TRACED(fmi2GetReal, join(references.text()), results(), references.data, references.count,
         out.data());
}

fmi2Status Instance::getInteger(References_ references, Place place) {
  Out<fmi2Integer> out(references.count, place == Place::null);
  TRACED(fmi2GetInteger, join(references.text()), out.text(), references.data, references.count,
         out.data());
}

fmi2Status Instance::getBoolean(References_ references, Place place) {
  Out<fmi2Boolean> out(references.count, place == Place::null);
  TRACED(fmi2GetBoolean, join(references.text()), out.text(), references.data, references.count,
         out.data());
}

fmi2Status Instance::getString(References_ references, Place place) {
  Out<fmi2String> out(references.count, place == Place::null);
  TRACED(fmi2GetString, join(references.text()), out.text(), references.data, references.count,
         out.data());
}

fmi2Status Instance::setReal(References_ references, Reals values) {
  TRACED(fmi2SetReal, join(references.text(), values.text()), "", references.data, references.count,
         values.data);
}

fmi2Status Instance::setInteger(References_ references, Integers values) {
  TRACED(fmi2SetInteger, join(references.text(), values.text()), "", references.data,
         references.count, values.data);
}

fmi2Status Instance::setBoolean(References_ references, Integers values) {
  TRACED(fmi2SetBoolean, join(references.text(), values.text()), "", references.data,
         references.count, values.data);
}

fmi2Status Instance::setString(References_ references, Strings values) {
  TRACED(fmi2SetString, join(references.text(), values.text()), "", references.data,
         references.count, values.data);
}

fmi2FMUstate *Instance::slot(size_t place) {
  if (states_.size() <= place)
    states_.resize(place + 1, nullptr);
  return &states_[place];
}

std::string Instance::textOfState(size_t place) {
  return "#" + std::to_string(place) + (*slot(place) ? "=state" : "=null");
}

fmi2Status Instance::getState(size_t place) {
  TRACED(fmi2GetFMUstate, join(textOfState(place)), join(textOfState(place)), slot(place));
}

fmi2Status Instance::getStateNowhere() {
  TRACED(fmi2GetFMUstate, " null", "", static_cast<fmi2FMUstate *>(nullptr));
}

fmi2Status Instance::setState(size_t place) {
  TRACED(fmi2SetFMUstate, join(textOfState(place)), "", *slot(place));
}

fmi2Status Instance::freeState(size_t place) {
  TRACED(fmi2FreeFMUstate, join(textOfState(place)), join(textOfState(place)), slot(place));
}

fmi2Status Instance::freeStateNowhere() {
  TRACED(fmi2FreeFMUstate, " null", "", static_cast<fmi2FMUstate *>(nullptr));
}

fmi2Status Instance::serializedSize(size_t place, Place out) {
  size_t size = untouchedValue<size_t>();
  auto results = [&]() -> std::string {
    if (isUntouched(size))
      return out == Place::null ? "" : " untouched";
    serializedSize_ = size;
    return masks_.stateSize ? " masked" : " " + std::to_string(size);
  };
  TRACED(fmi2SerializedFMUstateSize, join(textOfState(place)), results(), *slot(place),
         out == Place::null ? nullptr : &size);
}

fmi2Status Instance::serialize(size_t place, long size, Place out) {
  const size_t given = size < 0 ? serializedSize_ : static_cast<size_t>(size);
  std::vector<char> bytes(given + 1, untouchedValue<char>());
  auto results = [&]() -> std::string {
    if (bytes.back() != untouchedValue<char>())
      return " WROTE PAST THE END";
    bytes.pop_back();
    if (out == Place::null)
      return "";
    if (bytes == std::vector<char>(given, untouchedValue<char>()))
      return " untouched";
    bytes_ = bytes;
    return masks_.stateBytes ? " masked" : " " + textOfBytes(bytes_.data(), bytes_.size());
  };
  TRACED(fmi2SerializeFMUstate,
         join(textOfState(place),
              masks_.stateSize && size < 0 ? std::string("masked") : std::to_string(given)),
         results(), *slot(place), out == Place::null ? nullptr : bytes.data(), given);
}

fmi2Status Instance::deserialize(size_t place, List<char> bytes) {
  const std::string text = !bytes.data         ? "null*" + std::to_string(bytes.count)
                           : masks_.stateBytes ? "masked"
                                               : textOfBytes(bytes.data, bytes.count);
  TRACED(fmi2DeSerializeFMUstate, join(text, textOfState(place)), join(textOfState(place)),
         bytes.data, bytes.count, slot(place));
}

fmi2Status Instance::deserializeNowhere() {
  TRACED(fmi2DeSerializeFMUstate, " nowhere", "", bytes_.data(), bytes_.size(),
         static_cast<fmi2FMUstate *>(nullptr));
}

fmi2Status Instance::getDirectionalDerivative(References_ unknowns, References_ knowns, Reals seed,
                                              Place place) {
  Out<fmi2Real> out(unknowns.count, place == Place::null);
  TRACED(fmi2GetDirectionalDerivative, join(unknowns.text(), knowns.text(), seed.text()),
         out.text(), unknowns.data, unknowns.count, knowns.data, knowns.count, seed.data,
         out.data());
}

} // namespace tracer
