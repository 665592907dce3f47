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

echo '== machine set-up'
bash scripts/setup-debian.sh
case $? in
  0) outcomes+=(--passed 'machine set-up') ;;
  3) outcomes+=(--skipped 'machine set-up: not a Debian machine') ;;
  *) outcomes+=(--failed 'machine set-up') ;;
esac

echo '== npm ci'
if ! npm ci; then
  echo 'test-all: npm ci failed, nothing else can be run' >&2
  echo '0 passed, 1 failed'
  exit 1
fi
outcomes+=(--passed 'npm ci')

exec node_modules/.bin/tsx scripts/test-all.ts "${outcomes[@]}"
