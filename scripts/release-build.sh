#!/usr/bin/env bash
# Builds the release binaries, with the Swift library inside them, and prints the path of credtree;
# the credential helpers are beside it.
#
#   scripts/release-build.sh
#
# What the compiler says is shown only when the build fails.
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$repository/scripts/release-options.sh"

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
for product in credtree docker-credential-credtree git-credential-credtree; do
  if ! swift build "${release_options[@]}" --product "$product" </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
done
echo "$(swift build "${release_options[@]}" --show-bin-path)/credtree"
