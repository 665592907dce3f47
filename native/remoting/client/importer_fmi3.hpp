// An importer of FMI 3.0: its callback functions, which are arguments of their own.
#pragma once

#include "fmi/fmi3.h"
#include "fmi/fmi3_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/caller.hpp"
#include "remoting/client/importer.hpp"

namespace remoting {

class ImporterFmi3 final : public Importer {
public:
  using Importer::take;
  void take(fmi::Environment, void *environment) { environment_ = environment; }
  template <class F, int Row> void take(fmi::Callback<F, Row>, F function) {
    callbacks_[Row] = reinterpret_cast<void (*)()>(function);
  }

  void log(const char *, int status, const char *category, const char *text) override {
    logMessage(static_cast<fmi3Status>(status), category, text);
  }

  bool serve(CalleeCodec &codec, Tag tag, bool answers) override {
    switch (tag.function) {
#define FMI_CALLBACK(name, ...)                                                                    \
  case fmi3::callback::name:                                                                       \
    return serveCallback<FMI_KIND_LIST(__VA_ARGS__)>(                                              \
        codec, tag, answers, [this](auto... argument) { name(argument...); });
#include "fmi/fmi3.inc"
    default:
      return false;
    }
  }

private:
  // Calls the importer's function number `Number`, if there is one.
  template <class F, uint16_t Number, class... A> void call(A... argument) {
    if (const auto function = reinterpret_cast<F>(callbacks_[Number - 1]))
      function(argument...);
  }

  void logMessage(fmi3Status status, const char *category, const char *text) {
    call<fmi3LogMessageCallback, fmi3::callback::logMessage>(environment_, status, category, text);
  }
  template <class... A> void intermediateUpdate(A... argument) {
    call<fmi3IntermediateUpdateCallback, fmi3::callback::intermediateUpdate>(environment_,
                                                                             argument...);
  }
  void clockUpdate() { call<fmi3ClockUpdateCallback, fmi3::callback::clockUpdate>(environment_); }
  void lockPreemption() { call<fmi3LockPreemptionCallback, fmi3::callback::lockPreemption>(); }
  void unlockPreemption() {
    call<fmi3UnlockPreemptionCallback, fmi3::callback::unlockPreemption>();
  }

  void *environment_ = nullptr;
  void (*callbacks_[5])() = {};
};

} // namespace remoting
