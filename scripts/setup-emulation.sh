#!/usr/bin/env bash
# For machines whose kernel runs no 32-bit programs: puts what runs them all the same into a folder of its own, from Debian
# packages that are unpacked, not installed. It needs no root, and no network where it is done already.
#
# - qemu-i386-static runs 32-bit Linux programs one by one.
# - qemu-system-x86_64 with a kernel and a first file system of a few modules is a machine in software that runs 32-bit
#   Wine, too: see in-emulated-machine.sh.
#
#   bash scripts/setup-emulation.sh [--dry-run | --if-needed]
#
# With --if-needed it does nothing where the kernel runs 32-bit programs.
#
# The folder is $FMUTOOL_EMULATION, or fmutool/emulation in the user's cache folder. The tests look
# for it in the same places.
#
# Exit status: 0 all there, 1 something could not be had, 2 usage, 3 not a Debian machine.
set -euo pipefail

# Its dependencies are linked in, which those of qemu-user are not.
programs=qemu-user-static
machine=qemu-system-x86
loader=/lib/ld-linux.so.2
prefix=${FMUTOOL_EMULATION:-${XDG_CACHE_HOME:-$HOME/.cache}/fmutool/emulation}

# What the kernel needs to see this machine's files (9p over virtio), in the order in which they are loaded.
modules=(virtio virtio_ring virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci netfs fscache 9pnet 9pnet_virtio 9p)

say() { printf 'setup-emulation: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

case ${1:-} in
  '') ;;
  --dry-run)
    [ -e "$prefix/complete" ] || say "to be unpacked into $prefix: $programs $machine busybox-static, a kernel"
    exit 0
    ;;
  --if-needed)
    # The loader of 32-bit programs is one itself. Where it is missing nothing can be said.
    if [ -e "$loader" ] && "$loader" --help >/dev/null 2>&1; then
      say 'not needed, this kernel runs 32-bit programs'
      exit 0
    fi
    ;;
  *)
    say "unknown option $1; known are --dry-run and --if-needed" >&2
    exit 2
    ;;
esac

if [ -e "$prefix/complete" ]; then
  say "everything is in $prefix"
  exit 0
fi
if ! command -v dpkg-deb >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not a Debian machine; install qemu-user-static, and see the script for the rest" >&2
  exit 3
fi

# Made beside its place and moved there whole, so that a run that was stopped leaves nothing that looks done.
mkdir -p "$(dirname "$prefix")"
fresh=$(mktemp -d "$prefix.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/packages" "$fresh/kernel"

# The newest kernel of the distribution, and of the machine's many dependencies those that are not installed here.
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$kernel" ] || fail 'the package index knows no linux-image-amd64 (apt-get update)'
mapfile -t needed < <(apt-get --simulate --no-install-recommends install "$machine" | sed -n 's/^Inst \([^ ]*\).*/\1/p')
# Nothing but the machine itself where it is installed already.
[ ${#needed[@]} -gt 0 ] || needed=("$machine")
(cd "$fresh/packages" && apt-get -q download "$programs" "$kernel" busybox-static "${needed[@]}") ||
  fail 'could not download the packages (is the package index up to date? apt-get update)'
for package in "$fresh"/packages/*.deb; do
  case $package in
    */"${programs}"_*) dpkg-deb --fsys-tarfile "$package" | tar -C "$fresh" -x ./usr/bin/qemu-i386-static ;;
    */linux-image-*) dpkg-deb --extract "$package" "$fresh/kernel" ;;
    *) dpkg-deb --extract "$package" "$fresh" ;;
  esac
done

# The first file system: busybox and the modules. The first program is added when the machine is started.
first=$fresh/first
mkdir -p "$first/bin" "$first/modules" "$first/dev" "$first/proc" "$first/files"
cp "$fresh/bin/busybox" "$first/bin/busybox"
for module in "${modules[@]}"; do
  find "$fresh/kernel/lib/modules" -name "$module.ko" -exec cp {} "$first/modules" \;
  [ -e "$first/modules/$module.ko" ] || fail "$kernel has no module $module"
done
printf '%s\n' "${modules[@]}" >"$first/modules/order"
(cd "$first" && find . | "$fresh/bin/busybox" cpio -o -H newc) >"$fresh/first.cpio" 2>/dev/null
mv "$fresh"/kernel/boot/vmlinuz-* "$fresh/vmlinuz"

(cd "$fresh/packages" && printf '%s\n' *.deb) >"$fresh/complete"
rm -rf "$fresh/packages" "$fresh/kernel" "$first"
rm -rf "$prefix"
chmod 755 "$fresh"
mv "$fresh" "$prefix"
say "everything is in $prefix"
