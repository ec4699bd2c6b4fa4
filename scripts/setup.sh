#!/usr/bin/env bash
# Installs the system packages that Credtree needs, where they are missing.
#
#   scripts/setup.sh build   what building and running needs
#   scripts/setup.sh test    that, and the programs that the tests work with
#
# Debian 12 or later and Ubuntu 24.04 or later, as root or with sudo. It prints what it
# installs, and nothing when nothing is missing. A Swift toolchain has to be there already.
# What Debian does not have comes from PyPI, into the build's own folder.
set -euo pipefail
tools="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.build/test-tools"

# What stands behind an equals sign is the program that counts, wherever it came from.
build=(git pkg-config libssl-dev libgit2-dev libyaml-dev libcrypt-dev)
test=(
  age ansible-core=ansible-vault apache2-utils awscli=aws bind9-utils=named-checkconf bind9=named binutils
  curl default-jre-headless=keytool docker-registry fish gnupg=gpg haproxy kubernetes-client=kubectl lego
  msmtp nginx nodejs=node npm=npm openssh-client openssh-server=sshd openssl openvpn pebble
  postgresql-client=psql postgresql=pg_ctl python3 python3-configobj python3-cryptography python3-dotenv
  python3-icalendar python3-jsonschema python3-pip python3-yaml rclone redis-server s3cmd skopeo util-linux
  wireguard-tools=wg
)

case "${1:-}" in
  build) wanted=("${build[@]}") ;;
  test) wanted=("${build[@]}" "${test[@]}") ;;
  *)
    echo "usage: scripts/setup.sh build|test" >&2
    exit 2
    ;;
esac

if ! command -v swift >/dev/null; then
  echo "setup: there is no swift on PATH; install Swift 6.2 or later from https://swift.org/install" >&2
  exit 1
fi

if [[ "$(uname)" == Darwin ]]; then
  echo "setup: on macOS install what is missing with Homebrew:"
  echo "  brew install pkg-config openssl@3 libgit2 libyaml libxcrypt"
  exit 0
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  if pkg-config --exists libcrypto libgit2 yaml-0.1 libcrypt 2>/dev/null; then exit 0; fi
  echo "setup: this system has no apt-get; install what these Debian packages hold: ${wanted[*]%%=*}" >&2
  exit 1
fi

# The framework that runs hooks of many repositories; Debian 12 has an older one.
install_pre_commit() {
  [[ "$1" == test && ! -x "$tools/pre-commit" ]] || return 0
  local python=/usr/bin/python3 library="$tools/pre-commit.library"
  mkdir -p "$tools"
  echo "setup: installing pre-commit from PyPI"
  "$python" -m pip install --quiet --no-warn-conflicts --root-user-action=ignore \
    --target "$library" 'pre-commit==4.2.0' </dev/null
  printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -m pre_commit "$@"\n' "$library" "$python" \
    >"$tools/pre-commit.new"
  chmod 755 "$tools/pre-commit.new"
  mv "$tools/pre-commit.new" "$tools/pre-commit"
}

# moto answers as AWS would, and checks who asks.
install_moto() {
  [[ "$1" == test && ! -x "$tools/moto_server" ]] || return 0
  local python library=""
  mkdir -p "$tools"
  if ! python="$(python3 -c 'import sys, moto.server; print(sys.executable)' 2>/dev/null)"; then
    echo "setup: installing moto from PyPI"
    python=/usr/bin/python3 library="$tools/moto"
    "$python" -m pip install --quiet --no-warn-conflicts --root-user-action=ignore \
      --target "$library" 'moto[iam,s3,server,sts]==5.2.1' </dev/null
  fi
  printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -m moto.server "$@"\n' "$library" "$python" \
    >"$tools/moto_server.new"
  chmod 755 "$tools/moto_server.new"
  mv "$tools/moto_server.new" "$tools/moto_server"
}

missing=()
for entry in "${wanted[@]}"; do
  package="${entry%%=*}"
  if [[ "$entry" == *=* ]] && command -v "${entry#*=}" >/dev/null; then continue; fi
  status="$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)"
  [[ "$status" == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  install_moto "$1"
  install_pre_commit "$1"
  exit 0
fi

echo "setup: installing ${missing[*]}"
if [[ $EUID -eq 0 ]]; then
  root=()
elif command -v sudo >/dev/null; then
  root=(sudo)
else
  echo "setup: run this as root: apt-get install ${missing[*]}" >&2
  exit 1
fi

log="$(mktemp)"
policy=/usr/sbin/policy-rc.d
made_policy=
cleanup() {
  rm -f "$log"
  if [[ -n "$made_policy" ]]; then "${root[@]}" rm -f "$policy"; fi
}
trap cleanup EXIT

# Some of these packages are servers. The tests start their own, so the packages need not.
if [[ "$1" == test && ! -e "$policy" ]]; then
  made_policy=yes
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
  "${root[@]}" chmod 755 "$policy"
fi

apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    echo "setup: apt-get $1 failed" >&2
    exit 1
  }
}
apt update
apt install --yes --no-install-recommends "${missing[@]}"
install_moto "$1"
install_pre_commit "$1"
