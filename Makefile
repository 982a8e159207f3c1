# `make demo` grades the example class; `make test` runs all checks. Both create .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Where it is set, each of some thousand processes would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint types release-check validate unit clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/installed ## Grade the example class offline and print where the report is
	$(BIN)/bareme demo -o out/demo

test: lint types release-check validate unit ## All checks; must pass before a change lands

test-all: export BAREME_WHOLE_CLASSES = 1
test-all: test ## The same with the whole example classes of the labs that train for long

lint: $(VENV)/installed ## ruff and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/installed ## mypy, strict
	$(BIN)/mypy

release-check: $(VENV)/installed ## Check that the committed templates match the solutions
	$(BIN)/bareme release --check

# One worker more than the two cores to count on, as some wait for a sandbox to open or for a limit.
validate: $(VENV)/installed ## Test the suites, under the mini profile
	$(BIN)/bareme validate --profile mini --workers 3

# In the groups and the order of tests/schedule.py. Four at a time take as long on two cores.
unit: $(VENV)/installed $(VENV)/axe ## pytest, three groups of tests at a time
	$(BIN)/python -m pytest -n 3 --no-loadscope-reorder --durations 10

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "bareme needs Python 3.11 or later: make PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

# axe-core: accessibility checks for rendered pages; without npm these tests are skipped.
$(VENV)/axe: $(VENV)/installed
	-npm install --silent --no-save --no-package-lock --prefix $(VENV) axe-core@4
	touch $@

clean: ## Remove everything that was generated
	rm -rf $(VENV) out build dist .mypy_cache .pytest_cache .ruff_cache
