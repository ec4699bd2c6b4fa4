#!/usr/bin/env bash
# Measures Credtree's speed, side by side with other tools, and prints ratios of medians.
#
#   Benchmarks/run.sh [CREDENTIALS]     with so many credentials, 10000 unless given
#
# Everything happens in a temporary folder with a home folder of its own. What is compared is
# run in turns, so a busy machine changes the milliseconds more than the ratios. `age` is
# needed; `sops` is measured too where it is on PATH.
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
size="${1:-10000}"
exec </dev/null

command -v age >/dev/null || {
  echo "benchmark: there is no age on PATH; run scripts/setup.sh test" >&2
  exit 1
}
source "$repository/scripts/release-options.sh"
echo "benchmark: building" >&2
for product in credtree docker-credential-credtree benchmark-tool empty-program; do
  swift build "${release_options[@]}" --product "$product" >/dev/null 2>&1 \
    || swift build "${release_options[@]}" --product "$product" >&2
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home"
built="$(swift build "${release_options[@]}" --show-bin-path)"
for product in credtree docker-credential-credtree benchmark-tool empty-program; do
  cp "$built/$product" "$work/bin/"
done
# As it is installed.
strip "$work/bin/credtree" "$work/bin/docker-credential-credtree"
for variable in $(compgen -e | grep -E '^(CREDTREE_|SOPS_|GIT_|XDG_)' || true); do
  unset "$variable"
done
age="$(command -v age)"
sops="$(command -v sops || true)"
export HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@example.com
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@example.com
cd "$work"
tool=bin/benchmark-tool

# new_store NAME COUNT: a repository with so many credentials, committed.
new_store() {
  git init --quiet "$1"
  bin/credtree -C "$1" init --member bench >/dev/null 2>&1
  if [[ $2 -gt 0 ]]; then
    "$tool" fill "$1" "$2"
    git -C "$1" add --all
    git -C "$1" commit --quiet -m "fill"
    git -C "$1" repack -adq
    # Files as old as any work tree's are: git need not look into them again.
    sleep 1
    git -C "$1" update-index --really-refresh -q
  fi
}

