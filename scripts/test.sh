#!/usr/bin/env bash
# Checks the formatting, builds, and runs all tests; the test runner's closing line comes last.
#
#   scripts/test.sh [ARGUMENTS FOR swift test]
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$repository"
exec </dev/null

log="$(mktemp)"
trap 'rm -f "$log"' EXIT

scripts/setup.sh test

echo "test: formatting"
swift format lint --strict --recursive --parallel Sources Tests Plugins Benchmarks Package.swift
for script in scripts/*.sh .ci/run; do bash -n "$script"; done

echo "test: building"
if ! swift build --build-tests >"$log" 2>&1; then
  cat "$log"
  exit 1
fi

# Full Foundation brings 45 MB of Unicode data and 4 ms to every start: nothing may link it.
built="$(swift build --show-bin-path)/credtree"
libraries="$(readelf -d "$built")"
if grep -q 'libFoundation\.so' <<<"$libraries"; then
  echo "test: $built links libFoundation.so" >&2
  exit 1
fi

echo "test: building for release"
release="$(scripts/release-build.sh)"
stripped="$(mktemp)"
strip -o "$stripped" "$release"
size="$(stat -c %s "$stripped")"
rm -f "$stripped"
echo "test: the release binary has $((size / 1000)) kB"
if ((size > 20000000)); then
  echo "test: the release binary may have 20000 kB at most" >&2
  exit 1
fi

echo "test: running the tests"
# Tests start programs, each with a few pipes: hundreds side by side would only wait for
# each other. Test runners that do not know the variable ignore it.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)" || true
status=0
swift test --disable-xctest --skip-build "$@" 2>&1 | tee "$log" || status=$?
if ((status != 0)); then
  # Among thousands of lines a failure is lost where only the end of the output is kept.
  echo "test: what failed:"
  grep -A 12 -E '(✘|×) .*recorded an issue' "$log" | grep -v -E '(✔|◇|✓) ' | tail -n 200 || true
  grep -E '(✘|×) (Test|Suite) ' "$log" | grep -v 'recorded an issue' | tail -n 50 || true
fi
grep 'Test run with' "$log" | tail -n 1 || true
exit "$status"
