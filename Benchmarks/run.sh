#!/usr/bin/env bash
# Measures Credtree beside the tools it is compared with, and prints ratios of medians.
#
#   Benchmarks/run.sh [RUNS [FILES]]     30 runs and 10000 credential files unless said otherwise
#
# Everything compared with each other is run in turns within one run of this script, since a
# machine is never as fast as it was a minute ago. Trust the ratios more than milliseconds.
set -euo pipefail

runs="${1:-30}"
files="${2:-10000}"
repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
exec </dev/null

echo "benchmarks: building for release" >&2
credtree="$("$repository/scripts/release-build.sh")"
options=(--package-path "$repository" -c release --static-swift-stdlib)
for product in open-benchmark empty-benchmark; do
  swift build "${options[@]}" --product "$product" >/dev/null
done
built="$(dirname "$credtree")"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/home" "$folder/small" "$folder/large"
for variable in $(compgen -e | grep -E '^(CREDTREE_|SOPS_|GIT_|XDG_)' || true); do
  unset "$variable"
done
export HOME="$folder/home" GIT_CONFIG_NOSYSTEM=1
git config --global user.name Benchmark
git config --global user.email benchmark@example.com
git config --global gc.auto 0

cd "$folder/small"
git init --quiet
"$credtree" --quiet init --member bench
head -c 18 /dev/urandom | base64 >"$folder/password"
"$credtree" --quiet create basic-auth gate username=user "password=@$folder/password"
identity="$HOME/.config/sops/age/keys.txt"
python3 -c '
import json
print(json.load(open("credentials/gate.json"))["sops"]["age"][0]["enc"], end="")
' >"$folder/key.age"

# The large store is the small one's credential many times over, as files of their own.
cd "$folder/large"
git init --quiet
"$credtree" --quiet init --member bench
echo "benchmarks: making $files credential files" >&2
"$built/open-benchmark" make "$folder/large" "$files"
git add -A
git commit --quiet -m "many credentials"

# Prints the median of each command's wall time in milliseconds, one a line, run in turns.
medians() {
  python3 - "$runs" "$@" <<'PYTHON'
import statistics, subprocess, sys, time
runs, commands = int(sys.argv[1]), sys.argv[2:]
times = [[] for _ in commands]
for turn in range(runs + 2):
    for index, command in enumerate(commands):
        start = time.perf_counter()
        subprocess.run(command.replace("{turn}", str(turn)), shell=True, check=True,
                       stdout=subprocess.DEVNULL, executable="/bin/sh")
        if turn >= 2:
            times[index].append((time.perf_counter() - start) * 1000)
print(*("%.2f" % statistics.median(series) for series in times))
PYTHON
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '| %s | %s |\n' "$1" "$2"; }

reveal="exec $credtree -C $folder/small reveal gate password"
age="exec age -d -i $identity $folder/key.age"
empty="exec $built/empty-benchmark"
read -r reveal_ms age_ms empty_ms nothing_ms < <(medians "$reveal" "$age" "$empty" "exec true")

sops=""
if command -v sops >/dev/null; then
  read -r reveal_again sops_ms < <(
    medians "$reveal" "exec sops -d $folder/small/credentials/gate.json")
  sops="$(ratio "$reveal_again" "$sops_ms")"
fi

read -r list_ms < <(medians "exec $credtree -C $folder/large list --json")

create="create basic-auth new-{turn} username=user password=@$folder/password"
read -r create_small create_large < <(
  medians "exec $credtree -C $folder/small $create" "exec $credtree -C $folder/large $create")

echo "# $(uname -srm), $(nproc) processors, $runs runs, $files files"
echo
echo "| what | measured |"
echo "|---|---|"
row "an empty program (\`true\`), the floor of what is below" "$nothing_ms ms"
row "cold \`reveal\`" "$reveal_ms ms"
row "… / \`age -d\` of one data key ($age_ms ms)" "$(ratio "$reveal_ms" "$age_ms")"
row "… / an empty Swift program ($empty_ms ms)" "$(ratio "$reveal_ms" "$empty_ms")"
[[ -z "$sops" ]] || row "… / \`sops -d\` ($sops_ms ms)" "$sops"
row "\`list\` of $files" "$list_ms ms"
row "\`create\` at 0" "$create_small ms"
row "\`create\` at $files" "$create_large ms"
row "… more than at 0" "$(awk -v a="$create_large" -v b="$create_small" 'BEGIN { printf "%.2f", a - b }') ms"
"$built/open-benchmark" open "$folder/large" | while IFS=$'\t' read -r what measured; do
  row "$what" "$measured"
done
