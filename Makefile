# Needs python3 (3.11 or newer, with venv and pip) and a package index. All the rest lands in .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
ENTERPRISES ?= 4000
SEED ?= 7
BENCH ?= 1000000
NODE_IDENTIFIERS ?= 20000
NODE_SCALE ?= 0.05
NODE_ROUNDS ?= 3

.PHONY: demo test test-slow test-browser test-postgresql check bench bench-node bench-console bench-roadmaps lock messages clean

demo: $(READY)            ## build, run and explain a sample Guangdong
	$(BIN)/lingnan demo --enterprises $(ENTERPRISES) --seed $(SEED) --folder demo-store --renew

test: $(READY)            ## the tests, without network and without timing
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

test-slow: $(READY)       ## the large and the browser tests
	$(BIN)/python -m pytest -q -m slow

test-browser: $(READY)    ## every role's journey in Debian's chromium; screenshots in screenshots/
	LINGNAN_SCREENSHOTS=screenshots $(BIN)/python -m pytest -q -n 0 -m "slow or not slow" \
	  tests/console/browser tests/console/web/test_password_browser.py

test-postgresql: $(READY) ## against the server named by LINGNAN_TEST_POSTGRESQL_URL
	@test -n "$$LINGNAN_TEST_POSTGRESQL_URL" || { echo "set LINGNAN_TEST_POSTGRESQL_URL"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "psycopg[binary]>=3.2,<4"
	$(BIN)/python -m pytest -q -n 2 tests/store/test_postgresql.py tests/access tests/sources/identifier -k postgresql

check: $(READY)           ## format, lint, types, import contracts, content, translations
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lingnan pack check guangdong
	$(BIN)/python -m pytest -q -m "not slow" tests/house tests/console/test_i18n.py

bench: $(READY)           ## speed and memory, side by side with the plain alternative; hours for the whole
	$(BIN)/python -m benchmarks --enterprises $(BENCH)
	$(MAKE) bench-node bench-console bench-roadmaps

bench-node: $(READY)      ## identifier node: every row of docs/benchmarks/node.md; NODE_SCALE=1 for the whole
	$(BIN)/python -m benchmarks.node --identifiers $(NODE_IDENTIFIERS) --scale $(NODE_SCALE) --rounds $(NODE_ROUNDS)

bench-console: $(READY)   ## console: every page under 50 readers, beside plain SQL tables
	$(BIN)/python -m benchmarks.console --enterprises $(BENCH)

bench-roadmaps: $(READY)  ## roadmaps: certified and true gaps, beside HiGHS and CP-SAT (own venv)
	test -x .venv-cpsat/bin/python || $(PYTHON) -m venv .venv-cpsat
	.venv-cpsat/bin/python -m pip install --quiet --disable-pip-version-check "ortools>=9.15,<10"
	$(BIN)/python -m benchmarks.roadmaps --enterprises $(BENCH) --ortools-python .venv-cpsat/bin/python

messages: $(READY)        ## collect the interface texts, fill English, compile
	$(BIN)/python -m lingnan.console.catalogue

lock:                     ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv .venv-cpsat build dist demo-store screenshots .mypy_cache .ruff_cache .hypothesis

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
