#!/usr/bin/env bash
# Builds Credtree and shows its main job in a temporary repository, which is removed again.
#
#   scripts/demo.sh
#
# Nothing outside that folder is read or changed: it has a home folder of its own.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec </dev/null

"$scripts/setup.sh" build
echo "demo: building credtree, which takes a few minutes the first time"
built="$("$scripts/release-build.sh")"

demo="$(mktemp -d)"
trap 'rm -rf "$demo"' EXIT
mkdir "$demo/bin" "$demo/home" "$demo/shop" "$demo/out"
ln -s "$built" "$demo/bin/credtree"
for variable in $(compgen -e | grep -E '^(CREDTREE_|SOPS_|GIT_|XDG_)' || true); do
  unset "$variable"
done
export HOME="$demo/home" PATH="$demo/bin:$PATH" NO_COLOR=1 TZ=UTC
export GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat
git config --global user.name "Alice Example"
git config --global user.email alice@example.com
git config --global init.defaultBranch main
cd "$demo/shop"

say() { printf '\n# %s\n' "$1"; }

# Prints a command and runs it; `expect STATUS` before it names the status it has to end with.
expected=0
expect() { expected="$1"; }
step() {
  printf '$ %s\n' "$1"
  local status=0
  eval "$1" || status=$?
  if [[ $expected -ne 0 ]]; then echo "(exit $status)"; fi
  if [[ $status -ne $expected ]]; then
    echo "demo: this should have ended with $expected, not $status" >&2
    exit 1
  fi
  expected=0
}

say "a repository, and you as the first who can open its credentials"
step 'git init --quiet'
step 'credtree init --member alice'

say "a registry login: the password comes from a file, a pipe, or a prompt, never from the command line"
step "printf '%s' 'dckr_pat_example' | credtree create container-registry docker-hub server=docker.io username=acme-bot password=- --title 'Docker Hub' --default"

say "a user of a web page, with a password that credtree makes"
step 'credtree create basic-auth staging-gate username=stage --generate password:24'

say "a TLS certificate, made with openssl, with its key and the authority that signed it"
step "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -subj '/CN=Demo CA' -keyout ../ca.key -out ../ca.pem 2>/dev/null"
step "openssl req -x509 -CA ../ca.pem -CAkey ../ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 90 -subj '/CN=shop.example.com' -addext subjectAltName=DNS:shop.example.com -addext basicConstraints=critical,CA:FALSE -keyout ../shop.key -out ../shop.pem 2>/dev/null"
step 'credtree create tls-certificate shop-cert certificate=@../shop.pem privateKey=@../shop.key ca=@../ca.pem'

say "what is there; a list needs no key"
step 'credtree list'
step 'credtree get docker-hub'
step 'git log --oneline'

say "what a deploy needs; files are readable by you alone"
step 'credtree render docker-config docker-hub -o ../out/config.json'
step 'credtree render htpasswd staging-gate -o ../out/htpasswd'
step 'credtree render pem:fullchain shop-cert -o ../out/shop.pem'
step 'credtree render pem:key shop-cert -o ../out/shop.key'
step 'ls ../out && wc -l ../out/htpasswd && grep -c BEGIN ../out/shop.pem ../out/shop.key'
step 'openssl verify -CAfile ../ca.pem ../out/shop.pem'

say "an app that uses the registry login"
step "printf 'name: web\nimagePullAccountSecretId: docker-hub\n' > web.yaml"
step "git add web.yaml && git commit --quiet -m 'web: pull from Docker Hub'"
step 'credtree references docker-hub'

say "so it cannot be deleted"
expect 4
step 'credtree delete docker-hub --yes'

say "a new password: one commit, and a diff that shows what changed but no value"
step "printf '%s' 'dckr_pat_another' | credtree update docker-hub password=-"
step 'credtree diff HEAD~1..HEAD'
step 'credtree history docker-hub'
step 'git status --short'

say "the same file is a SOPS file: with sops installed, 'sops -d credentials/docker-hub.json' opens it too"
