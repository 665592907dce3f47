// The end of the client library, which the importer may unload under live instances: their servers
// end. A program that holds the client itself ends them when it sees fit.
#include "remoting/client/live_instances.hpp"

#ifdef _WIN32
#include <windows.h>
#endif

#ifdef _WIN32
extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD reason, void *processEnds) {
  // When the process ends, its threads are gone already and the job ends the servers.
  if (reason == DLL_PROCESS_DETACH && !processEnds)
    remoting::LiveInstance::abandonAll();
  return TRUE;
}
#else
__attribute__((destructor)) static void libraryEnds() { remoting::LiveInstance::abandonAll(); }
#endif
