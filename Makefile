# A fresh Linux machine with python3 (3.11 or newer, with venv and pip) and make: nothing else is needed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet

# All tests at once run in four processes, each file in one of them: tests wait for servers as much as they reckon.
SIDE_BY_SIDE := -n 4 --dist loadfile --no-loadscope-reorder --max-worker-restart=0
# Where there is no Chromium the tests in a browser say so in a line and are left out; CI has them fail instead.
BROWSER :=
# Tests start hundreds of processes, and each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## set up, replay the bundled plan through the real pipeline, then serve the board
	@$(BIN)/notifier demo

run: $(READY) ## the whole service in one process, on http://127.0.0.1:8000
	@$(BIN)/notifier up

test: $(READY) ## set up and run all tests side by side; ARGS="-k digest" picks some, one after the other
	@$(BIN)/pytest $(BROWSER) $(or $(ARGS),$(SIDE_BY_SIDE))

check: $(READY) ## format, lint, types, layers, then all tests: what CI runs
	@echo "check: format" && $(BIN)/ruff format --check --quiet .
	@echo "check: lint" && $(BIN)/ruff check --quiet .
	@echo "check: types" && $(BIN)/mypy --no-error-summary
	@echo "check: layers" && $(BIN)/lint-imports --no-logo --cache-dir .cache/imports
	@echo "check: tests" && $(MAKE) --no-print-directory test

bench: $(READY) ## measure the service beside what it is compared with; ARGS="webhook" picks some
	@$(BIN)/python -m benchmarks $(ARGS)

reliability: $(READY) ## run the trials of faults, and put their figures into docs/reliability.md
	@$(BIN)/python -m tests.flow.reliability forget
	@$(BIN)/pytest -q tests/flow/test_faults_workers.py tests/flow/test_faults_servers.py tests/flow/test_faults_far_ends.py
	@$(BIN)/python -m tests.flow.reliability

pictures: $(READY) ## take the pictures of README anew; needs a Chromium
	@$(BIN)/python -m tests.browser.pictures

format: $(READY) ## write the code the way that check wants it
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .

setup: $(READY) ## what the others do first: .venv with everything at its locked version
	@echo "setup: ready"

$(READY): tests/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "setup: $(PYTHON) is older than 3.11 or missing (make PYTHON=python3.12 names another)"; exit 1; }
	@echo "setup: installing into .venv (a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock: ## pin the dependencies anew; ARGS=--upgrade takes the newest of all
	@command -v uv >/dev/null || { echo "lock: needs uv on PATH (pipx install uv)"; exit 1; }
	@echo "lock: requirements.lock" && $(COMPILE) $(ARGS) -o requirements.lock
	@echo "lock: tests/requirements.lock" && $(COMPILE) $(ARGS) --extra dev -c requirements.lock -o tests/requirements.lock

clean: ## remove .venv and everything else that was made, except var/ with the ledger
	@rm -rf .venv dist .cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help demo run test check bench reliability pictures format setup lock clean
