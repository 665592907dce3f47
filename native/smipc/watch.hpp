// For programs with an event loop: a thread that waits for them and makes a descriptor readable.
#pragma once

namespace smipc {

class Watch {
public:
  // `wait` blocks until there is something, or returns false now and then; `self` outlives the
  // watch. Null: `descriptor` could not be made, or there are none on this system.
  static Watch *make(bool (*wait)(void *self), void *self, int &descriptor);
  // Reports the next time that there is something.
  void arm();
  // `wait` must return soon from now on.
  void end();

protected:
  Watch() = default;
  ~Watch() = default;
};

} // namespace smipc
