#!/usr/bin/env bash
# Builds the release binary, with the Swift library inside it, and prints its path.
#
#   scripts/release-build.sh
#
# What the compiler says is shown only when the build fails.
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
options=(--package-path "$repository" -c release --static-swift-stdlib)

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! swift build "${options[@]}" --product credtree </dev/null >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
echo "$(swift build "${options[@]}" --show-bin-path)/credtree"
