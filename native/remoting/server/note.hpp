// A callback without results that may be kept until it can be delivered: what a model says to its
// logger, or that its step has finished.
#pragma once

#include "remoting/caller.hpp"

namespace remoting {

struct Note {
  enum What : uint8_t { log, stepFinished };

  Note *next;
  What what;
  int32_t status;
  char *name; // of the instance that speaks, as the model gives it
  char *category;
  char *text;
};

// A callback's message up to its end.
template <class... K>
void putCallback(CallerCodec &codec, uint16_t callback, const OutgoingCall<K...> &call) {
  putValue(codec.wire, Tag{Kind::callback, callback, call.nulls()});
  call.put(codec);
}

} // namespace remoting
