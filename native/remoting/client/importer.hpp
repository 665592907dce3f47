// The importer as an instance calls it back: one class for each FMI version fills this in.
#pragma once

#include "remoting/callee.hpp"

namespace remoting {

class Importer {
public:
  // The instance as the importer knows it.
  void *component = nullptr;

  // What an argument of the function that makes the instance says of the importer: nothing, unless
  // a version's class knows its kind.
  template <class K, class A> void take(K, const A &) {}

  // Tells the importer's logger a finished text; `name` is the instance's.
  virtual void log(const char *, int, const char *, const char *) {}

  // Takes a callback from the wire, calls the importer's function and, if it is to be answered,
  // writes the answer up to its end. False: the message is broken.
  virtual bool serve(CalleeCodec &, Tag, bool) { return false; }

  // Whether the importer wants to be told that a pending step has finished, and telling it.
  virtual bool expectsStepFinished() const { return false; }
  virtual bool reportsStep(uint16_t) const {
    return false;
  } // whether that is the callback's meaning
  virtual void stepFinished(int) {}

protected:
  ~Importer() = default;
};

// A callback with arguments of the kinds K, done by `function`.
template <class... K, class Function>
bool serveCallback(CalleeCodec &codec, Tag tag, bool answers, Function function) {
  const Arena::Mark mark = codec.arena.mark();
  IncomingCall<K...> call;
  const bool sound = call.take(codec, tag.nulls);
  if (sound) {
    call.apply(function);
    if (answers) {
      putValue(codec.wire, Tag{Kind::callbackResult, tag.function, 0});
      call.putResults(codec, fmi::ok);
    }
  }
  codec.arena.release(mark);
  return sound;
}

} // namespace remoting
