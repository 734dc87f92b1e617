# One command each; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
WORKERS ?= 2

.PHONY: setup demo run test check soak eval bench lock format

setup: $(STAMP)

$(STAMP): requirements/dev.txt requirements/compile.py pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python requirements/compile.py
	@touch $(STAMP)

demo: setup          ## the main job on recorded articles, offline
	$(BIN)/monitor demo

run: setup           ## the service with your settings
	$(BIN)/monitor run

test: setup          ## all tests and quality gates
	@sh tests/browser.sh
	$(BIN)/pytest -n $(WORKERS) tests

check: setup         ## format, lint, types, import rules
	$(BIN)/ruff format --check monitor tests requirements
	$(BIN)/ruff check monitor tests requirements
	$(BIN)/mypy monitor
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format monitor tests
	$(BIN)/ruff check --fix monitor tests

soak: setup          ## the long versions of kill, fault and load tests
	$(BIN)/pytest -m soak -p no:xdist tests
	$(BIN)/python -m tests.mutations

eval: setup          ## scores against annotated data: make eval DATA=dir
	$(BIN)/python -m tests.eval $(DATA)

bench: setup         ## ratios beside other tools, as table and JSON (build/bench.json)
	$(BIN)/python -m tests.bench --peer $(BENCH)

lock:                ## refresh requirements/*.txt (needs uv)
	sh requirements/lock.sh
