# make demo | make test work on a fresh machine with Python 3.11+ and make. uv is used where it is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_LINK_MODE ?= copy
# Where it is set, every server and reader that a test starts compiles all its packages anew: seconds each.
unexport PYTHONDONTWRITEBYTECODE
UV := $(shell command -v uv 2>/dev/null)
INSTALL = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

.PHONY: help setup demo test lint types imports unit evals bench lock clean

help:  ## what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.dev  ## build .venv with everything that work on Yiju needs

demo: $(VENV)/.core  ## load the sample customers and print a visit strategy (no key, no server)
	$(BIN)/yiju demo

test: lint types imports unit evals  ## everything that must pass

lint: $(VENV)/.dev  ## ruff: rules and format; the CI files we offer, against their schemas
	$(BIN)/ruff check src tests benchmarks examples
	$(BIN)/ruff format --check src tests benchmarks examples
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows docs/ci/github-actions.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci docs/ci/gitlab-ci.yml

types: $(VENV)/.dev  ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev  ## imports run downward only
	$(BIN)/lint-imports

unit: $(VENV)/.dev  ## the test suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

evals: $(VENV)/.dev  ## the eval suites and their gates (no model); reports in eval-reports/
	$(BIN)/yiju eval run smoke --data .yiju-evals --out eval-reports --workers 2

bench: $(VENV)/.dev  ## speed beside a named alternative, and detection rates of the verifier
	$(BIN)/python -m benchmarks.pipeline
	$(BIN)/python -m benchmarks.verify
	$(BIN)/python -m benchmarks.ask

lock:  ## resolve the lock files anew (needs uv)
	$(UV) pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/core.lock
	$(UV) pip compile pyproject.toml requirements/build.in --extra dev --extra eval --extra ocr --extra privacy --extra cluster --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/dev.lock

clean:  ## remove the environment and the demo's data
	rm -rf $(VENV) yiju-demo .yiju-evals eval-reports

$(VENV)/.core: requirements/core.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements/core.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.lock
	$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@
