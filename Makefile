# Everything this project can be asked to do. `make help` lists it.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run install test test-fast lint format messages lock bench clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

run: ## Start the portal with a demo on http://127.0.0.1:8000 (or PORT=…); Ctrl-C ends it
	@scripts/python -m scripts.run

install: ## Make .venv with everything for developing, nothing else
	@scripts/python -m scripts.ground dev

test: ## Everything that CI runs; installs the servers, the browser and Java where it may
	@scripts/python -m scripts.check all

test-fast: install ## The tests that need no server and no browser, but for the slow ones (SQLite, in parallel)
	@scripts/python -m scripts.check fast

lint: install ## Style, types, import order, templates, migrations, translations
	@scripts/python -m scripts.check lint

format: install ## Let the tools put the code in order
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .

messages: install ## Collect the texts to translate into locale/*/LC_MESSAGES/django.po (needs gettext)
	@.venv/bin/python -m scripts.messages

lock: install ## Write requirements*.txt from pyproject.toml (UPGRADE=1 takes the newest versions)
	@scripts/lock

bench: install ## Print the benchmarks
	@.venv/bin/python -m bench

clean: ## Remove what can be made again; asks before it touches your data in var/
	@scripts/clean
