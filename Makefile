# xgap: two commands to begin with: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# On Linux x86_64 the default index serves PyTorch with several gigabytes of CUDA libraries. Where PyTorch's own
# CPU index is reachable, name it: make setup TORCH_INDEX=<address of the CPU index, see PyTorch's install page>
TORCH_INDEX ?=
# Tests run side by side: many of them wait for polite delays.
TEST_WORKERS ?= 2
TORCH := $(shell sed -n 's/^\# torch: //p' constraints.txt)

export HF_HUB_OFFLINE ?= 1
export DO_NOT_TRACK ?= 1

.PHONY: help setup demo test check format dashboard screenshots load clean
help:
	@echo "make setup      environment in $(VENV), CPU only"
	@echo "make demo       set up if needed, then the whole job on the built-in demonstration board"
	@echo "make test       the tests"
	@echo "make check      linters, types, architecture"
	@echo "make screenshots  pictures of every page (needs chromium and fonts-noto-cjk)"
	@echo "make load       20 sessions while a new build is published (XGAP_DATA)"
	@echo "make dashboard  the dashboard on ./data (XGAP_DATA)"

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'xgap needs Python 3.11 or newer; name one with: make PYTHON=python3.11 setup')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	touch $@

setup: $(VENV)/ready

demo: setup
	$(BIN)/xgap demo

test: setup
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

dashboard: setup
	$(BIN)/xgap dashboard

screenshots: setup
	$(BIN)/python tests/dashboards/screens.py --data "$${XGAP_DATA:-data}" --out screenshots

load: setup
	$(BIN)/python tests/dashboards/load.py --data "$${XGAP_DATA:-data}"

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
