// What the client's common part has to know of the FMI version that its importer speaks.
#pragma once

#include <stdint.h>

namespace remoting {

struct Version {
  uint16_t number;
  const char *const *names; // of the functions, by number
  const char *statuses[6];  // what they return
  uint16_t cancelStep;      // the function that ends a pending step; 0: there is none
  bool prefixed;            // exported names have the model identifier in front
  uint16_t scheduled;       // the function whose instances several threads call at the same time;
                            // 0: there is none
};

} // namespace remoting
