// Named kernel objects that only the current user can open: sections, events and pipes.
#pragma once

#include "smipc/link.hpp"

#include <windows.h>

namespace smipc {

using Owner = wchar_t[160];

// The user that new objects belong to. Made once for each opening; valid until it is destroyed.
class OwnerOnly {
public:
  OwnerOnly();
  ~OwnerOnly();
  OwnerOnly(const OwnerOnly &) = delete;
  OwnerOnly &operator=(const OwnerOnly &) = delete;
  SECURITY_ATTRIBUTES *attributes() { return made_ ? &attributes_ : nullptr; }
  // The user's own security identifier, as text without spaces; part of the names.
  const wchar_t *user() const { return user_; }
  // Whether the object belongs to the user, too; else its owner as text, as far as it can be known.
  bool owns(void *object, Owner &other) const;

private:
  SECURITY_ATTRIBUTES attributes_ = {};
  SECURITY_DESCRIPTOR descriptor_ = {};
  ACL *list_ = nullptr;
  bool made_ = false;
  Owner user_ = L"";
  alignas(TOKEN_USER) uint8_t room_[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  PSID sid_ = nullptr; // in room_
};

using Name = wchar_t[320];

// Names of what a server and its clients share.
void pipeName(Name &name, const OwnerOnly &owner, const char *server);
void ownerName(Name &name, const OwnerOnly &owner, const char *server);

// Creates or opens the section and events of a connection. Returns 0 or the error.
DWORD openObjects(Link &link, const char *token, OwnerOnly *creator);

// The same for the event that all clients of a server ring; null: see GetLastError().
void *openServerEvent(const char *token, OwnerOnly *creator);

} // namespace smipc
