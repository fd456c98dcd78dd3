#!/usr/bin/env bash
# Run the checker for the action: findings as SARIF in a file, and as text in the log.
# CHECKED_PATHS: files and folders, one a line. STRICT: true or false. GITHUB_OUTPUT gets `code` and `sarif`.
set -euo pipefail
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/pod-wiring.XXXXXX")
sarif=$folder/findings.sarif
python -m venv "$folder/environment"
"$folder/environment/bin/pip" install --quiet --disable-pip-version-check "$(dirname "$0")/../policies"
mapfile -t paths < <(grep -v '^[[:space:]]*$' <<<"$CHECKED_PATHS")
options=()
[ "$STRICT" != true ] || options+=(--strict)
check=("$folder/environment/bin/pod-wiring" check "${options[@]}")
code=0
"${check[@]}" -- "${paths[@]}" || code=$?
"${check[@]}" --format sarif -- "${paths[@]}" >"$sarif" 2>/dev/null || true
echo "code=$code" >>"$GITHUB_OUTPUT"
[ ! -s "$sarif" ] || echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
