# Everything starts here. Needed beforehand: Python 3.11 or newer, make, git; node 20 to change the explorer.
.DEFAULT_GOAL := help
.PHONY: help install test soak check contract client page pythons demo bench quality real-data lock clean carried

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := $(VENV)/.peers
SERVE ?= yes
ACCOUNTS ?= 20000
PORT ?= 8000
DATA ?= ../shared/data/p2p
JOBS ?= 2
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --upgrade --quiet

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(READY) ## .venv with the command linkage in it

$(READY): requirements.lock pyproject.toml tools/venv.sh
	@PYTHON="$(PYTHON)" sh tools/venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

test: $(READY) ## every test, with a Neo4j and a PostgreSQL of its own; says what it had to leave out
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder

soak: $(READY) ## the contract under 1,000 requests made up for each operation, other ones each time
	SOAK=1000 $(BIN)/python -m pytest tests/api/test_schemathesis.py

check: $(READY) ## ruff, mypy, layers, migrations, sizes, our own rules, the explorer's page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m linkage.ledger.check
	$(BIN)/python -m tools.sizes linkage api migrations tests tools bench
	$(BIN)/python -m tools.rules
	$(BIN)/python -m tools.page

contract: $(READY) ## lint the contract, and build and use a client generated from it; needs node and npm
	$(BIN)/python -m tools.openapi

client: $(READY) ## the wheel of linkage-client, in dist/
	cd client && ../$(BIN)/python -m hatchling build -t wheel -d ../dist

page: $(READY) ## the explorer's page anew from its sources; needs node and npm
	$(BIN)/python -m tools.page --build

demo: $(READY) ## simulate, load, detect, evaluate, then serve (SERVE=no leaves that out)
	$(BIN)/linkage demo --accounts $(ACCOUNTS) --port $(PORT) $(if $(filter no,$(SERVE)),--no-serve)

bench: $(PEERS) ## how fast, side by side with peers; takes a while
	$(BIN)/python -m bench.store --accounts 200000
	$(BIN)/python -m bench.servers
	$(BIN)/python -m bench.api
	$(BIN)/python -m bench.speed

quality: $(PEERS) ## how well rings are found on data of every hand, beside peers; an hour or two, goes on where it was
	$(BIN)/python -m bench.quality --jobs $(JOBS)

# Peers, of which some are under the GPL, and febrl: for the bench alone, never among what `make install` installs.
$(PEERS): $(READY) requirements-peers.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-peers.lock
	@touch $@

pythons: $(READY) ## the wheel under other Pythons that are here (PYTHONS names them); says whether they find the same
	$(BIN)/python -m tools.pythons $(PYTHONS)

carried: $(READY) ## the same quickly, one seed of each, no peers, without febrl; some minutes
	$(BIN)/python -m bench.carried

real-data: $(READY) ## load and judge the real users under DATA
	$(BIN)/python -m bench.real $(DATA)

lock: $(READY) ## both locks anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile --group pyproject.toml:peers --constraints requirements.lock $(LOCK) -o requirements-peers.lock

clean: ## removes .venv and every cache
	rm -rf $(VENV) .linkage .work .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
