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

# Where it is set, every start compiles every library anew: a server takes seconds longer, the tests many minutes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: chat test test-fast setup kb lint types evals evals-model ablation encoder bench audit platforms model mail soak help
help:
	@echo "make chat   set everything up and open CasePilot on http://$(HOST):$(PORT)"
	@echo "make test   install what the tests need and run them"
	@echo "make test-fast  only what needs no knowledge base, server or browser: within a minute"
	@echo "make kb     build or refresh the knowledge base"
	@echo "make evals  measure how well it finds, against the committed baseline (make ablation: against other tools)"
	@echo "make model  install a small open model and serve it on this machine, for development and measuring"
	@echo "make evals-model MODEL=... URL=...  measure what CasePilot adds to a model (docs/models.md)"
	@echo "make encoder  train the embedding model further on our own texts (three quarters of an hour of one core; not shipped)"
	@echo "make bench  measure how fast it is, beside vanilla LlamaIndex"
	@echo "make soak HOME_WITH_TABLES=...  hours of questions, reloads, chats and kills; goes on where it was stopped"
	@echo "make mail   ask by mail on this machine alone, over mail servers of its own (docs/mail.md)"
	@echo "make lint types   ruff, mypy"
	@echo "make audit  known advisories for the locked releases, and what was decided for each (no network)"
	@echo "make platforms  whether each platform can have every locked release (asks the package index)"

# The page comes before the embedding, which the chat does beside its first answers.
chat: setup
	@exec $(PY) scripts/serve.py --build --host $(HOST) --port $(PORT)

kb: setup
	@$(PY) -m ingest build --if-needed

test: $(VENV)/.dev-installed
	@$(PY) scripts/ensure_browser.py
	$(PY) -m pytest

test-fast: $(VENV)/.dev-installed
	CASEPILOT_FAST_TESTS=1 $(PY) -m pytest tests/unit tests/spec --dist worksteal

audit: $(VENV)/.dev-installed
	@$(PY) scripts/audit.py

platforms: $(VENV)/.dev-installed
	@$(PIP) $(UV)
	@$(PY) scripts/check_platforms.py

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

mail: $(VENV)/.dev-installed
	@exec $(PY) -W ignore scripts/mail_here.py $(MAIL_OPTIONS)

encoder: $(VENV)/.dev-installed
	@$(PY) -m ingest build --if-needed
	@$(PY) -W ignore scripts/train_encoder.py .casepilot/encoder

ablation: $(VENV)/.dev-installed
	@$(PY) -W ignore -m tests.evals --ablation

bench: $(VENV)/.dev-installed
	@$(PY) -m ingest build --if-needed
	@$(PY) -W ignore -m tests.bench --page

# The knowledge base is only read; what a soak has done so far is kept in .casepilot/soak.
soak: $(VENV)/.dev-installed
	@$(PY) -W ignore -m tests.soak.hours "$(or $(HOME_WITH_TABLES),.casepilot)" --state .casepilot/soak

setup: $(VENV)/.installed

$(VENV)/.venv-made:
	@$(PYTHON) scripts/supported.py
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
