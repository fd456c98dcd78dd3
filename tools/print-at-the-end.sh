#!/bin/sh
# Run a command, and print its output at its end: `make test` runs several beside each other.
# Usage: tools/print-at-the-end.sh COMMAND...
set -eu

code=0
output=$("$@" 2>&1) || code=$?
printf '\n%s\n' "$output"
exit "$code"
