// The client's side of the wire: whatever the model's process may send.
#include "importer.hpp"
#include "remoting/client/server_process.hpp"
#include "remoting/client/settings.hpp"

#include <stdlib.h>

extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=64";
}

namespace remoting {

Settings::~Settings() {
  free(server);
  free(model);
  free(library);
}

char *Settings::prefix() const { return nullptr; }

bool Settings::read(os::Text &) {
  server = strdup("/nowhere/server_sm");
  model = strdup("/nowhere/model.so");
  return true;
}

bool ServerProcess::start(const char *, const char *, unsigned, os::Text &) {
  segment_ = &fuzz::Feed::active->segment();
  return true;
}

os::Bell ServerProcess::ownBell(unsigned) const { return {}; }
os::Bell ServerProcess::theirBell(unsigned) const { return {}; }
// Nothing more comes before the importer has made its next call, which it cannot.
bool ServerProcess::gone() const { return fuzz::Feed::active->dry(); }
void ServerProcess::describeEnd(os::Text &text) const { text.format("has ended"); }
bool ServerProcess::endedWell() const { return true; }
bool ServerProcess::waitForEnd(unsigned) const { return true; }
void ServerProcess::end() {}
void ServerProcess::settleOutput() const {}
void ServerProcess::release() {}
void ServerProcess::forget() {}

} // namespace remoting

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz::Input input{data, size};
  const auto given = input.take<uint8_t>();
  fuzz::Feed feed(input, 1);
  fuzz::import(feed, given);
  return 0;
}
