PYTHON ?= python3
PORT ?= 8060
DATA ?= .demo
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
VENDOR := src/carrel/server/web/static/vendor
MEDIA_CHROME := media-chrome@4.19.4

.DEFAULT_GOAL := help
.PHONY: help demo test walls check bench interop lock vendor clean

help: ## What each command does
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Carrel needs Python 3.11 or newer; say which with make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(RUN): requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Setting up Carrel in $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.lock $(RUN)
	@echo "Setting up the tools for tests ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(RUN) ## Serve the demo school at http://127.0.0.1:8060 (PORT= changes it, DATA= where it is kept)
	@exec $(BIN)/python demo/school.py --data $(DATA) --port $(PORT)

# A hundred tests start a program, and each would have to compile it again.
test: export PYTHONDONTWRITEBYTECODE =
test: $(DEV) ## Run the tests, on up to four cores
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal

walls: $(DEV) ## Format, lint, strict types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: walls test ## All of the walls, then the tests

bench: $(DEV) ## Measure, as ratios, side by side in one run
	@$(BIN)/python -m benchmarks

interop: $(DEV) ## Real clients that nobody here wrote, run against a real school
	@$(BIN)/python -m pytest tests/interop

lock: ## Pin every dependency with its hash (needs uv; for developers)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra server --extra postgres pyproject.toml requirements/build.in -o requirements/run.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra server --extra postgres --group dev pyproject.toml -c requirements/run.lock -o requirements/dev.lock
	@for client in coursera-dl coursera-helper; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/interop-$$client.in -o requirements/interop-$$client.lock; done

vendor: ## Fetch the player's library anew, as it was published (needs npm; for developers)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	npm pack --silent --pack-destination "$$folder" $(MEDIA_CHROME) > /dev/null && \
	tar -xzf "$$folder"/media-chrome-*.tgz -C "$$folder" && \
	mkdir -p $(VENDOR)/media-chrome && \
	cp "$$folder"/package/LICENSE "$$folder"/package/dist/iife/all.js $(VENDOR)/media-chrome/ && \
	cd $(VENDOR) && sha256sum media-chrome/* > SHA256SUMS

clean: ## Remove what the commands made (the demo school too)
	@rm -rf $(VENV) .demo .interop .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