# row WHAT VALUE TARGET: one line of the result.
row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
difference() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a - b }'; }
# times ROUNDS COMMAND…: fills `ms` (medians), `best` (the fastest) and `kib`, one entry a command.
times() {
  mapfile -t lines < <("$tool" time "$@")
  local line words
  ms=() best=() kib=()
  for line in "${lines[@]}"; do
    read -ra words <<<"$line"
    ms+=("${words[0]}") best+=("${words[1]:-}") kib+=("${words[2]:-}")
  done
  [[ ${#ms[@]} -eq $(($# - 1)) ]] || { printf '%s\n' "${lines[@]}" >&2; exit 1; }
}

echo "benchmark: filling stores with $size credentials" >&2
new_store empty 0
new_store tenth $((size / 10))
new_store full "$size"
printf 'a password' >password
identity="$HOME/.config/sops/age/keys.txt"
"$age" -r "$(age-keygen -y "$identity")" -o password.age password
name=team0/login1
file="full/credentials/$name.json"

row "what" "measured" "at most"
row "---" "---" "---"
compared=("bin/credtree -C full reveal $name password" "$age -d -i $identity password.age"
  bin/empty-program "bin/credtree -C tenth reveal $name password" "bin/credtree --version")
if [[ -n "$sops" ]]; then compared+=("$sops -d $file"); fi
times 200 "${compared[@]}"
row "cold \`reveal\`, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / \`age -d\`" "$(ratio "${ms[0]}" "${ms[1]}")" ""
if [[ -n "$sops" ]]; then row "… / \`sops -d\`" "$(ratio "${ms[0]}" "${ms[5]}")" "1.50"; fi
row "… / an empty Swift program" "$(ratio "${ms[0]}" "${ms[2]}")" ""
row "… / the same with a tenth of the credentials" "$(ratio "${ms[0]}" "${ms[3]}")" "1"
row "\`credtree --version\` / an empty Swift program" "$(ratio "${ms[4]}" "${ms[2]}")" ""

mapfile -t opened < <("$tool" open full)
row "open all $size, ms" "${opened[0]}" ""
row "… / their X25519 operations, on all cores" "$(ratio "${opened[0]}" "${opened[1]}")" "4.00"
row "… / as many \`age -d\`, one after the other" \
  "1/$(awk -v a="${ms[1]}" -v n="$size" -v b="${opened[0]}" 'BEGIN { printf "%.0f", a * n / b }')" ""
if [[ -n "$sops" ]]; then
  row "… / as many \`sops -d\`, one after the other" \
    "1/$(awk -v a="${ms[5]}" -v n="$size" -v b="${opened[0]}" 'BEGIN { printf "%.0f", a * n / b }')" "1/100"
fi

new_store logins 0
bin/credtree -C logins create container-registry near server=ghcr.io username=bench password=@password --quiet
printf 'ghcr.io' >server
helper="bin/docker-credential-credtree get <server"
run="bin/credtree -C logins run --env SECRET=cred://near#password --"
compared=("$helper" "$age -d -i $identity <password.age" "$run /bin/true" /bin/true)
compared+=("bin/credtree -C logins run --no-mask --env SECRET=cred://near#password -- /bin/true")
if [[ -n "$sops" ]]; then compared+=("$sops -d logins/credentials/near.json"); fi
CREDTREE_DIR=logins times 200 "${compared[@]}"
row "\`docker-credential-credtree get\`, cold, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / \`age -d\`" "$(ratio "${ms[0]}" "${ms[1]}")" "2.00"
if [[ -n "$sops" ]]; then row "… / \`sops -d\`" "$(ratio "${ms[0]}" "${ms[5]}")" "1.00"; fi
row "\`run\`, ms more than the program" "$(difference "${ms[2]}" "${ms[3]}")" "10"
row "\`run --no-mask\`, ms more than the program" "$(difference "${ms[4]}" "${ms[3]}")" "10"
cp -a full served
bin/credtree -C served create container-registry near server=ghcr.io username=bench password=@password --quiet
# What changed a moment ago is not remembered.
sleep 4
CREDTREE_DIR=served times 1 "$helper"
row "… the first in a store of $size, ms" "${ms[0]}" ""
CREDTREE_DIR=served times 200 "$helper" "$age -d -i $identity <password.age"
row "… the next there, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / \`age -d\`" "$(ratio "${ms[0]}" "${ms[1]}")" "2.00"
rm -rf served
head -c 300000000 /dev/urandom | base64 -w 120 >large
times 3 "$run /bin/cat large" "/bin/cat large"
row "\`run\` masks, MB/s" "$(awk -v a="${ms[0]}" -v b="$(stat -c %s large)" 'BEGIN { printf "%.0f", b / a / 1000 }')" "at least 200"
rm large

times 15 "bin/credtree -C full list" "bin/credtree -C full list --json" \
  "bin/credtree -C tenth list --json" "bin/credtree -C empty list --json"
row "\`list\` of $size, ms (fastest)" "${ms[0]} (${best[0]})" "150"
row "\`list --json\` of $size, ms (fastest)" "${ms[1]} (${best[1]})" "150"
row "… memory for each of $((size / 10)), KiB" "$(ratio $((kib[2] - kib[3])) $((size / 10)))" ""
row "… memory for each of $size, KiB" "$(ratio $((kib[1] - kib[3])) "$size")" "the same"

login="create basic-auth new{} username=bench password=@password"
registry="create container-registry zz-new{} server=ghcr.io username=bench password=@password"
times 15 "bin/credtree -C empty $login" "bin/credtree -C full $login" \
  "bin/credtree -C empty $registry" "bin/credtree -C full $registry"
# more LARGE SMALL: how much longer one of the commands took than another.
more() {
  echo "$(difference "${ms[$1]}" "${ms[$2]}") ($(difference "${best[$1]}" "${best[$2]}"))"
}
row "\`create\` at 0, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "\`create\` at $size, ms more (fastest)" "$(more 1 0)" "40"
row "… of a registry login where no other is found early" "$(more 3 2)" "40"

times 7 "bin/credtree -C full rekey --check" "bin/credtree -C tenth rekey --check" \
  "bin/credtree -C full access show" "bin/credtree -C tenth access show"
row "\`rekey --check\` of $size, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / of a tenth" "$(ratio "${ms[0]}" "${ms[1]}")" "10"
row "\`access show\` of $size, ms (fastest)" "${ms[2]} (${best[2]})" ""
row "… / of a tenth" "$(ratio "${ms[2]}" "${ms[3]}")" "10"

for store in tenth full; do
  find "$store/credentials" -name '*.json' | sort | sed -n 1,100p |
    xargs sed -i 's/"description": "[^"]*"/"description": "reviewed"/'
  git -C "$store" commit --quiet --all -m "review"
done
times 15 "bin/credtree -C full diff HEAD~1..HEAD" "bin/credtree -C tenth diff HEAD~1..HEAD" \
  "bin/credtree textconv $file"
row "\`diff\` of a range with 100 of $size, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / with 100 of a tenth" "$(ratio "${ms[0]}" "${ms[1]}")" "as little"
row "\`textconv\` of a blob, ms (fastest)" "${ms[2]} (${best[2]})" "5"
for store in tenth full; do git -C "$store" reset --quiet --hard HEAD~1; done

# admit STORE NAME: commits a policy under which somebody new reads everything.
admit() {
  [[ -e "$2.key" ]] || age-keygen -o "$2.key" 2>/dev/null
  sed -i "s/^teams:.*/  $2: { role: viewer, keys: [$(age-keygen -y "$2.key")] }\n&/; s/readers: \[/&$2, /" \
    "$1/credtree.yaml"
  git -C "$1" commit --quiet --all -m "admit $2"
}
# Who opens a file that way agrees on one key, and who encrypts to one more, on two.
agreements=$(awk -v a="${opened[1]}" 'BEGIN { print 3 * a }')
admit tenth reader
admit full reader
times 7 "bin/credtree -C full rekey --dry-run" "bin/credtree -C tenth rekey --dry-run"
row "\`rekey --dry-run\` of $size, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / of a tenth" "$(ratio "${ms[0]}" "${ms[1]}")" "10"
rounds=()
for round in 1 2 3; do
  packs=$(find full/.git/objects/pack -name '*.pack' | wc -l)
  commits=$(git -C full rev-list --count HEAD)
  times 1 "bin/credtree -C full rekey --yes --quiet"
  rounds+=("${ms[0]}")
  added="$(($(find full/.git/objects/pack -name '*.pack' | wc -l) - packs)) and $(($(git -C full rev-list --count HEAD) - commits))"
  git -C full reset --quiet --hard HEAD~1
  # The same objects in the same pack would not be a new one.
  git -C full reflog expire --expire=all --all
  git -C full gc --quiet --prune=now
done
mapfile -t rounds < <(printf '%s\n' "${rounds[@]}" | sort -n)
row "\`rekey\` that adds a reader to $size, ms (fastest)" "${rounds[1]} (${rounds[0]})" ""
row "… / its X25519 operations, on all cores" "$(ratio "${rounds[1]}" "$agreements")" "10.00"
row "… packs and commits that it adds" "$added" "1 and 1"

echo "benchmark: writing a history" >&2
git init --quiet history
bin/credtree -C history init --member bench >/dev/null 2>&1
admit history leaver
"$tool" fill history 500
git -C history add --all
git -C history commit --quiet -m "fill"
git -C history branch -M main
"$tool" history history 2000 | git -C history fast-import --quiet
git -C history reset --quiet --hard
sed -i '/^  leaver:/d; s/leaver, //' history/credtree.yaml
git -C history commit --quiet --all -m "leaver leaves"
bin/credtree -C history rekey --quiet >/dev/null
times 5 "bin/credtree -C history exposure leaver" \
  "$(command -v env) -u HOME XDG_CONFIG_HOME=$work bin/credtree -C history exposure leaver"
row "\`exposure\` over 2000 commits of 500, ms (fastest)" "${ms[0]} (${best[0]})" "10000"
row "… without a key" "${ms[1]} (${best[1]})" "10000"

echo "benchmark: signing a history" >&2
ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/signer"
git init --quiet signed
bin/credtree -C signed init --member bench >/dev/null 2>&1
bin/credtree -C signed member add bench --signing "@$work/signer.pub" --quiet >/dev/null
"$tool" fill signed 500
git -C signed add --all
git -C signed commit --quiet -m "fill"
git -C signed branch -M main
root="$(git -C signed rev-parse HEAD)"
"$tool" history signed 2000 | git -C signed fast-import --quiet
# The same commits once more, with signatures, as git makes them.
parent="$root"
for commit in $(git -C signed rev-list --reverse "$root..main"); do
  parent="$(git -C signed -c gpg.format=ssh -c user.signingkey="$work/signer" \
    commit-tree -S -p "$parent" -m "change" "$commit^{tree}")"
done
git -C signed update-ref refs/heads/main "$parent"
git -C signed reset --quiet --hard
git -C signed gc --quiet --prune=now
times 5 "bin/credtree -C signed verify --root $root" \
  "bin/credtree -C signed verify --root $root main~1800" \
  "$(command -v env) -u HOME XDG_CONFIG_HOME=$work bin/credtree -C signed verify --root $root"
row "\`verify\` of 2000 signed commits, ms (fastest)" "${ms[0]} (${best[0]})" ""
row "… / of 200" "$(ratio "${ms[0]}" "${ms[1]}")" "10"
row "… without a key" "${ms[2]} (${best[2]})" ""

if command -v rg >/dev/null; then
  files="${CREDTREE_BENCHMARK_FILES:-100000}"
  echo "benchmark: writing a tree of $files files" >&2
  new_store tree 50
  "$tool" tree tree "$files"
  git -C tree add --all
  git -C tree commit --quiet -m "tree"
  git -C tree repack -adq
  sleep 2
  git -C tree update-index --really-refresh -q
  # What has to be in a file for it to be worth a closer look.
  git -C tree ls-files credentials | sed 's|^credentials/||; s|\.json$||; s|/|-|g' >tokens
  printf '%s\n' cred:// AccountSecretId >>tokens
  search="$(command -v rg) --threads $(nproc) --fixed-strings --count --file tokens"
  kept=tree/.git/credtree/references
  # Names of credentials count in any case, as in DOCKER_HUB_PASSWORD, so this is the same search.
  times 5 "$(command -v rm) -rf $kept" "bin/credtree -C tree references" \
    "$search --ignore-case tree" "$search tree"
  row "\`references\` in $files files, cold, ms (fastest)" "${ms[1]} (${best[1]})" ""
  row "… / \`rg --ignore-case\` for the same words" "$(ratio "${ms[1]}" "${ms[2]}")" "1.50"
  row "… / \`rg\`, for which case matters" "$(ratio "${ms[1]}" "${ms[3]}")" ""
  row "… memory, MiB" "$((kib[1] / 1024))" "200"
  searched="${ms[2]}" exactly="${ms[3]}"
  bin/credtree -C tree references >/dev/null
  times 7 "bin/credtree -C tree references" "$(command -v git) -C tree status --short"
  row "… warm, ms (fastest)" "${ms[0]} (${best[0]})" ""
  row "… / \`rg --ignore-case\`" "$(ratio "${ms[0]}" "$searched")" "0.33"
  row "… / \`rg\`, for which case matters" "$(ratio "${ms[0]}" "$exactly")" ""
  row "… / \`git status\`" "$(ratio "${ms[0]}" "${ms[1]}")" "1"
  times 3 "$(command -v rm) -rf $kept" "bin/credtree -C tree references --rev HEAD" \
    "$(command -v git) -C tree grep --ignore-case --fixed-strings --count -f ../tokens HEAD"
  row "… of a commit, cold, ms (fastest)" "${ms[1]} (${best[1]})" ""
  row "… / \`git grep\` on it" "$(ratio "${ms[1]}" "${ms[2]}")" "1.50"
  row "… memory, MiB" "$((kib[1] / 1024))" "200"
  times 15 "bin/credtree -C tree references --rev HEAD"
  row "… of a commit already searched, ms (fastest)" "${ms[0]} (${best[0]})" "20"
  echo "  one more line" >>tree/d0/e0/f0.yaml
  git -C tree commit --quiet --all -m "one file"
  times 1 "bin/credtree -C tree references --rev HEAD"
  row "… of the next commit, which changes one file, ms" "${ms[0]}" ""
fi

# A commit as people make them, staged: a new value, and then also a credential that is used at once.
bin/credtree -C full update "$name" username=staged --no-commit --quiet
times 25 "bin/credtree -C full check --staged" "$(command -v git) -C full status --short"
row "\`check --staged\` of a change among $size, ms (fastest)" "${ms[0]} (${best[0]})" "50"
row "… / \`git status\`" "$(ratio "${ms[0]}" "${ms[1]}")" ""
bin/credtree -C full create basic-auth staged/new username=bench password=@password --no-commit --quiet
printf 'password: cred://staged/new#password\n' >full/staged.yaml
git -C full add staged.yaml
times 25 "bin/credtree -C full check --staged"
row "… with a new credential and a file that names it, ms (fastest)" "${ms[0]} (${best[0]})" "50"
times 3 "bin/credtree -C full report -o full.html --no-history"
row "\`report\` of $size, ms" "${ms[0]}" ""
row "… its size, KiB" "$(($(wc -c <full.html) / 1024))" ""
