// A model in a server process of its own, whatever the version of its FMI: making and freeing it,
// waiting for it, ending it, and what it prints.
#pragma once

#include "os/clock.hpp"
#include "os/threads.hpp"
#include "remoting/client/instance.hpp"
#include "runner/model.hpp"

#include <atomic>
#include <stdarg.h>

namespace runner {

struct Place {
  const char *server, *library; // absolute paths
  uint64_t limit;               // nanoseconds a call may take, 0: no limit
};

class RemotedModel : public Model {
public:
  // Ends its life in the memory where it was made.
  virtual void destroy() = 0;

  Answer release() override;
  bool hurry(bool yes) override;
  bool ahead(bool yes) override;
  void abort() override;
  void end() override;
  void collectOutput(bool all) override;
  // Whether there is an instance that has not been released.
  bool alive() const { return instance_ != nullptr; }

  // What a model says whose logger takes a format. The client's are formats without arguments,
  // whose percent signs are doubled.
  static void logFormatted(LogQueue &queue, int status, const char *category, const char *form,
                           va_list list);

protected:
  explicit RemotedModel(const Place &place) : place_(place) {}

  // The part of release() that is the version's: the function that frees the instance, and its
  // name. False: that did not go well.
  virtual bool free(remoting::Instance &instance, const char *&function) = 0;

  // An instance that `make` gives memory and that `create` brings to life. Both are called once.
  template <class Make, class Create>
  Answer instantiateBy(const char *function, Make make, Create create) {
    if (instance_)
      return refuse(function, "was called for an instance that there is already");
    remoting::Instance *made = make();
    if (!adopt(made))
      return refuse(function,
                    "is not possible, because there is not enough memory for another instance");
    const bool created = create(*made);
    if (created && !aborted_)
      return {};
    return created ? endOnRequest(function) : giveUp(function);
  }

  // What a call has returned, checked.
  Answer returned(int status, const char *function);
  Answer refuse(const char *function, const char *why);

  // A step, done by `step`, which may be pending and is then asked for by `askStatus(&status)`.
  template <class Step, class Ask> Answer stepBy(const char *function, Step step, Ask askStatus) {
    if (!callable())
      return {Status::fatal, function};
    int status = fmi::pending;
    if (!computesAside_)
      status = sent(step);
    computesAside_ = status == fmi::pending && hurried_;
    if (computesAside_)
      return {Status::postponed, function};
    if (status == fmi::pending)
      status = awaitStep(askStatus);
    return returned(status, function);
  }

  // The state of the model as bytes, added to `to`: got, measured, written and freed.
  template <class Get, class Measure, class Write, class Free>
  Answer saveStateBy(Bytes &to, Get get, Measure measure, Write write, Free free) {
    void *state = nullptr;
    size_t size = 0;
    Answer answer = get(&state);
    if (!answer.good())
      return answer;
    worsen(answer, measure(state, &size));
    if (answer.good()) {
      uint8_t *place = to.add(size);
      worsen(answer, place ? write(state, reinterpret_cast<char *>(place), size)
                           : refuse(answer.function, "gave a state that is too big"));
    }
    worsen(answer, free(&state));
    return answer;
  }

  // The same way back: read, set and freed.
  template <class Read, class Set, class Free>
  Answer loadStateBy(const uint8_t *bytes, Read read, Set set, Free free) {
    void *state = nullptr;
    Answer answer = read(reinterpret_cast<const char *>(bytes), &state);
    if (!answer.good())
      return answer;
    worsen(answer, set(state));
    worsen(answer, free(&state));
    return answer;
  }

  // What a call returns that may have been sent ahead in vain.
  template <class Call> static int sent(Call call) {
    const int status = call();
    return status == remoting::CallLane::unsent ? call() : status;
  }

  // Whether the model may be called at all.
  bool callable() const { return instance_ && !fatal_; }
  remoting::Instance *instance() const { return instance_; }
  const Place &place() const { return place_; }

  static void *allocate(size_t count, size_t size);

private:
  // The first of those that say most.
  static void worsen(Answer &answer, const Answer &next) {
    if (next.status > answer.status)
      answer = next;
  }

  bool adopt(remoting::Instance *made);
  Answer giveUp(const char *function);
  Answer endOnRequest(const char *function);
  bool pauseForStep(uint64_t begun);

  // The longer a step takes, the less often it is asked for: its end is seen an eighth too late at
  // most.
  template <class Ask> int awaitStep(Ask askStatus) {
    const uint64_t begun = os::nanoseconds();
    for (;;) {
      int status = fmi::pending;
      const int asked = askStatus(&status);
      if (asked > fmi::warning) // a model that does not know what became of its step
        return asked == fmi::fatal ? fmi::fatal : fmi::error;
      if (status != fmi::pending)
        return status;
      if (!pauseForStep(begun))
        return fmi::fatal;
    }
  }

  const Place place_;
  remoting::Instance *instance_ = nullptr; // changed under lock_ only, for abort()
  os::Mutex lock_;
  std::atomic<bool> aborted_{false};
  bool hurried_ = false;
  bool computesAside_ = false; // a step is pending whose status is asked for later
  bool fatal_ = false; // the model has said so; FMI 2.0.4, 2.1.3: nothing may be called any more
};

} // namespace runner

// A call of an FMI function on the instance.
#define CALL(function, ...)                                                                        \
  (callable() ? returned(sent([&] { return ::function(instance() __VA_OPT__(, ) __VA_ARGS__); }),  \
                         #function)                                                                \
              : Answer{Status::fatal, #function})
