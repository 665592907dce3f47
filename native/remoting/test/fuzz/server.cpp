// The server's side of the wire: whatever an importer's process may send.
#include "feed.hpp"
#include "model.hpp"
#include "os/floating_point.hpp"
#include "remoting/server/session.hpp"

// No part of a message that was not sent is worth more memory than this.
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=64";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const os::FloatingPoint before = os::FloatingPoint::ofThread();
  fuzz::Input input{data, size};
  fuzz::behaviours.clear();
  const auto head = input.take<uint8_t>();
  const unsigned behaviours = head % 16;
  for (unsigned i = 0; i < behaviours; ++i)
    fuzz::behaviours.push_back(input.take<uint8_t>());
  fuzz::Feed feed(input, 0);
  if (head < 128)
    feed.open();
  const auto gone = [](void *self) { return static_cast<fuzz::Feed *>(self)->dry(); };
  remoting::Session session(*remoting::Shared::of(&feed.segment()), 0, {}, {}, {gone, &feed});
  session.calls().patience.spin = session.calls().patience.yield = 0;
  session.events().patience = session.calls().patience;
  feed.pump();
  session.run();
  before.apply();
  return 0;
}
