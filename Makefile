# The commands of docs/developing.md and docs/testing.md by name: `make help`.
.DEFAULT_GOAL := help
.PHONY: help install dev demo test one again postgresql browser check lint types texts diagrams lock schema bench

help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/\1|\2/' | column -t -s '|'

install: ## Install what the product and its developers need, and the hooks of git if pre-commit is there
	uv sync
	if command -v pre-commit >/dev/null; then pre-commit install; fi

dev: ## Serve with reload, demo data, worker, mails and debug toolbar (LOG_SQL=true logs each statement)
	uv run manage.py dev

demo: ## Show the product as visitors see it
	uv run manage.py demo

test: ## Run the suite on SQLite, on all cores
	uv run pytest

one: ## Run one file, folder or test in this process: make one T=tests/mentoring/test_rules.py
	uv run pytest -n 0 -q $(T)

again: ## Run again what failed last time
	uv run pytest -n 0 -q --lf

postgresql: ## Run the suite on PostgreSQL: make postgresql DATABASE_URL=postgres://...
	DATABASE_URL=$(DATABASE_URL) uv run pytest

browser: ## Run the tests in Chromium
	uv run pytest -m browser

check: ## Run all that must hold before a change may land
	.ci/run

lint: ## Run the quick steps of the check
	.ci/run lint templates ladder

types: ## Check the types
	.ci/run types

texts: ## Collect new texts into locale/en and say how many are to be translated
	uv run .ci/messages

diagrams: ## Draw the tables of moves into docs
	uv run .ci/diagrams

lock: ## Write the locks after a change of dependencies
	.ci/lock

schema: ## Make the migrations of changed models
	uv run manage.py makemigrations

bench: ## Measure the pages (see tests/bench/README.md)
	uv run pytest -n 0 -m bench -s tests/bench
