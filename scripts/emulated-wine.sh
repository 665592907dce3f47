#!/usr/bin/env bash
# Makes an archive of a Wine prefix for the machine of in-emulated-machine.sh, on the real one: the emulated one needs from
# a minute to half an hour for it, and Wine waits no more than five. What cannot be run here is the installer of the 32-bit
# half; its work is to put Wine's own libraries into one folder, so that is done here.
#
#   bash scripts/emulated-wine.sh ARCHIVE
set -euo pipefail
archive=$1
half64=/usr/lib/x86_64-linux-gnu/wine/x86_64-windows
half32=/usr/lib/i386-linux-gnu/wine/i386-windows

if [ ! -d "$half32" ] || [ ! -d "$half64" ]; then
  echo "emulated-wine: Wine's libraries are not in $half32 and $half64" >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The same as in the tests: without its debugger Wine lets a crashed program end at once.
export WINEPREFIX=$folder/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe='
mkdir "$WINEPREFIX"
# It ends with an error because of the other half.
timeout 900 /usr/lib/wine/wine64 wineboot.exe --init </dev/null >/dev/null 2>&1 || true
timeout 900 /usr/lib/wine/wineserver -w || /usr/lib/wine/wineserver -k || true
windows=$WINEPREFIX/drive_c/windows
if [ ! -e "$windows/system32/kernel32.dll" ] || [ ! -e "$WINEPREFIX/system.reg" ]; then
  echo 'emulated-wine: Wine could not make a prefix' >&2
  exit 1
fi
# Links to what the machine sees anyway: 1 MB to unpack at each start instead of 1.2 GB.
links=()
for file in "$half64"/*; do
  if [ -f "$windows/system32/${file##*/}" ]; then links+=("$file"); fi
done
ln -sf "${links[@]}" "$windows/system32/"
ln -sf "$half32"/* "$windows/syswow64/"
touch "$WINEPREFIX/fmutool-ready"
tar -C "$WINEPREFIX" -cf "$archive.$$" .
mv "$archive.$$" "$archive"
