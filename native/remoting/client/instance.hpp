// An instance as the importer holds it, whatever the version: the server process that has the real
// one, and what becomes of it.
#pragma once

#include "os/forks.hpp"
#include "os/pages.hpp"
#include "os/threads.hpp"
#include "remoting/client/call_lane.hpp"
#include "remoting/client/call_log.hpp"
#include "remoting/client/importer.hpp"
#include "remoting/client/listener.hpp"
#include "remoting/client/live_instances.hpp"
#include "remoting/client/server_process.hpp"
#include "remoting/client/settings.hpp"
#include "remoting/client/version.hpp"

#include <new>
#include <type_traits>

namespace remoting {

class Instance {
public:
  // For an importer of class `I`. Null: there is no memory.
  template <class I>
  static Instance *make(const Version &version, const char *name, const I &importer);
  static void dispose(Instance *instance);

  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  // Starts the server for an instance that the function of that number makes. False: the importer's
  // logger has been told why not.
  bool start(uint16_t function);

  // What that function has returned. False: there is no instance; the importer's logger has been
  // told so, unless the model itself has done that.
  bool created(int status);

  // Frees the instance by `function` in the server, which then unloads the model's library and
  // ends. False: it did not get so far by itself, and the logger has been told why.
  bool destroy(uint16_t function);

  // The library is being unloaded: the server ends, and with it every use of this instance.
  void abandon();

  // Before start(): where the server and the model are, if no file is to say so.
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
  // Whether no callback is expected any more.
  bool leaving() const { return closing_ || freeing_; }
  // False in a copy of the process that made the instance; the logger has been told so.
  bool ownsProcess();
  // The end of the connection: says why, once, and makes sure that the process is gone too. Returns
  // what the call under way returns.
  int lose(smipc::Result result);

  // Tells the importer's logger.
  void log(int status, const char *category, const char *text) {
    importer_.log(name_, status, category, text);
  }
  void stepIsPending();
  void stepIsCancelled() { listener_.cancel(); }

  CallLane &calls() { return calls_; }
  // Whether several threads call it at the same time.
  bool scheduled() const { return scheduled_; }
  // For a thread that is about to make such a call: a lane that is free, or the one on whose
  // callback it is at work. The caller unlocks it.
  CallLane &takeLane();
  Importer &importer() { return importer_; }
  const Version &version() const { return version_; }
  // Null unless calls are logged.
  const CallLog *callLog() const { return callLog_; }
  const char *name() const { return name_; }

protected:
  Instance(Importer &importer, const Version &version, const char *name, size_t size);
  ~Instance();

private:
  // The peer of both channels: the server process, or our own wish to end.
  struct Side {
    Endpoint endpoint;
    Side(Instance *instance, unsigned channel)
        : endpoint(instance->process_.channel(channel), 0, instance->process_.ownBell(channel),
                   instance->process_.theirBell(channel),
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

  // A lane besides the first.
  struct ExtraLane {
    Side side;
    CallLane lane;
    ExtraLane(Instance *instance, unsigned channel) : side(instance, channel), lane(*instance) {
      lane.connect(side.endpoint);
    }
  };

  void addLanes();
  void awaitEnd(const char *function);
  void stopListener();
  void logFatal(const char *text);

  Importer &importer_;
  const Version &version_;
  const size_t size_; // of this object and the importer's
  char *name_;
  Settings settings_;
  ServerProcess process_;
  // Made when there is a segment: one for the importer's calls and the callbacks during them, one
  // for the callbacks while a step is pending and no call waits.
  alignas(Side) uint8_t sides_[smipc::channelCount][sizeof(Side)];
  CallLane calls_{*this};
  bool scheduled_ = false; // has extra lanes, as far as there is memory
  ExtraLane *extra_[extraLanes] = {};
  Listener listener_{*this};
  uint32_t taken_ = 0; // how far takeOutput() has come
  // Set by the call or the listener that finds the server gone; the first one tells the importer.
  std::atomic<bool> lost_{false};
  const CallLog *callLog_ = CallLog::ofProcess();
  const uint32_t forks_ = os::forks();
  LiveInstance live_{this};
  std::atomic<bool> freeing_{false}; // the server will end, and that is as it should be
  std::atomic<bool> closing_{false}; // no thread waits any more
  std::atomic<bool> aborted_{false}; // because of abort()
};

// The lane for a call, for as long as it lives.
class Lease {
public:
  explicit Lease(Instance &instance)
      : taken_(instance.scheduled()), lane_(taken_ ? instance.takeLane() : instance.calls()) {}
  Lease(const Lease &) = delete;
  Lease &operator=(const Lease &) = delete;
  ~Lease() {
    if (taken_)
      lane_.unlock();
  }
  CallLane &lane() { return lane_; }

private:
  const bool taken_;
  CallLane &lane_;
};

// An instance with the importer of its version.
template <class I> class InstanceFor final : public Instance {
public:
  InstanceFor(const Version &version, const char *name, const I &importer)
      : Instance(importer_, version, name, sizeof(InstanceFor)), importer_(importer) {
    importer_.component = static_cast<Instance *>(this);
  }

private:
  static_assert(std::is_trivially_destructible_v<I>);
  I importer_;
};

template <class I>
Instance *Instance::make(const Version &version, const char *name, const I &importer) {
  void *memory = os::takePages(sizeof(InstanceFor<I>));
  return memory ? new (memory) InstanceFor<I>(version, name, importer) : nullptr;
}

} // namespace remoting
