#!/usr/bin/env bash
# Runs a command in a machine that is emulated in software and sees the same files: there 32-bit programs run, 32-bit Wine
# among them, where this machine's kernel refuses them. Slow: good for what comes out, not for how quick it is.
#
#   bash scripts/in-emulated-machine.sh COMMAND [ARGUMENT...]
#
# The command runs as root of that machine, in the same folder with the same environment, and without input. It can write
# wherever the caller can. /run, /dev/shm and TMPDIR are the machine's own and in memory; so is Wine's prefix. What it
# prints comes here on standard output, and its exit status is that of this script.
#
# Exit status: the command's; 125: the machine could not do it; 2: usage.
set -euo pipefail

prefix=${FMUTOOL_EMULATION:-${XDG_CACHE_HOME:-$HOME/.cache}/fmutool/emulation}
memory=${FMUTOOL_EMULATION_MEMORY:-6144} # MiB

say() { printf 'in-emulated-machine: %s\n' "$*" >&2; }

case ${1:-} in
  '' | -*)
    say 'a command is missing: bash scripts/in-emulated-machine.sh COMMAND [ARGUMENT...]'
    exit 2
    ;;
esac
if [ ! -e "$prefix/complete" ]; then
  say "there is no machine in $prefix; bash scripts/setup-emulation.sh gets it"
  exit 125
fi

# Wine's prefix is made once for each version of it.
wine=
if version=$(/usr/lib/wine/wine64 --version 2>/dev/null); then
  wine=$prefix/$(printf %s "$version" | tr -c '[:alnum:].' _).tar
  [ -e "$wine" ] || bash "$(dirname "${BASH_SOURCE[0]}")/emulated-wine.sh" "$wine" || wine=
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
mkdir "$job/first"
install -m 755 "$here/emulated-machine-init.sh" "$job/first/init"
(cat "$prefix/first.cpio" && cd "$job/first" && echo init | "$prefix/bin/busybox" cpio -o -H newc 2>/dev/null) >"$job/first.cpio"
{
  export -p
  printf 'export TMPDIR=/run/tmp FMUTOOL_TEST_WINEPREFIX=/run/wine WINEPREFIX=/run/wine\n'
  if [ -n "$wine" ]; then
    printf 'mkdir -p /run/wine && tar -C /run/wine -xf %q || exit 125\n' "$wine"
    # Its services take ten seconds or more to start, and end with the last program: started once for all, they stay.
    printf '(export WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml,winedbg.exe=; %s) >/dev/null 2>&1 || exit 125\n' \
      '/usr/lib/wine/wineserver -p && /usr/lib/wine/wine64 cmd.exe /c exit'
  fi
  printf 'cd %q || exit 125\n' "$PWD"
  printf 'exec'
  printf ' %q' "$@"
  printf '\n'
} >"$job/command"

# With the processor "max" the kernel faults as soon as Wine starts. Mitigations make every system call slow, and there is
# nothing to protect. Two serial lines: the kernel's, and the command's.
files=local,security_model=none,multidevs=remap
libraries=$prefix/usr/lib/x86_64-linux-gnu:$prefix/lib/x86_64-linux-gnu
LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
  "$prefix/usr/bin/qemu-system-x86_64" \
  -L "$prefix/usr/share/qemu" -L "$prefix/usr/share/seabios" \
  -accel tcg,thread=multi -cpu Nehalem -smp 2 -m "$memory" \
  -nodefaults -no-user-config -display none -monitor none -no-reboot \
  -kernel "$prefix/vmlinuz" -initrd "$job/first.cpio" -append 'console=ttyS0 quiet panic=-1 mitigations=off' \
  -serial "file:$job/console" -serial stdio \
  -virtfs "$files,path=/,mount_tag=files" -virtfs "$files,path=$job,mount_tag=job" </dev/null || true

if [ ! -s "$job/status" ]; then
  say 'the machine has ended before the command; its console:'
  cat "$job/console" >&2 || true
  exit 125
fi
exit "$(cat "$job/status")"
