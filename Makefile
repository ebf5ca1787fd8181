# make demo   installs, translates two sentences with the shipped model, draws the attention
# make test   installs what the tests need, lints, runs every test this machine can run
# make fast   linters, contracts and the quick tests, without those that take long
# make room R=chromatin   the same linters and every test of one room or subject
# make gpu-pack, make gpu   pairs and wheels for a machine with a GPU; there, on from the shipped translator (RECIPE=: from nothing)
# make mutants   plants faults, one at a time, each of which a test must notice: docs/reference/mutants.md
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled modules on disk every worker compiles every test: where the environment forbids them, here not.
unexport PYTHONDONTWRITEBYTECODE
SHARED := $(CURDIR)/../shared/data
ifneq ($(wildcard $(SHARED)/README.md),)
export BABELIX_DATA ?= $(SHARED)
endif

AXE := .cache/axe-core/package/axe.min.js

.PHONY: setup setup-test demo test fast room lint types browser bedtools mutants made gpu-pack gpu reference clean
.DEFAULT_GOAL := setup

setup: $(VENV)/.installed
setup-test: $(VENV)/.installed-test

# As many sentences as are worth compiling the search for: from then on a translation starts without torch.
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	yes "Hello." | head -n 64 | $(BIN)/babelix translate > /dev/null
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	$(BIN)/python -m pip install --quiet --no-deps spliceai==1.3.1 # its networks alone: what it depends on is large
	touch $@

demo: setup
	$(BIN)/babelix translate \
	  "The animal didn't cross the street because it was too tired." \
	  "The animal didn't cross the street because it was too wide." \
	  "This morning I took my cat for a walk."
	$(BIN)/babelix attention --example coreference --png demo/attention.png

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup-test
	$(BIN)/mypy

# A browser and axe for the tests of pages, where they can be had; elsewhere those tests skip and say so.
browser:
	-command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }
	-test -e $(AXE) || { mkdir -p .cache/axe-core && cd .cache/axe-core && npm pack --silent axe-core@4.14.1 >/dev/null \
	  && tar -xzf axe-core-4.14.1.tgz; }

# The oracle of intervals, where it can be had; the tests that ask it have others beside it, and say why they skip.
bedtools:
	-command -v bedtools >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends bedtools >/dev/null; }

test: lint types browser bedtools
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=90

fast: lint
	$(BIN)/pytest -q -n 2 --dist worksteal --hypothesis-profile=few -m "not slow and not browser and not gpu"

# A subject has its tests in several rooms: tests/workflows/states, tests/cli/states, tests/views/states.
ROOM = $(wildcard tests/$(R) tests/*/$(R))
room: lint
	@test -n "$(R)" -a -n "$(ROOM)" || { echo "make room R=NAME: a room or a subject that has tests, such as chromatin or states"; exit 2; }
	$(BIN)/pytest -q $(ROOM)

mutants: setup-test
	$(BIN)/python -m tools.mutants

# The made pairs of the shipped translator's recipes, and the vectors of words that some of them teach, or read.
made: setup
	$(BIN)/python -m tools.everyday runs/made/everyday.tsv --seed 1 --pairs 150000
	$(BIN)/python -m tools.twins runs/made/twins.tsv --seed 1 --pairs 100000 --mend $(BABELIX_DATA)/en-fr/twins/twins-train.tsv.gz
	$(BIN)/python -m tools.word_vectors runs/made/words.vec --seldom runs/made/seldom.vec

# What a machine with a GPU and no network needs beside the working tree, and the training there, without this .venv.
gpu-pack: setup-test made
	$(BIN)/python -m tools.gpu.pack .gpu

gpu: OUT ?= runs/gpu
gpu: SECONDS ?= 540
gpu: RECIPE ?= recipes/translation/en-fr-more.toml
gpu:
	mkdir -p runs/made && for f in .gpu/made/*.gz; do gunzip -c $$f > runs/made/$$(basename $$f .gz); done
	python3 -m pip install --quiet --no-index --no-deps --no-compile --upgrade --target .gpu/installed .gpu/wheels/*.whl
	PYTHONPATH=$(CURDIR)/src:$(CURDIR)/.gpu/site:$(CURDIR)/.gpu/installed BABELIX_DATA=$(CURDIR)/.gpu/data python3 -m tools.gpu.train $(OUT) --seconds $(SECONDS) $(if $(RECIPE),--recipe $(RECIPE))

reference: setup
	$(BIN)/python -m docs.make.commands docs/reference/commands.md
	$(BIN)/python -m docs.make.settings docs/translation/training.md
	$(BIN)/python -m docs.make.table_3 docs/reference/table-3.md

clean:
	rm -rf $(VENV) demo runs
