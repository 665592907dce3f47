// Named kernel objects that only the current user can open: sections, events and pipes.
#pragma once

#include "smipc/link.hpp"

#include <windows.h>

namespace smipc {

// Whom new objects belong to. Made once for each opening; valid until it is destroyed.
class OwnerOnly {
public:
  OwnerOnly();
  ~OwnerOnly();
  OwnerOnly(const OwnerOnly &) = delete;
  OwnerOnly &operator=(const OwnerOnly &) = delete;
  SECURITY_ATTRIBUTES *attributes() { return made_ ? &attributes_ : nullptr; }
  // The user's own security identifier, as text without spaces; part of the names.
  const wchar_t *user() const { return user_; }

private:
  SECURITY_ATTRIBUTES attributes_ = {};
  SECURITY_DESCRIPTOR descriptor_ = {};
  ACL *list_ = nullptr;
  bool made_ = false;
  wchar_t user_[160] = L"";
};

using Name = wchar_t[320];

// Names of what a server and its clients share. `token` is the server's own, new each time.
void pipeName(Name &name, const OwnerOnly &owner, const char *server);
void ownerName(Name &name, const OwnerOnly &owner, const char *server);
void objectName(Name &name, const char *token, uint64_t id, const wchar_t *what);

// Creates or opens the section and events of a connection. Returns 0 or the error.
DWORD openObjects(Link &link, const char *token, OwnerOnly *creator);

// The same for the server's page. `page` gets a mapping of the caller's own.
DWORD openPage(ServerPage *&page, void *&section, void *&event, const char *token,
               OwnerOnly *creator);

} // namespace smipc
