# `make demo` starts the program on a sample mailbox; `make test` runs the whole gate, `make
# coverage` says which lines it runs, `make soak` looks for faults for as long as it is given.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOAK_SECONDS ?= 600
# To compile every module for every process, as that variable wants it, costs a minute.
SUITE := PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: demo test coverage soak clean

demo: $(VENV)/.installed
	@scripts/system-packages window "$(BIN)/python"
	@$(BIN)/emailassist model fetch || echo "The demo goes on without the small model." >&2
	@$(BIN)/emailassist demo

test: $(VENV)/.installed-dev
	@scripts/system-packages test "$(BIN)/python"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(SUITE)

# Apart from the gate: to count lines takes as long again as to run them.
coverage: $(VENV)/.installed-dev
	@scripts/system-packages test "$(BIN)/python"
	$(SUITE) --cov --cov-report=term:skip-covered

# Each part takes that long; a failure says how to repeat it. The others run all the same.
soak: $(VENV)/.installed-soak
	@scripts/system-packages test "$(BIN)/python"
	@code=0; for part in soak soak.fuzz_imap soak.fuzz_mime; do \
	  $(BIN)/python -m tests.$$part $(SOAK_SECONDS) || code=1; done; exit $$code

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The stamps make a second start quick: pip runs again only when what it reads has changed.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# Without its fuzzer, which is not built for every Python, inputs are changed at random.
$(VENV)/.installed-soak: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[soak]' \
	  || echo "The soak goes on without atheris." >&2
	@touch $@
