#!/bin/sh
# Run the checker for the action: findings as SARIF in a file, and as text in the log.
# CHECKED_PATHS: files and folders, one a line. STRICT: true or false. GITHUB_OUTPUT gets `code` and `sarif`.
set -eu
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/pod-wiring.XXXXXX")
sarif=$folder/findings.sarif
checker=$folder/environment/bin/pod-wiring
python -m venv "$folder/environment"
"$folder/environment/bin/pip" install --quiet --disable-pip-version-check "$(dirname "$0")/../policies"

set -- --
while IFS= read -r path; do
  [ -z "$path" ] || set -- "$@" "$path"
done <<PATHS
$CHECKED_PATHS
PATHS
[ "$STRICT" != true ] || set -- --strict "$@"

code=0
"$checker" check "$@" || code=$?
"$checker" check --format sarif "$@" >"$sarif" 2>/dev/null || true
echo "code=$code" >>"$GITHUB_OUTPUT"
[ ! -s "$sarif" ] || echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
