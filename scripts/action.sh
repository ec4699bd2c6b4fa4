#!/usr/bin/env bash
# The steps of action.yml. Everything comes in the environment: nothing from a pull request is
# ever part of a command.
#
#   scripts/action.sh find      says which credtree to run, and builds one where there is none
#   scripts/action.sh review    checks, and writes the review to $RUNNER_TEMP/credtree-review.md
#   scripts/action.sh comment   writes or changes the comment on the pull request
#   scripts/action.sh finish    ends as the check did
set -euo pipefail

fail() {
  echo "::error title=credtree::$1"
  exit 1
}

# output NAME VALUE: of one line.
output() { printf '%s=%s\n' "$1" "${2//$'\n'/ }" >>"$GITHUB_OUTPUT"; }

review_file="${RUNNER_TEMP:-/tmp}/credtree-review.md"
marker='<!-- credtree review -->'
# GitHub takes 65536 characters.
limit=60000

find_program() {
  if command -v -- "$CREDTREE_PROGRAM" >/dev/null; then
    output program "$CREDTREE_PROGRAM"
    return
  fi
  [[ "$CREDTREE_PROGRAM" == credtree ]] || fail "there is no program $CREDTREE_PROGRAM"
  bash "$ACTION_FOLDER/scripts/install.sh" "${RUNNER_TEMP:-/tmp}/credtree"
  output program "${RUNNER_TEMP:-/tmp}/credtree/bin/credtree"
}

range() {
  local zeros=0000000000000000000000000000000000000000
  if [[ -n "${REVIEW_RANGE:-}" ]]; then
    printf '%s' "$REVIEW_RANGE"
  elif [[ -n "${EVENT_BASE:-}" ]]; then
    printf '%s...%s' "$EVENT_BASE" "$EVENT_HEAD"
  elif [[ -n "${EVENT_BEFORE:-}" && "$EVENT_BEFORE" != "$zeros" ]]; then
    printf '%s..%s' "$EVENT_BEFORE" "$GITHUB_SHA"
  fi
}

review() {
  cd -- "$REVIEW_FOLDER"
  local range status=0 what=()
  range="$(range)"
  if [[ "$range" == -* ]]; then fail "a range does not begin with a hyphen"; fi
  if [[ -n "$range" ]]; then
    what=(--range "$range")
    local missing
    for missing in "${range%%..*}" "${range##*..}"; do
      git rev-parse --quiet --verify --end-of-options "${missing:-HEAD}^{commit}" >/dev/null \
        || fail "commit $missing is not here; give actions/checkout 'fetch-depth: 0'"
    done
  else
    # A new branch has nothing to be held against.
    what=(--rev HEAD)
  fi
  {
    echo "$marker"
    "$CREDTREE_PROGRAM" check "${what[@]}" --no-open --format markdown || status=$?
    if [[ -n "$range" && $status -le 1 ]]; then
      echo
      "$CREDTREE_PROGRAM" diff "$range" --format markdown || status=$?
    fi
  } >"$review_file"
  output status "$status"
  if [[ $status -gt 1 ]]; then fail "the check could not be made; see the log above"; fi
  output findings "$([[ $status -eq 1 ]] && echo true || echo false)"
  if [[ -n "${REVIEW_SARIF:-}" ]]; then
    "$CREDTREE_PROGRAM" check "${what[@]}" --no-open --format sarif >"$REVIEW_SARIF" || [[ $? -eq 1 ]]
  fi
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    head -c 1000000 "$review_file" >>"$GITHUB_STEP_SUMMARY"
  fi
}

# api METHOD PATH [FILE]: what GitHub answers. The token is in no command line.
api() {
  local body=()
  if [[ -n "${3:-}" ]]; then body=(--data-binary "@$3"); fi
  curl --silent --show-error --fail --max-time 60 --retry 3 --request "$1" \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN") \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
    "${body[@]}" "${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/$2"
}

comment() {
  [[ "$PULL_REQUEST" =~ ^[0-9]+$ ]] || fail "the pull request has no number"
  local page number=1 id="" answer
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  # The comment of an earlier run is changed, so that there is one.
  while [[ -z "$id" ]]; do
    api GET "issues/$PULL_REQUEST/comments?per_page=100&page=$number" >"$work/page" \
      || { denied; return; }
    page="$(python3 - "$work/page" "$marker" <<'END'
import json, sys
comments = json.load(open(sys.argv[1]))
mine = [c["id"] for c in comments if (c.get("body") or "").startswith(sys.argv[2])
    and (c.get("user") or {}).get("type") == "Bot"]
print(mine[0] if mine else "", len(comments))
END
    )"
    id="${page% *}"
    if [[ "${page##* }" -lt 100 ]]; then break; fi
    number=$((number + 1))
  done
  python3 - "$review_file" "$limit" >"$work/body" <<'END'
import json, sys
# Nobody is told by name of what only names him.
text = open(sys.argv[1], encoding="utf-8").read().replace("@", "@\u200b")
limit = int(sys.argv[2])
if len(text) > limit:
    text = text[:limit].rsplit("\n", 1)[0] + "\n\nThe rest is in the summary of the run.\n"
print(json.dumps({"body": text}))
END
  if [[ -n "$id" ]]; then
    api PATCH "issues/comments/$id" "$work/body" >"$work/answer" || { denied; return; }
  else
    api POST "issues/$PULL_REQUEST/comments" "$work/body" >"$work/answer" || { denied; return; }
  fi
  answer="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get("html_url", ""))' \
    "$work/answer")"
  output url "$answer"
}

# A pull request from a fork has a token that may only read; its review is in the summary.
denied() {
  echo "::warning title=credtree::the comment could not be written: does the job have" \
    "'permissions: pull-requests: write'? The review is in the summary of the run"
}

finish() {
  case "$REVIEW_STATUS" in
    0) ;;
    1) fail "there are findings; see the comment, or the summary of the run" ;;
    *) fail "the check could not be made" ;;
  esac
}

case "${1:-}" in
  find) find_program ;;
  review) review ;;
  comment) comment ;;
  finish) finish ;;
  *)
    echo "usage: scripts/action.sh find|review|comment|finish" >&2
    exit 2
    ;;
esac
