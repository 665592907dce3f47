// An importer of FMI 2.0: its callback functions.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/fmi2_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/caller.hpp"
#include "remoting/client/format.hpp"
#include "remoting/client/importer.hpp"
#include "remoting/given.hpp"

namespace remoting {

class ImporterFmi2 final : public Importer {
public:
  using Importer::take;
  void take(fmi::Callbacks<fmi2CallbackFunctions>, const fmi2CallbackFunctions *callbacks) {
    if (callbacks)
      callbacks_ = *callbacks;
  }

  void log(const char *name, int status, const char *category, const char *text) override {
    logger(name ? name : "", static_cast<fmi2Status>(status), category, text ? text : "");
  }

  bool expectsStepFinished() const override { return callbacks_.stepFinished != nullptr; }
  bool reportsStep(uint16_t callback) const override {
    return callback == fmi2::callback::stepFinished;
  }
  void stepFinished(int status) override {
    if (callbacks_.stepFinished)
      callbacks_.stepFinished(callbacks_.componentEnvironment, static_cast<fmi2Status>(status));
  }

  bool serve(CalleeCodec &codec, Tag tag, bool answers) override {
    switch (tag.function) {
#define FMI_CALLBACK(name, ...)                                                                    \
  case fmi2::callback::name:                                                                       \
    return serveCallback<FMI_KIND_LIST(__VA_ARGS__)>(                                              \
        codec, tag, answers, [this](auto... argument) { name(argument...); });
#include "fmi/fmi2.inc"
    default:
      return false;
    }
  }

private:
  void logger(const char *name, fmi2Status status, const char *category, const char *text) {
    if (!callbacks_.logger)
      return;
    const Format format(text);
    callbacks_.logger(callbacks_.componentEnvironment, name, status, category, format.text());
  }

  fmi2CallbackFunctions callbacks_{};
};

template <> inline uint32_t given(const fmi2CallbackFunctions *callbacks) {
  if (!callbacks)
    return 0;
  return bits::ofMemoryAndLogger(*callbacks) | (callbacks->stepFinished ? bits::stepFinished : 0);
}

} // namespace remoting
