#!/usr/bin/env bash
# Inside the machine of in-emulated-machine.sh: has Wine's prefix ready in $WINEPREFIX, which is in memory. Making one takes
# minutes there, so it is kept as an archive.
#
#   emulated-wine.sh ARCHIVE
set -euo pipefail
archive=$1

# The same as in the tests: without its debugger Wine lets a crashed program end at once.
export WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe='
mkdir -p "$WINEPREFIX"
if [ -e "$archive" ]; then
  exec tar -C "$WINEPREFIX" -xf "$archive"
fi
echo 'in-emulated-machine: making a prefix for Wine, which takes minutes and is kept' >&2
# The 32-bit half is what this is for.
runs() {
  local status=0
  /usr/lib/wine/wine cmd.exe /c 'exit 7' >/dev/null 2>&1 || status=$?
  [ "$status" -eq 7 ]
}
# Wine itself waits five minutes for its prefix. On a machine that others use too it goes on being made after that, and ends
# by itself.
for attempt in 1 2 3; do
  /usr/lib/wine/wine64 wineboot.exe --init >/dev/null 2>&1 || echo "in-emulated-machine: Wine takes long ($attempt)" >&2
  /usr/lib/wine/wineserver64 -w || true
  if runs; then break; fi
done
runs || {
  echo 'in-emulated-machine: 32-bit Wine does not run in the machine' >&2
  exit 1
}
/usr/lib/wine/wineserver64 -k || true
touch "$WINEPREFIX/fmutool-ready"
tar -C "$WINEPREFIX" -cf "$archive.$$" .
mv "$archive.$$" "$archive"
