// The partner is this program again, with a section and an event that it inherits.
#include "ping_pong.hpp"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

struct PingPong::Partner {
  HANDLE section;
  HANDLE event;
  HANDLE process;
};

namespace {

constexpr char role[] = "ping-pong";

void *view(HANDLE section) { return MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0); }

HANDLE handleOf(const char *text) {
  return reinterpret_cast<HANDLE>(static_cast<uintptr_t>(strtoul(text, nullptr, 10)));
}

} // namespace

PingPong::PingPong() : partner_(new Partner{}) {
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  partner_->section = CreateFileMappingA(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, 0,
                                         sizeof(Shared), nullptr);
  partner_->event = CreateEventA(&inherited, FALSE, FALSE, nullptr);
  shared_ = static_cast<Shared *>(view(partner_->section));
  char program[MAX_PATH] = "", command[MAX_PATH + 64];
  GetModuleFileNameA(nullptr, program, sizeof program);
  snprintf(command, sizeof command, "\"%s\" %s %lu %lu", program, role,
           static_cast<unsigned long>(reinterpret_cast<uintptr_t>(partner_->section)),
           static_cast<unsigned long>(reinterpret_cast<uintptr_t>(partner_->event)));
  STARTUPINFOA startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION made{};
  if (!shared_ || !CreateProcessA(program, command, nullptr, nullptr, TRUE, 0, nullptr, nullptr,
                                  &startup, &made)) {
    fprintf(stderr, "cannot start the partner: error %lu\n", GetLastError());
    exit(2);
  }
  CloseHandle(made.hThread);
  partner_->process = made.hProcess;
}

PingPong::~PingPong() {
  wake(end);
  WaitForSingleObject(partner_->process, INFINITE);
  UnmapViewOfFile(shared_);
  CloseHandle(partner_->process);
  CloseHandle(partner_->event);
  CloseHandle(partner_->section);
  delete partner_;
}

bool PingPong::wasPartner(int argc, char **argv) {
  if (argc != 4 || strcmp(argv[1], role) != 0)
    return false;
  Partner own{handleOf(argv[2]), handleOf(argv[3]), nullptr};
  PingPong pingPong(static_cast<Shared *>(view(own.section)), &own);
  pingPong.serve();
  ExitProcess(0);
}

void PingPong::sleep() { WaitForSingleObject(partner_->event, INFINITE); }

void PingPong::wake(uint32_t state) {
  shared_->running = state;
  SetEvent(partner_->event);
}
