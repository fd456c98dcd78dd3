#!/bin/sh
# Run the tests of whole commands, of the policies and of the local cluster, until one of the three runs fails.
# `make test` runs this beside the tests of the stacks, so the output is printed only at the end.
set -eu

run_tests() {
  .venv/bin/python -m pytest -m process tests/unit &&
    .venv/bin/python -m pytest tests/policies &&
    .venv/bin/python -m pytest tests/e2e/local_cluster
}

code=0
output=$(run_tests 2>&1) || code=$?
printf '\n%s\n' "$output"
exit "$code"
