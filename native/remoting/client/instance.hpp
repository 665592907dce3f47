// An FMI 2.0 instance as the importer holds it: the server process that has the real one, and the
// call under way.
#pragma once

#include "os/forks.hpp"
#include "os/threads.hpp"
#include "remoting/client/call_log.hpp"
#include "remoting/client/live_instances.hpp"
#include "remoting/client/server_process.hpp"
#include "remoting/client/settings.hpp"
#include "remoting/codec_client.hpp"

#include <new>

namespace remoting {

class Instance {
public:
  static Instance *make(const fmi2CallbackFunctions *callbacks, const char *name);
  static void dispose(Instance *instance);

  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  // fmi2Instantiate in the server. False: the importer's logger has been told why, unless the model
  // itself refused, which says so itself.
  bool create(const char *name, fmi2Type type, const char *guid, const char *resources,
              fmi2Boolean visible, fmi2Boolean loggingOn);

  // fmi2FreeInstance in the server, which then unloads the model's library and ends. False: it did
  // not get so far by itself, and the logger has been told why.
  bool destroy();

  // The library is being unloaded: the server ends, and with it every use of this instance.
  void abandon();

  // Before create(): where the server and the model are, if no file is to say so.
  Settings &settings() { return settings_; }

  // From any thread: what is under way, and everything after it, ends as if the server had died.
  void abort();

  // The server is ended now; the logger is told why, unless it was gone already.
  void end() { lose(smipc::Result::gone); }

  // The same because a step that goes on by itself takes longer than a call may.
  void expire() { lose(smipc::Result::late); }

  // What the model has printed since the last time, until its process is released: how many bytes,
  // for which `to` has Output::readable. `cut`: some that came before them are lost.
  uint32_t takeOutput(char *to, bool &cut);
  bool hasOutput() const;
  // Waits until all that the model has printed is there.
  void settleOutput();

  // Whether the server is gone, and every call fails.
  bool lost() const { return lost_; }

  // The parts of a call; the mutex is held from begin() to finish().
  os::Mutex mutex;
  bool begin(uint16_t function, uint32_t nulls);
  // Sends the arguments and serves callbacks until the result is there. False: *status is what the
  // call returns.
  bool exchange(uint16_t function, int *status);
  // After the result has been read.
  int finish(uint16_t function, bool read, int status);
  // For a caller with other things to do: a call that is not answered soon returns `postponed`. It
  // has been sent, and has to be made once more, with the same arguments and before any other: that
  // waits for the answer, if need be as long as it takes once the hurry is over. Any thread may
  // make it.
  enum : int { postponed = -1, unsent = -2 };
  void hurry(bool yes) { hurried_ = yes; }
  // For a caller with several calls: while this is on, calls are sent, wait for nothing and are
  // `postponed`. Afterwards each of them has to be made once more, in the same order, up to the
  // first that returns more than a warning: the others have not been carried out then. One that
  // returns `unsent` has not been carried out either, because the model called back meanwhile, and
  // neither have those after it: they are made as if nothing had been sent. All of them together
  // must fit into the ring, and none of them may be made from within a callback.
  void ahead(bool yes) { ahead_ = yes; }

  // Null unless calls are logged.
  const CallLog *callLog() const { return callLog_; }
  const char *name() const { return name_; }
  ClientCodec codec() {
    return {calls_->endpoint, strings_, references_, depth_ > 1 || sentAhead()};
  }

private:
  Instance(const fmi2CallbackFunctions *callbacks, const char *name);
  ~Instance();

  // The peer of both channels: the server process, or our own wish to end.
  struct Side {
    Endpoint endpoint;
    Side(Instance *instance, unsigned channel)
        : endpoint(instance->process_.segment()->channel[channel], 0,
                   instance->process_.ownBell(channel), instance->process_.theirBell(channel),
                   {[](void *self) {
                      auto *owner = static_cast<Instance *>(self);
                      return owner->closing_.load() || owner->process_.gone();
                    },
                    instance,
                    [](void *self) {
                      auto *owner = static_cast<Instance *>(self);
                      return owner->closing_.load() ||
                             owner->process_.segment()->ending.state.load() != 0;
                    }}) {}
  };

  // Whether the call under way was sent before.
  bool sentAhead() const { return sent_ > 0 && !ahead_ && depth_ == 1; }
  bool settleSent(int status);
  void forgetSent();
  int lose(smipc::Result result);
  int loseBroken();
  void awaitEnd();
  smipc::Result serveUntilEnd(bool &unloaded);
  smipc::Result awaitMessage();
  smipc::Result callBack(Tag tag);
  void limit(uint64_t time);
  void log(fmi2Status status, const char *category, const char *text);
  void logFatal(const char *text);
  bool serveLogger(Endpoint &from);
  bool serveStepFinished(Endpoint &from);
  bool serveCallback(Tag tag);

  // The thread that receives callbacks while a step is pending.
  void expectStepFinished();
  void listen();
  bool listenerEnds();
  void stopListener();

  fmi2CallbackFunctions callbacks_{};
  bool hasCallbacks_;
  char *name_;
  Settings settings_;
  ServerProcess process_;
  // Made when there is a segment: one for the importer's calls and the callbacks during them, one
  // for the callbacks while a step is pending and no call waits.
  alignas(Side) uint8_t sides_[smipc::channelCount][sizeof(Side)];
  Side *calls_ = nullptr;
  Side *events_ = nullptr;
  StringPool strings_;
  ReferenceLists references_;
  bool hurried_ = false;
  bool waiting_ = false; // a call has been postponed
  bool ahead_ = false;
  unsigned sent_ = 0;    // calls sent ahead that have no answer yet
  unsigned skipped_ = 0; // how many of these, the last ones, are known not to be carried out
  unsigned depth_ = 0;   // calls under way: more than one inside callbacks
  uint64_t limit_ = 0;   // when the call under way is late; 0: never
  uint32_t taken_ = 0;   // how far takeOutput() has come
  // Set by the call or the listener that finds the server gone; the first one tells the importer.
  std::atomic<bool> lost_{false};
  const CallLog *callLog_ = CallLog::ofProcess();
  const uint32_t forks_ = os::forks();
  LiveInstance live_{this};

  os::Mutex listenerMutex_;
  os::Thread listener_;
  bool stepPending_ = false;         // guarded by listenerMutex_
  bool listenerDone_ = false;        // guarded by listenerMutex_
  std::atomic<bool> freeing_{false}; // the server will end, and that is as it should be
  std::atomic<bool> closing_{false}; // no thread waits any more
  std::atomic<bool> aborted_{false}; // because of abort()
};

} // namespace remoting
