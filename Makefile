# Everything a fresh clone needs is set up from here; only Python 3.11+, make and git are
# presupposed.
SHELL := /bin/bash
DEMO := data/demo
LEADS ?= 5000
TESTS_AT_ONCE ?= 2
PYTHON ?= python3
BIN := .venv/bin
# Compiled once: dbt and Dagster take twice as long to start otherwise, wherever Python may
# not keep what it compiles.
SYNC := --quiet --frozen --compile-bytecode
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS = never
export DAGSTER_DISABLE_TELEMETRY = 1
export DO_NOT_TRACK = 1

.PHONY: demo demo-data test check fix dev serve bench contract screenshots clean setup setup-test

## demo: generate a network, run the pipeline, serve the dashboards
demo: demo-data
	$(BIN)/leadhouse --workspace $(DEMO) serve

demo-data: setup
	$(BIN)/leadhouse generate --leads $(LEADS) --seed 7 --out $(DEMO)
	$(BIN)/leadhouse --workspace $(DEMO) run

## test: everything, the browser included, in as many processes as TESTS_AT_ONCE says
test: setup-test
	$(BIN)/pytest --numprocesses $(TESTS_AT_ONCE) --dist loadscope \
		--no-loadscope-reorder $(PYTEST)

## check: format, lint, types, SQL, and what is derived from the contract
check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests/*.sql --processes 2

## fix: what check can mend by itself
fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix dbt_project/models dbt_project/tests/*.sql --processes 2

## contract: rewrite what is derived from the contract, the definition and the metrics
contract: setup
	$(BIN)/python -m orchestration.contract.render
	$(BIN)/python -m orchestration.definition.describe
	$(BIN)/python -m orchestration.metrics_page

dev: setup
	$(BIN)/leadhouse dev

serve: setup
	$(BIN)/leadhouse serve

## bench: phases at 10k, 100k and 1M leads, ways to link at 100k and 1M, attribution of 1M
## touches, 200 draws over 1M leads, the marts of leads at 1M leads and 5M events, the
## pages, and whether intervals hold
bench: setup-test
	$(BIN)/python -m benchmarks.phases
	$(BIN)/python -m benchmarks.linkage
	$(BIN)/python -m benchmarks.attribution
	$(BIN)/python -m benchmarks.draws
	$(BIN)/python -m benchmarks.marts
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.coverage

screenshots: setup-test
	$(BIN)/python tests/browser/screenshots.py $(DEMO) docs/images

clean:
	rm -rf $(DEMO) dbt_project/target .dagster test-results .pytest_cache .mypy_cache .ruff_cache

setup: .venv/.ready

.venv/.ready: uv.lock pyproject.toml $(filter .tools/bin/uv,$(UV))
	$(UV) sync $(SYNC) --python $(PYTHON)
	@touch $@

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv

setup-test: .venv/.oracles
	@tests/install-browser.sh
	@tests/install-postgres.sh

# On top of setup, which leaves them out.
.venv/.oracles: .venv/.ready
	@tests/install-compiler.sh
	$(UV) sync $(SYNC) --group oracles --python $(PYTHON)
	@touch $@
