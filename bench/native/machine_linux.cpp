#include "machine.hpp"

#include <dirent.h>
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>

void *loadLibrary(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
  return library;
}

void *symbolOf(void *library, const char *name) { return dlsym(library, name); }

namespace {

cpu_set_t processors() {
  cpu_set_t set;
  sched_getaffinity(0, sizeof set, &set);
  return set;
}

const cpu_set_t all = processors();

} // namespace

void useOneProcessor() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  sched_setaffinity(0, sizeof set, &set);
}

void useAllProcessors() { sched_setaffinity(0, sizeof all, &all); }

double processorTimeOfServers() {
  double total = 0;
  DIR *folder = opendir("/proc");
  while (const dirent *entry = readdir(folder)) {
    if (atoi(entry->d_name) <= 0)
      continue;
    char text[256] = "";
    const std::string base = std::string("/proc/") + entry->d_name;
    FILE *file = fopen((base + "/comm").c_str(), "r");
    if (file) {
      if (!fgets(text, sizeof text, file))
        text[0] = '\0';
      fclose(file);
    }
    text[strcspn(text, "\n")] = '\0';
    if (strcmp(text, "server_sm") != 0)
      continue;
    file = fopen((base + "/schedstat").c_str(), "r");
    double spent = 0;
    if (file && fscanf(file, "%lf", &spent) == 1)
      total += spent;
    if (file)
      fclose(file);
  }
  closedir(folder);
  return total;
}
