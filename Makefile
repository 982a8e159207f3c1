# `make demo` grades the example class; `make test` passes the tests. Both set up .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint types release-check validate unit clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/installed ## Grade the example class offline and print where the report is
	$(BIN)/bareme demo -o out/demo

test: lint types release-check validate unit ## Everything that must hold before a change lands

test-all: export BAREME_WHOLE_CLASSES = 1
test-all: test ## The same with the whole example classes of the labs that train for long

lint: $(VENV)/installed ## ruff and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/installed ## mypy, strict
	$(BIN)/mypy

release-check: $(VENV)/installed ## The committed templates are what the solutions give
	$(BIN)/bareme release --check

# One more at a time than there are processors to rely on: some wait, for a sandbox to open or for a limit.
validate: $(VENV)/installed ## The suites tell right from wrong, under the mini profile
	$(BIN)/bareme validate --profile mini --workers 3

unit: $(VENV)/installed $(VENV)/axe ## pytest, three files at a time
	$(BIN)/python -m pytest -n 3 --dist loadfile

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "bareme needs Python 3.11 or later: make PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

# What finds faults of a page for those who read by other means; where npm is missing, such tests are skipped.
$(VENV)/axe: $(VENV)/installed
	-npm install --silent --no-save --no-package-lock --prefix $(VENV) axe-core@4
	touch $@

clean: ## Remove what was made here
	rm -rf $(VENV) out build dist .mypy_cache .pytest_cache .ruff_cache
