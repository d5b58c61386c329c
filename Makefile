# Targets for people. Each needs Python 3.11 or later, make and git; check-all also Chromium, npm and
# Java, and bench uses them where they are.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.installed
# Each file of tests stays in one process: what it has built once serves all its tests. They begin
# in the order of tests/conftest.py. One process more than cores, for browsers and builds wait a lot.
PROCESSES := $$(($$(getconf _NPROCESSORS_ONLN) + 1))
CORES := --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder
EVERY_PAGE := $(addprefix tests/test_,accessibility.py markup.py site.py budgets.py bench.py)

.DEFAULT_GOAL := help
.PHONY: help docs docs-offline serve test check types check-all faults experiments mutants drift verify-site bench clean
TOOLS := tests/tools/node_modules

help:  ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

docs: $(STAMP)  ## derive, check, draw and build the site into site/
	@$(RUN) -m gen.build

docs-offline: $(STAMP)  ## the same for the file system, into site-offline/
	@$(RUN) -m gen.build offline

serve: docs  ## preview the site at http://127.0.0.1:8000, rebuilt on every change
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs serve

test: $(STAMP)  ## run the tests
	@$(RUN) -m pytest $(CORES)

check: $(STAMP)  ## lint, types, the strict build, and the tests
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	@# Side by side: a build from nothing leaves a core idle for half of its time.
	@$(MAKE) --no-print-directory --jobs 2 types docs
	$(RUN) -m pytest $(CORES)

types: $(STAMP)  ## the types alone
	$(RUN) -m mypy

check-all: check $(TOOLS)  ## and every page with axe, the Nu validator and Lighthouse: an hour
	EVERY_PAGE=1 $(RUN) -m pytest --numprocesses auto $(EVERY_PAGE)

faults: $(STAMP)  ## kill a build at 20 moments, and build all of it in another folder to the same bytes
	EVERY_FAULT=1 $(RUN) -m pytest $(CORES) -k "killed or whole" tests/test_faults.py tests/test_reproducible.py

experiments: $(STAMP)  ## run the training experiments whose results are stale; FORCE=1 all, ONLY="circles" some
	@$(RUN) -m gen.experiments.run $(ONLY) $(if $(FORCE),--force)

mutants: $(if $(CHECKS),docs,$(STAMP))  ## try all mistakes that a person could make in an entry; FORCE=1 all, ONLY="relu gelu" some; CHECKS=500 of the checking code
	@$(RUN) -m gen.mutation.$(if $(CHECKS),run_checkers $(CHECKS),run $(ONLY)) $(if $(FORCE),--force)

drift: $(STAMP)  ## what another torch changes of kinks, exceptions and errors: TORCH=x.y.z
	@$(RUN) -m gen.drift $(TORCH)

verify-site: $(STAMP)  ## hold a deployed copy against the site built here: DIR=/path
	@$(RUN) -m gen.manifest "$(DIR)"

bench: docs  ## measure builds, training and pages beside their budgets, into gen/bench.json: 10 minutes
	@$(RUN) -m gen.bench.run

clean:  ## remove what was built; the environment stays
	rm -rf build site site-offline tests/tools/node_modules .mypy_cache .pytest_cache .ruff_cache

$(TOOLS): tests/tools/package-lock.json
	npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version.split()[0] + "; name another with: make PYTHON=python3.12")'
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV); the first time takes some minutes."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements.txt
	@touch $@
