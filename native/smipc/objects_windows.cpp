#include "smipc/objects_windows.hpp"

#include <stdlib.h>
#include <wchar.h>

namespace smipc {
namespace {

// The identifier as text: S-1-5-21-...
void asText(SID *user, wchar_t *text, size_t room) {
  int used = swprintf(text, room, L"S-%u", user->Revision);
  const uint8_t *authority = user->IdentifierAuthority.Value;
  used += swprintf(text + used, room - static_cast<size_t>(used), L"-%u",
                   static_cast<unsigned>(authority[4]) << 8 | authority[5]);
  for (unsigned i = 0; i < user->SubAuthorityCount; ++i)
    used += swprintf(text + used, room - static_cast<size_t>(used), L"-%lu", user->SubAuthority[i]);
}

constexpr const wchar_t *waitNames[waits] = {L"sr", L"cw", L"cr", L"sw"};

DWORD openSection(const wchar_t *name, size_t size, OwnerOnly *creator, void *&section,
                  void *&place) {
  section = creator ? CreateFileMappingW(INVALID_HANDLE_VALUE, creator->attributes(),
                                         PAGE_READWRITE, 0, static_cast<DWORD>(size), name)
                    : OpenFileMappingW(FILE_MAP_WRITE, FALSE, name);
  if (!section)
    return GetLastError();
  // Fails, too, if the section is smaller than what is to be seen of it.
  place = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, size);
  return place ? 0 : GetLastError();
}

void objectName(Name &name, const char *token, const wchar_t *what) {
  swprintf(name, sizeof name / sizeof *name, L"Local\\smipc-%hs-%ls", token, what);
}

void *openEvent(const wchar_t *name, OwnerOnly *creator) {
  return creator ? CreateEventW(creator->attributes(), FALSE, FALSE, name)
                 : OpenEventW(SYNCHRONIZE | EVENT_MODIFY_STATE, FALSE, name);
}

} // namespace

OwnerOnly::OwnerOnly() {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
    return;
  DWORD size = 0;
  const bool known = GetTokenInformation(token, TokenUser, room_, sizeof room_, &size) != 0;
  CloseHandle(token);
  if (!known)
    return;
  sid_ = reinterpret_cast<TOKEN_USER *>(room_)->User.Sid;
  asText(static_cast<SID *>(sid_), user_, sizeof user_ / sizeof *user_);
  const DWORD listSize =
      static_cast<DWORD>(sizeof(ACL) + sizeof(ACCESS_ALLOWED_ACE)) + GetLengthSid(sid_);
  list_ = static_cast<ACL *>(malloc(listSize));
  // An administrator's objects would belong to all administrators unless told otherwise.
  made_ = list_ && InitializeAcl(list_, listSize, ACL_REVISION) &&
          AddAccessAllowedAce(list_, ACL_REVISION, GENERIC_ALL, sid_) &&
          InitializeSecurityDescriptor(&descriptor_, SECURITY_DESCRIPTOR_REVISION) &&
          SetSecurityDescriptorOwner(&descriptor_, sid_, FALSE) &&
          SetSecurityDescriptorDacl(&descriptor_, TRUE, list_, FALSE);
  attributes_.nLength = sizeof attributes_;
  attributes_.lpSecurityDescriptor = &descriptor_;
}

OwnerOnly::~OwnerOnly() { free(list_); }

bool OwnerOnly::owns(void *object, Owner &other) const {
  wcscpy(other, L"unknown");
  alignas(8) uint8_t room[sizeof(SECURITY_DESCRIPTOR) + 4 * SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  PSID owner = nullptr;
  BOOL byDefault = FALSE;
  if (!GetKernelObjectSecurity(object, OWNER_SECURITY_INFORMATION, room, sizeof room, &size) ||
      !GetSecurityDescriptorOwner(room, &owner, &byDefault) || !owner)
    return false;
  asText(static_cast<SID *>(owner), other, sizeof other / sizeof *other);
  return sid_ && EqualSid(owner, sid_);
}

void makeToken(Token &token) {
  uint8_t bytes[8] = {};
  using Generate = BOOLEAN(WINAPI *)(void *, ULONG);
  const HMODULE library = LoadLibraryW(L"advapi32.dll");
  const auto generate = reinterpret_cast<Generate>(
      reinterpret_cast<void *>(GetProcAddress(library, "SystemFunction036"))); // RtlGenRandom
  if (!generate || !generate(bytes, sizeof bytes)) {
    LARGE_INTEGER now;
    QueryPerformanceCounter(&now);
    now.QuadPart ^= static_cast<LONGLONG>(GetCurrentProcessId()) << 40;
    memcpy(bytes, &now, sizeof bytes);
  }
  FreeLibrary(library);
  for (unsigned i = 0; i < sizeof bytes; ++i)
    snprintf(token + 2 * i, 3, "%02x", bytes[i]);
}

void pipeName(Name &name, const OwnerOnly &owner, const char *server) {
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  swprintf(name, sizeof name / sizeof *name, L"\\\\.\\pipe\\smipc-%ls-%lu-%hs", owner.user(),
           session, server);
}

void ownerName(Name &name, const OwnerOnly &owner, const char *server) {
  swprintf(name, sizeof name / sizeof *name, L"Local\\smipc-%ls-%hs", owner.user(), server);
}

DWORD openObjects(Link &link, const char *token, OwnerOnly *creator) {
  Name name;
  void *place = nullptr;
  objectName(name, token, L"m");
  DWORD error = openSection(name, sizeof(ConnectionBlock), creator, link.section, place);
  link.block = static_cast<ConnectionBlock *>(place);
  for (unsigned i = 0; error == 0 && i < waits; ++i) {
    objectName(name, token, waitNames[i]);
    link.events[i] = openEvent(name, creator);
    if (!link.events[i])
      error = GetLastError();
  }
  return error;
}

void *openServerEvent(const char *token, OwnerOnly *creator) {
  Name name;
  objectName(name, token, L"e");
  return openEvent(name, creator);
}

} // namespace smipc
