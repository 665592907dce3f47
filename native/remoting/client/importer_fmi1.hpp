// An importer of FMI 1.0: its callback functions, which are given the instance.
#pragma once

#include "fmi/fmi1.h"
#include "fmi/fmi1_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/caller.hpp"
#include "remoting/client/format.hpp"
#include "remoting/client/importer.hpp"
#include "remoting/given.hpp"

namespace remoting {

class ImporterFmi1 final : public Importer {
public:
  using Importer::take;
  void take(fmi::CallbacksValue<fmiModelCallbackFunctions>,
            const fmiModelCallbackFunctions &callbacks) {
    logger_ = callbacks.logger;
  }
  void take(fmi::CallbacksValue<fmiSlaveCallbackFunctions>,
            const fmiSlaveCallbackFunctions &callbacks) {
    logger_ = callbacks.logger;
    stepFinished_ = callbacks.stepFinished;
  }

  void log(const char *name, int status, const char *category, const char *text) override {
    logger(name ? name : "", static_cast<fmiStatus>(status), category, text ? text : "");
  }

  bool expectsStepFinished() const override { return stepFinished_ != nullptr; }
  bool reportsStep(uint16_t callback) const override {
    return callback == fmi1::callback::stepFinished;
  }
  void stepFinished(int status) override {
    if (stepFinished_)
      stepFinished_(component, static_cast<fmiStatus>(status));
  }

  bool serve(CalleeCodec &codec, Tag tag, bool answers) override {
    switch (tag.function) {
#define FMI_CALLBACK(name, ...)                                                                    \
  case fmi1::callback::name:                                                                       \
    return serveCallback<FMI_KIND_LIST(__VA_ARGS__)>(                                              \
        codec, tag, answers, [this](auto... argument) { name(argument...); });
#include "fmi/fmi1.inc"
    default:
      return false;
    }
  }

private:
  void logger(const char *name, fmiStatus status, const char *category, const char *text) {
    if (!logger_)
      return;
    const Format format(text);
    logger_(component, name, status, category, format.text());
  }

  fmiCallbackLogger logger_ = nullptr;
  fmiStepFinished stepFinished_ = nullptr;
};

template <> inline uint32_t given(const fmiModelCallbackFunctions *callbacks) {
  return bits::ofMemoryAndLogger(*callbacks);
}
template <> inline uint32_t given(const fmiSlaveCallbackFunctions *callbacks) {
  return bits::ofMemoryAndLogger(*callbacks) | (callbacks->stepFinished ? bits::stepFinished : 0);
}

} // namespace remoting
