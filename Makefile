# Every target does its own set-up; `make` alone prints what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check dev bench clean lock duckdb2 tools

KSIGUNE_DATA ?= data
export KSIGUNE_DATA := $(abspath $(KSIGUNE_DATA))
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export PYTHONPATH := $(CURDIR)
# Some images forbid compiled modules; every process would compile dagster and dbt anew (10 s each).
unexport PYTHONDONTWRITEBYTECODE

# The newest interpreter that the lock was resolved for; PYTHON=... overrides it.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
BIN := .venv/bin
INSTALLED := .venv/.installed

# uv installs in seconds what pip needs minutes for; pip knows mirrors that uv does not, and steps in.
install = { $(1) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock && \
  $(1) -m uv pip install --quiet --python $(1) --require-hashes -r $(2); } || { echo "uv could not install; trying pip ..."; \
  $(1) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(2); }

# Programs that tests run beside the project, each in an environment of its own (make tools).
TOOLS := .tools
# check-datapackage needs Python 3.12 or newer; `absent` leaves its tests out.
NEWER ?= $(firstword $(foreach p,$(wildcard $(addsuffix /bin/python3,$(wildcard $(HOME)/.pyenv/versions/3.1[2-9]*))) $(shell command -v python3.13 python3.12),$(shell $(p) -c 'import sys; print(sys.executable if sys.version_info >= (3, 12) else "")' 2>/dev/null)))

help: ## Print what there is
	@echo "KSIgune skills observatory. Targets:"
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(INSTALLED): requirements.lock
	@[ -n "$(PYTHON)" ] || { echo "No Python found. Install Python 3.11 or newer, or call: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11. Install Python 3.11 or newer, or call: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv with $(PYTHON) from requirements.lock (once) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(call install,$(BIN)/python,requirements.lock)
	@touch $@

run: $(INSTALLED) ## Pull, land, build, judge and publish everything into KSIGUNE_DATA (default data/)
	@$(BIN)/python -m dagster_project run

test: $(INSTALLED) ## Run all tests: unit, integration and end to end
	@echo "Running the tests (unit, integration, end to end; some fourteen minutes on two cores) ..."
	@$(call tool,KSIGUNE_CFFCONVERT,cffconvert/bin/cffconvert) \
	  $(call tool,KSIGUNE_CKAN_PYTHON,ckan/bin/python) \
	  $(call tool,KSIGUNE_CHECK_DATAPACKAGE,check-datapackage/bin/check-datapackage) \
	  $(if $(NEWER),,KSIGUNE_CHECK_DATAPACKAGE=absent) \
	  $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

tool = $(if $(wildcard $(TOOLS)/$(2)),$(1)=$(abspath $(TOOLS)/$(2)))

tools: $(addprefix $(TOOLS)/,$(addsuffix /.installed,cffconvert ckan $(if $(NEWER),check-datapackage))) ## Install the referees that some tests run in environments of their own

$(TOOLS)/%/.installed: requirements/%.lock
	@echo "Setting up $(@D) (once) ..."
	@$(if $(filter check-datapackage,$*),$(NEWER),$(PYTHON)) -m venv --clear $(@D)
	@$(call install,$(@D)/bin/python,$<)
	@touch $@

check: $(INSTALLED) ## Lint, types, import rules, SQL style, generated files, Dagster definitions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas check
	$(BIN)/python dbt/lint.py lint --processes 2 --config dbt/.sqlfluff dbt/models dbt/macros dbt/tests
	$(BIN)/dagster definitions validate -m dagster_project.definitions

.duckdb2/.installed: requirements/duckdb2.lock $(INSTALLED)
	@rm -rf .duckdb2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target .duckdb2 -r requirements/duckdb2.lock
	@touch $@

duckdb2: .duckdb2/.installed ## Build everything once on DuckDB 2.0, in a folder that is removed
	@echo "Building once on DuckDB 2.0 ..."
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
	  KSIGUNE_DATA=$$made PYTHONPATH=$(CURDIR)/.duckdb2:$(CURDIR) $(BIN)/python -m dagster_project run

dev: $(INSTALLED) ## Open the Dagster UI on http://127.0.0.1:3000
	@mkdir -p $(KSIGUNE_DATA)/dagster && cp dagster_project/dagster.yaml $(KSIGUNE_DATA)/dagster/
	DAGSTER_HOME=$(KSIGUNE_DATA)/dagster PATH="$(abspath $(BIN)):$$PATH" $(BIN)/dagster dev -m dagster_project.definitions

bench: $(INSTALLED) ## Measure: results go to benchmarks/results/
	$(BIN)/python -m benchmarks

clean: ## Remove the virtual environment and caches (the data stays; remove it by hand)
	rm -rf .venv .duckdb2 .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

BARE := --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q

lock: $(INSTALLED) ## Resolve every lock file anew
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  $(subst --strip-extras,--no-strip-extras,$(BARE)) -o requirements.lock
	for name in cffconvert ckan duckdb2 uv; do $(BIN)/uv pip compile requirements/$$name.in --universal --python-version 3.11 $(BARE) -o requirements/$$name.lock; done
	$(BIN)/uv pip compile requirements/check-datapackage.in --universal --python-version 3.12 $(BARE) -o requirements/check-datapackage.lock
