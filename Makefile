# The set-up lives in .venv and is made again when the lock file or pyproject.toml changes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: reports test lab lint docs bench picture clean

reports: $(READY)
	$(BIN)/vsvanalyse run voorbeeld

test: $(READY)
	$(BIN)/python -m pytest -n auto

lab: $(READY)
	$(BIN)/jupyter lab notebooks

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

docs: $(READY)
	$(BIN)/python -m tests.make_docs

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

picture: $(READY)
	$(BIN)/python -m tests.make_picture

clean:
	rm -rf .venv build *.egg-info

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; call make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv || \
		{ echo "Python lacks venv; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)
