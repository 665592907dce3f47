#!/usr/bin/env bash
# Installs on a Debian 12 machine what the whole test suite needs besides Node.js: compilers for all platforms, Wine to
# run the Windows binaries, and the formatters. Does nothing, and needs no network, where all of it is installed.
#
#   bash scripts/setup-debian.sh [--allow-downgrades | --no-downgrades] [--dry-run]
#
# Installed packages are downgraded, where there is no other way, only in CI (CI=true), in a container, or when allowed.
#
# Exit status: 0 all there, 1 something could not be installed, 2 usage, 3 not a Debian machine.
set -euo pipefail

tools=(
  cmake ninja-build
  gcc g++ gcc-multilib g++-multilib
  gcc-mingw-w64-i686-posix g++-mingw-w64-i686-posix
  gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix
  clang libclang-rt-14-dev clang-format
  git zip unzip
)
# Apart from the others: 32-bit Wine needs the i386 packages, and those may not be installable as they are (see below).
wine=(wine wine64 wine32:i386)

say() { printf 'setup-debian: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

allow_downgrades=
dry_run=no
for argument in "$@"; do
  case $argument in
    --allow-downgrades) allow_downgrades=yes ;;
    --no-downgrades) allow_downgrades=no ;;
    --dry-run) dry_run=yes ;;
    *)
      say "unknown option $argument; known are --allow-downgrades, --no-downgrades and --dry-run" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not a Debian machine; install yourself: ${tools[*]} ${wine[*]}" >&2
  exit 3
fi

# The packages among the arguments that are not installed.
missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ] || printf '%s\n' "$package"
  done
}

mapfile -t missing_tools < <(missing "${tools[@]}")
mapfile -t missing_wine < <(missing "${wine[@]}")
if [ $((${#missing_tools[@]} + ${#missing_wine[@]})) -eq 0 ]; then
  say 'everything is installed'
  exit 0
fi
say "to be installed:" "${missing_tools[@]}" "${missing_wine[@]}"
[ "$dry_run" = no ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "run it as root, or install sudo"
  as_root=(sudo)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# Asked for, or on a machine that is made for this one run, where a downgraded package does no harm.
may_downgrade() {
  case $allow_downgrades in
    yes) return 0 ;;
    no) return 1 ;;
  esac
  [ "${CI:-}" = true ] || [ -e /.dockerenv ] || [ -e /run/.containerenv ] ||
    [ -n "${container:-}" ] || grep -qE '/(docker|lxc|kubepods|containerd)' /proc/1/cgroup 2>/dev/null
}

if [ ${#missing_wine[@]} -gt 0 ]; then
  "${as_root[@]}" dpkg --add-architecture i386
fi
# An index that cannot be had (a stale mirror of one suite, say) is no reason to stop: the rest may be enough.
apt update || say 'apt-get update reported an error; going on with what it got'

if [ ${#missing_tools[@]} -gt 0 ]; then
  apt install --no-install-recommends "${missing_tools[@]}" || fail "could not install ${missing_tools[*]}"
fi

if [ ${#missing_wine[@]} -gt 0 ] && ! apt install --no-install-recommends "${missing_wine[@]}"; then
  # Where the i386 index of the security suite is behind the one of amd64, packages of both architectures that must
  # have the same version do not. Keeping to the main suite for this one call gets a consistent set, at the price of
  # downgrading the amd64 half.
  preferences=$(mktemp)
  trap 'rm -f "$preferences"' EXIT
  cat >"$preferences" <<'PREFERENCES'
Package: *
Pin: release l=Debian-Security
Pin-Priority: -1

Package: *
Pin: release n=bookworm,l=Debian
Pin-Priority: 1001
PREFERENCES
  chmod 644 "$preferences"
  if ! may_downgrade; then
    fail "32-bit Wine is not installable beside the security updates of this machine (i386 lags behind amd64)." \
      "Try again later, or accept downgraded packages: bash scripts/setup-debian.sh --allow-downgrades"
  fi
  say 'a plain install of Wine failed; trying the main suite only, with downgrades'
  apt -o "Dir::Etc::preferences=$preferences" install --no-install-recommends --allow-downgrades "${missing_wine[@]}" ||
    fail "could not install ${missing_wine[*]}"
fi

mapfile -t still_missing < <(missing "${tools[@]}" "${wine[@]}")
[ ${#still_missing[@]} -eq 0 ] || fail "still missing: ${still_missing[*]}"
say 'everything is installed'
