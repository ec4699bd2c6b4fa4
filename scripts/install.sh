#!/usr/bin/env bash
# Builds Credtree and installs it.
#
#   scripts/install.sh PREFIX     puts the program at PREFIX/bin/credtree, the credential helpers
#                                 beside it
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
folder="$(cd "$1/bin" && pwd)"
for program in docker-credential-credtree git-credential-credtree credtree; do
  # A new file takes the name in one step, so that a running credtree is never half replaced.
  install -m 755 "$(dirname "$built")/$program" "$folder/$program.new"
  strip "$folder/$program.new" 2>/dev/null || true
  mv -f "$folder/$program.new" "$folder/$program"
done
# What a helper is called decides what it speaks.
for name in terraform-credentials-credtree credtree-client; do
  ln -sf git-credential-credtree "$folder/$name"
done
echo "install: $folder/credtree, and its credential helpers"
