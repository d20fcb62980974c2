# `make chat` and `make test` are the two commands a newcomer needs; both are safe to run again.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
PY := $(VENV)/bin/python
# Without this, pip may pick a CUDA build of several gigabytes on Linux; nothing here uses a GPU.
TORCH := $(shell sed -n 's/^torch==/torch==/p' requirements.lock)
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
PIP := $(PY) -m pip install -qq --disable-pip-version-check
# Installs the same locked releases several times faster than pip does; where it can't be had or can't reach the
# packages (a registry that only pip is told of), pip does it. Nothing is resolved: the locks name every release.
UV := uv==0.13.9
INSTALL = { $(PIP) $(UV) && $(VENV)/bin/uv pip install --quiet --python $(PY) --no-deps -r $(1) 2>/dev/null; } \
	|| $(PIP) --no-deps -r $(1)

.PHONY: chat test setup kb lint types evals evals-model ablation encoder bench model help
help:
	@echo "make chat   set everything up and open CasePilot on http://$(HOST):$(PORT)"
	@echo "make test   install what the tests need and run them"
	@echo "make kb     build or refresh the knowledge base"
	@echo "make evals  measure how well it finds, against the committed baseline (make ablation: against other tools)"
	@echo "make model  install a small open model and serve it on this machine, for development and measuring"
	@echo "make evals-model MODEL=... URL=...  measure what CasePilot adds to a model (docs/models.md)"
	@echo "make encoder  train the embedding model further on our own texts (three quarters of an hour of one core; not shipped)"
	@echo "make bench  measure how fast it is, beside vanilla LlamaIndex"
	@echo "make lint types   ruff, mypy"

chat: kb
	@exec $(PY) scripts/serve.py --host $(HOST) --port $(PORT)

kb: setup
	@$(PY) -m ingest build --if-needed

test: $(VENV)/.dev-installed
	@$(PY) scripts/ensure_browser.py
	$(PY) -m pytest

lint: $(VENV)/.dev-installed
	$(PY) -m ruff check .
	$(VENV)/bin/lint-imports
	$(PY) -m deptry .

types: $(VENV)/.dev-installed
	$(PY) -m mypy

evals: $(VENV)/.dev-installed
	@$(PY) -W ignore -m tests.evals

# Never part of chat or test: xllamacpp is the only thing it installs, and the weights go to CASEPILOT_HOME/models.
model: setup
	@$(PIP) --no-deps "$$(sed -n 's/^model = \["\(.*\)"\]/\1/p' pyproject.toml)"
	@exec $(PY) scripts/model.py $(MODEL_OPTIONS)

evals-model: $(VENV)/.dev-installed
	@$(PY) -W ignore -m tests.evals.models --model "$(MODEL)" --url "$(URL)" $(EVALS_OPTIONS)

encoder: $(VENV)/.dev-installed
	@$(PY) -m ingest build --if-needed
	@$(PY) -W ignore scripts/train_encoder.py .casepilot/encoder

ablation: $(VENV)/.dev-installed
	@$(PY) -W ignore -m tests.evals --ablation

bench: $(VENV)/.dev-installed
	@$(PY) -m ingest build --if-needed
	@$(PY) -W ignore -m tests.bench --page

setup: $(VENV)/.installed

$(VENV)/.venv-made:
	@$(PYTHON) -c 'import sys; v=sys.version_info; sys.exit(0 if v >= (3, 11) else f"CasePilot needs Python 3.11 or newer, this is {v.major}.{v.minor}: run make with PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment: on Debian run 'apt-get install python3-venv' first."; rm -rf $(VENV); exit 1; }
	@touch $@

# A stamp is touched only after its whole install succeeded, so an interrupted install is simply taken up again.
$(VENV)/.installed: requirements.lock | $(VENV)/.venv-made
	@echo "Installing the locked dependencies (about 1.9 GB on disk, a few minutes the first time)"
	@$(PIP) --no-deps --no-compile --retries 1 --index-url $(TORCH_CPU_INDEX) $(TORCH) || $(PIP) --no-deps --no-compile $(TORCH)
	@$(call INSTALL,requirements.lock)
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock $(VENV)/.installed
	@$(call INSTALL,requirements-dev.lock)
	@touch $@
