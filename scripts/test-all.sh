#!/usr/bin/env bash
# Everything, from a bare Debian machine with Node.js on: installs what is needed, then checks, builds and tests.
# The last line is `N passed, N failed`, and `, N skipped` where something was. Exit status 0 when nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
exec </dev/null

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo 'test-all: Node.js 20.19 or newer and npm are needed' >&2
  echo '0 passed, 1 failed'
  exit 1
fi

# What this script itself did, for the final count.
outcomes=()

for script in scripts/setup-debian.sh scripts/setup-aarch64.sh 'scripts/setup-emulation.sh --if-needed'; do
  echo "== $script"
  # shellcheck disable=SC2086 # one of them has an option
  bash $script
  case $? in
    0) outcomes+=(--passed "$script") ;;
    3) outcomes+=(--skipped "$script") ;;
    *) outcomes+=(--failed "$script") ;;
  esac
done

echo '== npm ci'
if ! npm ci; then
  echo 'test-all: npm ci failed, nothing else can be run' >&2
  echo '0 passed, 1 failed'
  exit 1
fi
outcomes+=(--passed 'npm ci')

exec node_modules/.bin/tsx scripts/test-all.ts "${outcomes[@]}"
