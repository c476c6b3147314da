# Everything the README promises. Needs Python 3.11 or newer and make; what else is wanted comes by pip.
# Stamps inside .venv make the second run quick; `make clean` forgets them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
WORKERS ?= auto
export PIP_DISABLE_PIP_VERSION_CHECK := 1
COMPILE := $(VENV)/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# The audit works from what is installed; where pip-audit is there and gets an answer, that is asked too.
.PHONY: audit sbom
.PHONY: help install demo serve test test-sqlite test-postgres test-browser fast lint types bench snapshot browser soak lock words clean

help:  ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

# The first interpreter that is new enough; PYTHON=... chooses another.
$(PY):
	@found=""; for one in $${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do \
	  if command -v "$$one" >/dev/null && "$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$one"; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "vitalgrid needs Python 3.11 or newer; none was found (set PYTHON=/path/to/python)." >&2; exit 2; fi; \
	echo "Using $$($$found --version) for $(VENV)"; \
	"$$found" -m venv $(VENV)

$(VENV)/.product: requirements.txt requirements-build.txt pyproject.toml | $(PY)
	@echo "Installing the product's packages into $(VENV) (about half a minute) …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements-build.txt -r requirements.txt
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.product
	@echo "Installing what the tests need (about half a minute) …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

words: $(VENV)/.product  ## Compile the message catalogues that changed
	@$(PY) -m vitalgrid.cli.messages compile

web: $(VENV)/.product  # builds only when something under web/ changed
	@$(PY) -m vitalgrid.cli.webbuild
.PHONY: web

install: $(VENV)/.dev words web  ## The .venv and the built web client

demo: $(VENV)/.product words web  ## Install, play 90 days of the demonstration city, serve it
	$(VENV)/bin/vitalgrid demo

serve: $(VENV)/.product words web  ## Serve the instance in ./var (or VITALGRID_DATA)
	$(VENV)/bin/vitalgrid serve

test: install test-sqlite test-postgres test-browser  ## The whole suite: SQLite, PostgreSQL by pip, browser where a Chromium is found

test-sqlite: $(VENV)/.dev
	$(PY) -m pytest -q -n $(WORKERS)

test-postgres: $(VENV)/.dev
	VITALGRID_TEST_DB=postgres $(PY) -m pytest -q -n $(WORKERS)

test-browser: $(VENV)/.dev
	@if $(PY) -m tests.chromium; then \
	  $(PY) -m pytest -q -m "browser and not soak" -n $(WORKERS) || { code=$$?; [ $$code -eq 5 ] && echo "There is no browser test yet." || exit $$code; }; \
	else \
	  printf '\n%s\n%s\n\n' '!!! BROWSER TESTS WERE NOT RUN: no Chromium was found on this machine. !!!' \
	    '!!! `make browser` installs one, or set CHROMIUM=/path/to/chromium.            !!!'; \
	fi

fast: $(VENV)/.dev words  ## Unit tests on SQLite only
	$(PY) -m pytest -q -n $(WORKERS) vitalgrid tests/house

lint: $(VENV)/.dev words  ## ruff, and the house rules
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m pytest -q tests/house

types: $(VENV)/.dev  ## mypy, strict
	$(VENV)/bin/mypy

bench: $(VENV)/.dev words  ## Measure every path with 10,000 cases; writes benchmarks/results/
	$(PY) -m benchmarks all

snapshot: $(VENV)/.dev words  ## Rewrite docs/reference/openapi.json and tests/matrix/expected.yaml from the code
	$(PY) -m tests.house.snapshot
	VITALGRID_SNAPSHOT=1 $(PY) -m pytest -q tests/matrix/test_routes.py -k write_the_table

browser:  ## Chromium and Chinese fonts by the system's package manager
	@if $(PY) -m tests.chromium 2>/dev/null && fc-list 2>/dev/null | grep -qi cjk; then echo "Chromium and a Chinese font are there."; \
	elif command -v apt-get >/dev/null; then \
	  run=""; [ "$$(id -u)" = 0 ] || run="sudo -n"; \
	  $$run apt-get update -q && $$run apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk; \
	else echo "Install Chromium and a Chinese font with this system's package manager." >&2; exit 2; fi

soak: $(VENV)/.dev  ## The long tiers; figures go to benchmarks/results/
	@mkdir -p benchmarks/results
	HYPOTHESIS_PROFILE=soak $(PY) -m pytest -q -m "soak or hypothesis" --junitxml=benchmarks/results/soak-sqlite.xml
	VITALGRID_TEST_DB=postgres HYPOTHESIS_PROFILE=soak $(PY) -m pytest -q -m "soak or hypothesis" --junitxml=benchmarks/results/soak-postgres.xml

audit: $(VENV)/.dev  ## Is what is installed what was locked, unchanged, allowed, and without a known weakness?
	$(PY) -m tests.supply

sbom: $(VENV)/.product  ## Write sbom.json (CycloneDX) from what is installed
	$(VENV)/bin/vitalgrid bom --out sbom.json

lock: $(VENV)/.dev  ## Write the lock files anew from the *.in files
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) --output-file requirements-build.txt requirements-build.in
	$(COMPILE) --output-file requirements-node.txt requirements-node.in

clean:  ## Forget what was built (never touches ./var)
	rm -rf $(VENV)/.product $(VENV)/.dev web/dist build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
