// How a row of a function table is served, by its role and the kinds of its arguments.
#pragma once

#include "fmi/rows.hpp"
#include "remoting/server/lane.hpp"
#include "remoting/server/session.hpp"

namespace remoting {

template <class... K>
bool serveCall(Lane &lane, CalleeCodec &codec, Tag tag, void *function, int *status) {
  using Function = int (*)(void *, typename K::type...);
  IncomingCall<K...> call;
  if (!call.take(codec, tag.nulls))
    return codec.refusal != nullptr;
  void *component = lane.session().component();
  *status = call.apply([&lane, function, component](auto... argument) {
    const Lane::InModel running(lane);
    return reinterpret_cast<Function>(function)(component, argument...);
  });
  lane.answer(tag.function, *status);
  call.putResults(codec, *status);
  return codec.wire.end() == smipc::Result::ok;
}

template <class... K>
bool serveCreate(Lane &lane, CalleeCodec &codec, Tag tag, void *function, int *status) {
  using Function = void *(*)(typename K::type...);
  IncomingCall<K...> call;
  if (!call.take(codec, tag.nulls))
    return codec.refusal != nullptr;
  void *component = call.apply([&lane, function](auto... argument) {
    const Lane::InModel running(lane);
    return reinterpret_cast<Function>(function)(argument...);
  });
  lane.session().created(tag.function, component);
  *status = component ? fmi::ok : fmi::error;
  lane.answer(tag.function, *status);
  return codec.wire.end() == smipc::Result::ok;
}

inline bool serveFree(Lane &lane, CalleeCodec &codec, Tag tag, void *function, int *status) {
  void *component = lane.session().component();
  if (component && function) {
    const Lane::InModel running(lane);
    reinterpret_cast<void (*)(void *)>(function)(component);
  }
  lane.session().freed();
  *status = fmi::ok;
  lane.answer(tag.function, *status);
  return codec.wire.end() == smipc::Result::ok;
}

template <class K> constexpr bool isOutStrings = false;
template <int N> constexpr bool isOutStrings<fmi::OutStrings<N>> = true;
template <> inline constexpr bool isOutStrings<fmi::OutString> = true;

template <class... K> constexpr bool handsOutStrings = (isOutStrings<K> || ...);

} // namespace remoting

// The rows of a Table from those of a function table.
#define REMOTING_CREATE_ROW(name, ...)                                                             \
  {#name, remoting::Role::create, false, remoting::serveCreate<FMI_KIND_LIST(__VA_ARGS__)>},
#define REMOTING_FREE_ROW(name) {#name, remoting::Role::free, false, remoting::serveFree},
#define REMOTING_CALL_ROW(name, ...)                                                               \
  {#name, remoting::Role::call, remoting::handsOutStrings<FMI_KIND_LIST(__VA_ARGS__)>,             \
   remoting::serveCall<FMI_KIND_LIST(__VA_ARGS__)>},
