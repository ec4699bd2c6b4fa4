#!/usr/bin/env bash
# Builds Credtree and installs it.
#
#   scripts/install.sh PREFIX     puts the program at PREFIX/bin/credtree
set -euo pipefail

if [[ $# -ne 1 || -z "$1" || "$1" == -* ]]; then
  echo "usage: scripts/install.sh PREFIX, such as /usr/local or ~/.local" >&2
  exit 2
fi
scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

"$scripts/setup.sh" build
echo "install: building credtree, which takes a few minutes the first time"
built="$("$scripts/release-build.sh")"

mkdir -p "$1/bin"
installed="$(cd "$1/bin" && pwd)/credtree"
# A new file takes the name in one step, so that a running credtree is never half replaced.
install -m 755 "$built" "$installed.new"
strip "$installed.new" 2>/dev/null || true
mv -f "$installed.new" "$installed"
echo "install: $installed"
