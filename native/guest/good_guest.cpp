// An importer that looks at itself before, during and after it has had an instance: good_guest
// LIBRARY GUID [subreaper] [crash]. Prints one "name before during after" line per property; what a
// good guest does not change is equal in the first and the last column. With `crash`, the server's
// processes are killed while the instance lives.
#include "fmi/fmi2.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

volatile sig_atomic_t childSignals = 0;
int logMessages = 0;

void logger(void *, const char *, fmi2Status, const char *category, const char *form, ...) {
  ++logMessages;
  va_list list;
  va_start(list, form);
  fprintf(stderr, "[%s] ", category);
  vfprintf(stderr, form, list);
  fputc('\n', stderr);
  va_end(list);
}

int entriesOf(const char *folder) {
  int count = 0;
  DIR *open = opendir(folder);
  while (open && readdir(open))
    ++count;
  if (open)
    closedir(open);
  return count;
}

std::string mappings() {
  int shared = 0;
  FILE *file = fopen("/proc/self/maps", "r");
  char line[4096];
  while (file && fgets(line, sizeof line, file))
    shared += strstr(line, "rw-s") != nullptr;
  if (file)
    fclose(file);
  return std::to_string(shared);
}

// Children of this process in the state `state`, or in any.
int children(char state) {
  int count = 0;
  DIR *folder = opendir("/proc");
  while (const dirent *entry = readdir(folder)) {
    const std::string path = std::string("/proc/") + entry->d_name + "/stat";
    FILE *file = atoi(entry->d_name) > 0 ? fopen(path.c_str(), "r") : nullptr;
    char text[512] = "";
    if (file && fgets(text, sizeof text, file)) {
      char found = 0;
      int parent = 0;
      if (const char *end = strrchr(text, ')');
          end && sscanf(end + 1, " %c %d", &found, &parent) == 2)
        count += parent == getpid() && (state == 0 || found == state);
    }
    if (file)
      fclose(file);
  }
  closedir(folder);
  return count;
}

std::string handlers() {
  unsigned sum = 0;
  for (int number = 1; number < 32; ++number) {
    struct sigaction action;
    if (sigaction(number, nullptr, &action) == 0)
      sum = sum * 31 + static_cast<unsigned>(reinterpret_cast<uintptr_t>(action.sa_handler)) +
            static_cast<unsigned>(action.sa_flags);
  }
  return std::to_string(sum);
}

std::string mask() {
  sigset_t set;
  pthread_sigmask(SIG_SETMASK, nullptr, &set);
  std::string text;
  for (int number = 1; number < 32; ++number)
    text += sigismember(&set, number) ? '1' : '0';
  return text;
}

std::string environment() {
  size_t sum = 0;
  for (char **entry = environ; *entry; ++entry)
    sum = sum * 31 + strlen(*entry);
  return std::to_string(sum);
}

struct Look {
  static constexpr int count = 11;
  std::string value[count];
  Look() {
    char folder[4096] = "";
    const char *here = getcwd(folder, sizeof folder);
    value[0] = std::to_string(childSignals);
    value[1] = std::to_string(children('Z'));
    value[2] = std::to_string(entriesOf("/proc/self/fd"));
    value[3] = std::to_string(entriesOf("/proc/self/task"));
    value[4] = mappings();
    value[5] = here ? here : "?";
    value[6] = handlers();
    value[7] = mask();
    value[8] = environment();
    value[9] = setlocale(LC_ALL, nullptr);
    value[10] = std::to_string(children(0));
  }
};

const char *const names[Look::count] = {"child-signals", "zombies", "descriptors", "threads",
                                        "shared-maps",   "folder",  "handlers",    "signal-mask",
                                        "environment",   "locale",  "children"};

void killServers() {
  // Everything below this process, and orphans, of the server's name.
  DIR *folder = opendir("/proc");
  while (const dirent *entry = readdir(folder)) {
    const std::string path = std::string("/proc/") + entry->d_name + "/comm";
    FILE *file = atoi(entry->d_name) > 0 ? fopen(path.c_str(), "r") : nullptr;
    char text[64] = "";
    const bool read = file && fgets(text, sizeof text, file);
    if (file)
      fclose(file);
    const std::string group = std::string("/proc/") + entry->d_name + "/cmdline";
    if (!read || strncmp(text, "server_sm", 9) != 0)
      continue;
    // Only the one that works for us: its last argument is our pid.
    file = fopen(group.c_str(), "r");
    char line[512] = "";
    const size_t size = file ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file)
      fclose(file);
    size_t last = size > 1 ? size - 1 : 0;
    while (last > 0 && line[last - 1] != '\0')
      --last;
    if (atoi(line + last) == getpid())
      kill(atoi(entry->d_name), SIGKILL);
  }
  closedir(folder);
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  bool crash = false;
  for (int i = 3; i < argc; ++i) {
    if (strcmp(argv[i], "subreaper") == 0)
      prctl(PR_SET_CHILD_SUBREAPER, 1);
    crash = crash || strcmp(argv[i], "crash") == 0;
  }
  signal(SIGCHLD, [](int) { childSignals = childSignals + 1; });
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  const auto instantiate = reinterpret_cast<fmi2Component (*)(
      const char *, int, const char *, const char *, const fmi2CallbackFunctions *, int, int)>(
      dlsym(library, "fmi2Instantiate"));
  const auto release =
      reinterpret_cast<void (*)(fmi2Component)>(dlsym(library, "fmi2FreeInstance"));
  const auto enter =
      reinterpret_cast<int (*)(fmi2Component)>(dlsym(library, "fmi2EnterInitializationMode"));
  const fmi2CallbackFunctions callbacks{logger, calloc, free, nullptr, nullptr};

  const Look before;
  errno = 77;
  fmi2Component instance =
      instantiate("guest", fmi2CoSimulation, argv[2], "file:///", &callbacks, 0, 0);
  printf("errno 77 %d 77\n", errno);
  if (!instance)
    return 2;
  if (crash) {
    killServers();
    printf("status-after-kill 4 %d 4\n", enter(instance));
  }
  const Look during;
  release(instance);
  usleep(100000);
  const Look after;
  for (int i = 0; i < Look::count; ++i)
    printf("%s %s %s %s\n", names[i], before.value[i].c_str(), during.value[i].c_str(),
           after.value[i].c_str());
}
