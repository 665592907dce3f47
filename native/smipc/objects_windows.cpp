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

void *openEvent(const wchar_t *name, OwnerOnly *creator) {
  return creator ? CreateEventW(creator->attributes(), FALSE, FALSE, name)
                 : OpenEventW(SYNCHRONIZE | EVENT_MODIFY_STATE, FALSE, name);
}

} // namespace

OwnerOnly::OwnerOnly() {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
    return;
  alignas(TOKEN_USER) uint8_t room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  const bool known = GetTokenInformation(token, TokenUser, room, sizeof room, &size) != 0;
  CloseHandle(token);
  if (!known)
    return;
  PSID user = reinterpret_cast<TOKEN_USER *>(room)->User.Sid;
  asText(static_cast<SID *>(user), user_, sizeof user_ / sizeof *user_);
  const DWORD listSize =
      static_cast<DWORD>(sizeof(ACL) + sizeof(ACCESS_ALLOWED_ACE)) + GetLengthSid(user);
  list_ = static_cast<ACL *>(malloc(listSize));
  made_ = list_ && InitializeAcl(list_, listSize, ACL_REVISION) &&
          AddAccessAllowedAce(list_, ACL_REVISION, GENERIC_ALL, user) &&
          InitializeSecurityDescriptor(&descriptor_, SECURITY_DESCRIPTOR_REVISION) &&
          SetSecurityDescriptorDacl(&descriptor_, TRUE, list_, FALSE);
  attributes_.nLength = sizeof attributes_;
  attributes_.lpSecurityDescriptor = &descriptor_;
}

OwnerOnly::~OwnerOnly() { free(list_); }

void pipeName(Name &name, const OwnerOnly &owner, const char *server) {
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  swprintf(name, sizeof name / sizeof *name, L"\\\\.\\pipe\\smipc-%ls-%lu-%hs", owner.user(),
           session, server);
}

void ownerName(Name &name, const OwnerOnly &owner, const char *server) {
  swprintf(name, sizeof name / sizeof *name, L"Local\\smipc-%ls-%hs", owner.user(), server);
}

void objectName(Name &name, const char *token, uint64_t id, const wchar_t *what) {
  swprintf(name, sizeof name / sizeof *name, L"Local\\smipc-%hs-%llu-%ls", token,
           static_cast<unsigned long long>(id), what);
}

DWORD openObjects(Link &link, const char *token, OwnerOnly *creator) {
  Name name;
  void *place = nullptr;
  objectName(name, token, link.id, L"m");
  DWORD error = openSection(name, sizeof(ConnectionBlock), creator, link.section, place);
  link.block = static_cast<ConnectionBlock *>(place);
  for (unsigned i = 0; error == 0 && i < waits; ++i) {
    objectName(name, token, link.id, waitNames[i]);
    link.events[i] = openEvent(name, creator);
    if (!link.events[i])
      error = GetLastError();
  }
  return error;
}

DWORD openPage(ServerPage *&page, void *&section, void *&event, const char *token,
               OwnerOnly *creator) {
  Name name;
  void *place = nullptr;
  objectName(name, token, 0, L"p");
  const DWORD error = openSection(name, sizeof(ServerPage), creator, section, place);
  page = static_cast<ServerPage *>(place);
  if (error != 0)
    return error;
  objectName(name, token, 0, L"e");
  event = openEvent(name, creator);
  return event ? 0 : GetLastError();
}

} // namespace smipc
