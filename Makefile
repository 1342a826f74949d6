# Soundbite. `make` lists what there is; nothing but Python 3.11 to 3.14 is needed.
# Every target works from any folder: `make -C /path/to/soundbite run`, also where the path has spaces.

export ROOT := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd)
GO := cd "$$ROOT" &&
PY := .venv/bin/python
BASE := @$(GO) sh scripts/bootstrap base
DEV := @$(GO) sh scripts/bootstrap dev
REST := @$(GO) sh scripts/bootstrap rest
SEMANTIC := @$(GO) $(PY) -m pip install --quiet --progress-bar off --no-deps -r requirements/semantic.txt

WEB := @$(GO) $(PY) scripts/web.py

.DEFAULT_GOAL := help
.PHONY: help run web web-types types admin demo semantic test test-rest test-all chaos bench-clips bench-search
.PHONY: lighthouse screenshots lint format pins schema clean

help: ## list the targets
	@$(GO) sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

run: ## start Soundbite; Ctrl-C stops it
	$(BASE)
	$(WEB) build || echo "Soundbite starts without its web app." >&2
	@$(GO) exec $(PY) manage.py up

web: ## build the web app, where its sources changed
	$(BASE)
	$(WEB) build

admin: ## make an administrator, also while Soundbite runs
	$(BASE)
	@$(GO) exec $(PY) manage.py admin

demo: ## add a small spoken sample, so that the first search finds something
	$(BASE)
	@$(GO) exec $(PY) manage.py demo

semantic: ## install the model for search by meaning, in English; SEMANTIC_SEARCH=1 turns it on
	$(BASE)
	$(SEMANTIC)

lint: types ## check style, types and the direction of imports
	$(DEV)
	@$(GO) $(PY) -m ruff check .
	@$(GO) $(PY) -m ruff format --check .
	@$(GO) $(PY) -m mypy .
	@$(GO) $(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(WEB) types:check
	$(WEB) check

types:
	$(DEV)
	@$(GO) mkdir -p .build && $(PY) manage.py spectacular --file .build/openapi.yaml

web-types: types ## write the API's types for the web app, after changing the API
	$(WEB) types

format: ## put the code in its form
	$(DEV)
	@$(GO) $(PY) -m ruff check --fix .
	@$(GO) $(PY) -m ruff format .
	$(WEB) format

test: lint ## everything but browsers, torch and chaos
	$(WEB) test
	$(WEB) build
	@$(GO) $(PY) -m pytest -n 2 --dist loadgroup -m "not rest"

test-rest: ## what `make test` leaves out
	$(REST)
	$(SEMANTIC)
	$(WEB) build
	@$(GO) $(PY) -m pytest -n 2 --dist loadgroup -m rest

test-all: ## both
	@$(GO) $(MAKE) -f Makefile --no-print-directory test
	@$(GO) $(MAKE) -f Makefile --no-print-directory test-rest

SECONDS ?= 60
SEED ?=
chaos: ## kill and stop parts of a whole stack at random; SEED= repeats a run, SECONDS= is for how long
	$(DEV)
	@$(GO) seed="$(SEED)"; CHAOS_SECONDS="$(SECONDS)" CHAOS_SEED="$${seed:-$$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}" \
		$(PY) -m pytest -m rest tests/chaos -k storm -s

bench-clips: ## measure every way to cut a clip beside the original command (makes 2 GB of sources in .build/bench first)
	$(BASE)
	@$(GO) $(PY) -m bench.clips

SEGMENTS ?= 1000000
bench-search: ## measure searches over SEGMENTS= made-up lines, beside SQLite FTS5 and Tantivy; kept in bench/results
	@$(GO) sh scripts/bootstrap bench
	@$(GO) nice $(PY) -W ignore -m bench.search --segments $(SEGMENTS) --keep

ADDRESS ?= http://127.0.0.1:8000
lighthouse: ## let Lighthouse judge the pages of a running Soundbite (ADDRESS=) with a video; kept in bench/results
	$(BASE)
	@$(GO) $(PY) -m bench.pages --address "$(ADDRESS)" --keep

screenshots: ## take the README's pictures anew
	$(REST)
	$(WEB) build
	@$(GO) SCREENSHOTS=keep $(PY) -m pytest -m rest tests/e2e/test_screenshots.py

pins: ## pin what the requirements pull in, after changing them
	$(DEV)
	@$(GO) mkdir -p .build && { echo "# Every package that the requirements pull in, for all platforms. Made by \`make pins\`."; \
		: > requirements/constraints.txt; \
		.venv/bin/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate \
			--only-binary :all: --no-binary openai-whisper \
			requirements/base.txt requirements/dev.txt requirements.txt requirements/rest.txt requirements/bench.txt; } > .build/pins \
		&& mv .build/pins requirements/constraints.txt

schema: ## write the OpenAPI schema to docs/openapi.yaml
	$(BASE)
	@$(GO) mkdir -p docs && $(PY) manage.py spectacular --validate --file docs/openapi.yaml

clean: ## remove the virtual environment and all caches, but no data
	@$(GO) rm -rf .venv .build frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@$(GO) find . -name __pycache__ -type d -prune -exec rm -rf {} +
