# satukan: two commands matter, `make demo` and `make test`. `make` alone lists the rest.
#
# Everything is installed into .venv from the committed locks (hashes checked); nothing else on
# the machine is touched. The stamps in .venv say which lock it holds: when the lock has not
# changed, the second call installs nothing.

PYTHON ?= python3
PEOPLE ?= 20000
PORT   ?= 8000
OUT    ?= demo
WORK   ?= peers

VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
PREFLIGHT := PYTHON="$(PYTHON)" sh scripts/preflight.sh

.DEFAULT_GOAL := help
.PHONY: help demo install test preflight-test check tests fuzz soak peers format lock clean clean-demo

help: ## list the targets
	@echo "satukan: records of the social registry to persons, families and households"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-18s %s\n' "$$name" "$$text"; done
	@echo
	@echo "Variables: PYTHON=$(PYTHON) (3.11 or newer), PEOPLE=$(PEOPLE), PORT=$(PORT) (0 = any free one), OUT=$(OUT)"

demo: $(VENV)/.run ## synthetic people to households, a report and a service (CI=true checks itself and ends)
	@$(BIN)/satukan demo --people $(PEOPLE) --out $(OUT) --port $(PORT)

install: $(VENV)/.run ## set up .venv with what the product needs, no compiler needed

test: preflight-test $(VENV)/.dev ## everything: ruff, mypy, the import contract, all tests (with a real Neo4j from Maven and a real PostgreSQL)
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory tests

check: $(VENV)/.dev ## ruff, mypy --strict and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(VENV)/.dev ## the tests alone; ARGS="tests/unit -k nik" chooses
	$(BIN)/python -m pytest $(ARGS)

fuzz: $(VENV)/.dev ## a million damaged texts into every parser, damaged files; FUZZ_INPUTS and FUZZ_SEED choose others
	FUZZ_INPUTS=$${FUZZ_INPUTS:-1000000} $(BIN)/python -m pytest tests/fuzz

soak: $(VENV)/.dev ## random histories of loads, decisions and returns; SOAK_HISTORIES=5000 chooses how many; hours
	SOAK_HISTORIES=$${SOAK_HISTORIES:-5000} $(BIN)/python -m pytest tests/property/test_history_machine.py

peers: $(VENV)/.dev ## satukan beside other linkers, each in an environment of its own under WORK; hours; ARGS="--sets hard" chooses
	$(BIN)/python -m benchmarks.peers run --work $(WORK) $(ARGS)
	$(BIN)/python -m benchmarks.peers table

format: $(VENV)/.dev ## rewrite the sources as ruff likes them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## renew requirements/*.lock from pyproject.toml (needs uv)
	@$(PREFLIGHT) uv
	sh requirements/lock.sh

clean: clean-demo ## remove .venv, caches and the demo's outputs
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find api graph resolver training tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

clean-demo: ## remove the demo's outputs only
	rm -rf $(OUT)

preflight-test:
	@$(PREFLIGHT) python venv compiler java maven postgres

# --- the virtual environment -------------------------------------------------------------------

$(VENV)/bin/python:
	@$(PREFLIGHT) python venv
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing the locked packages into $(VENV) (once; a minute or two)"
	@$(PIP) install --require-hashes --requirement requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# dedupe's affinegap is built from source: the compiler is asked for before anything is fetched.
$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@$(PREFLIGHT) compiler
	@echo "Installing the locked packages for tests and training into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run
