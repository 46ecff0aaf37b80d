# Everything there is to remember. Each target sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := uv==0.13.9

.PHONY: help demo test stress lint types reference messages bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/uv: ; @$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Joren needs Python 3.11 or later: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)" && touch $@

# What runs, exactly as pinned; then the same with what the tests need.
$(VENV)/run: $(VENV)/uv pyproject.toml constraints.txt build_catalogs.py
	@echo "Setting up $(VENV) …"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e .
	@$(BIN)/python -m compileall -q src/joren && touch $@

$(VENV)/dev: $(VENV)/run
	@echo "Adding the tools for tests …"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[dev]' && touch $@

$(VENV)/spark: $(VENV)/dev
	@echo "Adding Spark (460 MB) …"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[dev,spark]' && touch $@

demo: $(VENV)/run ## set up and make the report of a real shop's orders
	@mkdir -p demo
	@$(BIN)/joren report --sample --out demo/report.html

test: $(VENV)/dev ## set up and pass all tests
	@$(BIN)/python -m pytest -q -n 2 -m "not stress and not spark"

stress: $(VENV)/spark ## the long ones: Spark, size
	@$(BIN)/python -m pytest -q -m "stress or spark"

lint: $(VENV)/dev ## format, lint, import contract
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports

types: $(VENV)/dev ## strict types
	@$(BIN)/mypy

reference: $(VENV)/dev ## write the reference from the code
	@$(BIN)/python tools/reference.py

messages: $(VENV)/dev ## bring the catalogs in step with the code
	@$(BIN)/python tools/messages.py

bench: $(VENV)/dev ## the figures, side by side (JOREN_BENCH_DATA says where the data is)
	@for each in published_figures clv_speed report_vs_notebook ingest_http; do echo "== $$each"; $(BIN)/python benchmarks/$$each.py || exit 1; done

lock: $(VENV)/uv ## renew the pinned versions
	@$(BIN)/uv pip compile --quiet pyproject.toml --universal --all-extras --generate-hashes --no-header --no-annotate -p 3.11 -o constraints.txt

clean: ## remove what was made here
	@rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
