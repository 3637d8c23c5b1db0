help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16

run: ## start Beside here, with a demo school in it (PORT, HOST, BESIDE_HOME and DATABASE_URL are honoured)
	@tools/setup run && BESIDE_MODE="$${BESIDE_MODE:-demo}" exec .venv/bin/beside run

test: ## the whole suite, on SQLite and on PostgreSQL
	@tools/setup dev && .venv/bin/python -m tests.machine && tools/test

attack: ## every attack on what should be forgotten, the long ones too, each beside its control
	@tools/setup dev && .venv/bin/python -m tests.machine && tools/attack

check: ## format, lint, types, floors, the house's manners
	@tools/setup dev && .venv/bin/python -m tests.machine gettext && tools/check

bench: ## each speed beside its limit, measured in one run
	@tools/setup dev && .venv/bin/python -m benchmarks

fix: ## format, and mend what can be mended by itself
	@tools/setup dev && .venv/bin/ruff check --fix --quiet; .venv/bin/ruff format

messages: ## take the words out of the sources, compile them, and list what has no translation yet
	@tools/setup dev && .venv/bin/python -m tests.machine gettext && .venv/bin/python -m tools.messages

lock: ## compile requirements/ from pyproject.toml (UPGRADE=1 takes newer versions)
	@tools/setup dev && tools/lock $(if $(UPGRADE),--upgrade)

bom: ## the bill of materials of what is shipped, as CycloneDX: build/beside.cdx.json
	@tools/setup dev && .venv/bin/python -m tools.bom

audit: ## is anything we ship known to be broken? Says so, too, when nobody could be asked
	@tools/setup dev && .venv/bin/python -m tools.audit

.PHONY: help run test attack check bench fix messages lock bom audit
