#!/usr/bin/env bash
# Puts a compiler for 64-bit Arm Linux and an emulator to run its programs into a folder of their own, from Debian
# packages that are unpacked, not installed: installing them would remove gcc-multilib, which the 32-bit builds need.
# Needs no root, and no network where it is done already.
#
#   bash scripts/setup-aarch64.sh [--dry-run]
#
# The folder is $FMUTOOL_AARCH64, or fmutool/aarch64 in the user's cache folder. native/toolchains/aarch64-linux.cmake
# looks for it in the same places.
#
# Exit status: 0 all there, 1 something could not be had, 2 usage, 3 not a Debian machine.
set -euo pipefail

packages=(
  gcc-12-aarch64-linux-gnu g++-12-aarch64-linux-gnu cpp-12-aarch64-linux-gnu binutils-aarch64-linux-gnu
  libgcc-12-dev-arm64-cross libgcc-s1-arm64-cross libstdc++-12-dev-arm64-cross
  libc6-arm64-cross libc6-dev-arm64-cross linux-libc-dev-arm64-cross
)
# Its dependencies are linked in, which those of qemu-user are not.
emulator=qemu-user-static
prefix=${FMUTOOL_AARCH64:-${XDG_CACHE_HOME:-$HOME/.cache}/fmutool/aarch64}

say() { printf 'setup-aarch64: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

case ${1:-} in
  '') ;;
  --dry-run)
    [ -e "$prefix/complete" ] || say "to be unpacked into $prefix: ${packages[*]} $emulator"
    exit 0
    ;;
  *)
    say "unknown option $1; known is --dry-run" >&2
    exit 2
    ;;
esac

if [ -e "$prefix/complete" ]; then
  say "everything is in $prefix"
  exit 0
fi
if ! command -v dpkg-deb >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not a Debian machine; put a compiler for aarch64 into $prefix yourself" >&2
  exit 3
fi

# Made beside its place and moved there whole, so that a run that was stopped leaves nothing that looks done.
mkdir -p "$(dirname "$prefix")"
fresh=$(mktemp -d "$prefix.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/packages"
(cd "$fresh/packages" && apt-get -q download "${packages[@]}" "$emulator") ||
  fail 'could not download the packages (is the package index up to date? apt-get update)'
for package in "$fresh"/packages/*.deb; do
  case $package in
    */"${emulator}"_*) dpkg-deb --fsys-tarfile "$package" | tar -C "$fresh" -x ./usr/bin/qemu-aarch64-static ;;
    *) dpkg-deb --extract "$package" "$fresh" ;;
  esac
done
(cd "$fresh/packages" && printf '%s\n' *.deb) >"$fresh/complete"
rm -rf "$fresh/packages"

# The binutils need their own libraries, which are here and not where the system looks.
tools=$fresh/usr/aarch64-linux-gnu/bin
for tool in "$tools"/*; do
  name=$(basename "$tool")
  rm "$tool"
  cat >"$tool" <<WRAPPER
#!/bin/sh
usr=\$(dirname "\$0")/../..
LD_LIBRARY_PATH=\$usr/lib/x86_64-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH} exec "\$usr/bin/aarch64-linux-gnu-$name" "\$@"
WRAPPER
  chmod 755 "$tool"
done
# Names without folders are found where this one is.
sed -i 's|/usr/aarch64-linux-gnu/lib/||g' "$fresh/usr/aarch64-linux-gnu/lib/libc.so"

rm -rf "$prefix"
chmod 755 "$fresh"
mv "$fresh" "$prefix"
say "everything is in $prefix"
