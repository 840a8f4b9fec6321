# `make` lists the targets. Needed beforehand: Rust (cargo), a C compiler, perl, make.
# PostgreSQL is installed by the programs that need it, Python by scripts/python.

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
POSTGRES := $(TARGET_DIR)/debug/inkan-postgres
CARGO := cargo

.DEFAULT_GOAL := help
.PHONY: help run test check bench examples conformance conformance-diff deploy-check restore-check \
	chaos chaos-short fmt fmt-check clippy doc architecture build release postgres cargo

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: cargo ## Start Inkan with a private PostgreSQL and a mail page; FRESH=1 starts anew
	@$(CARGO) run -p inkan-dev -- run $(if $(filter-out 0,$(FRESH)),--fresh)

test: postgres ## Run all tests over a temporary PostgreSQL
	$(POSTGRES) run -- $(CARGO) test --workspace

check: fmt-check conformance-diff clippy doc architecture test conformance restore-check deploy-check chaos-short ## Everything that CI runs

conformance: postgres release ## Run the contract's scenarios against the release binary
	$(POSTGRES) run -- scripts/python scripts/conformance

conformance-diff: ## Tell whether conformance/ equals the contract beside the repository
	@scripts/conformance-diff

deploy-check: postgres release ## Check chart, kustomize files, dashboard and alerts, and run the server as they say
	$(POSTGRES) run -- scripts/python scripts/deploy-check

restore-check: postgres release ## Back up and restore as docs/operations.md says, and log in again
	$(POSTGRES) run -- scripts/python scripts/restore-check

chaos: postgres release ## Three replicas behind HAProxy: roll, rotate keys, kill, lose PostgreSQL
	scripts/python scripts/chaos

chaos-short: postgres release ## The same within a minute and a half
	scripts/python scripts/chaos --short

examples: postgres release ## Verify tokens with every example while keys rotate
	CARGO=$(CARGO) $(POSTGRES) run -- scripts/python scripts/examples
	$(CARGO) test -q -p inkan-architecture -- --ignored example

bench: release ## Measure the release binary: requests/s, latency, CPU, statements, memory
	$(CARGO) run -q --release -p inkan-dev -- bench

fmt: cargo ## Format the code
	$(CARGO) fmt --all

fmt-check: cargo ## Tell whether the code is formatted
	$(CARGO) fmt --all --check

clippy: cargo ## Lint all targets; a warning is an error
	$(CARGO) clippy --workspace --all-targets -- -D warnings

doc: cargo ## Build the documentation; a warning is an error
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

architecture: cargo ## Check dependency direction, licences, manifests, deployment files
	$(CARGO) test -q -p inkan-architecture

build: cargo ## Build everything for development
	$(CARGO) build --workspace

release: cargo ## Build the production binary, target/release/inkan
	$(CARGO) build --release -p inkan-app

# Built beforehand and called by its path: two nested cargos would wait for each other's lock.
postgres: cargo
	@$(CARGO) build -q -p inkan-postgres

cargo:
	@for program in $(CARGO) cc perl; do \
		command -v $$program >/dev/null && continue; \
		echo "$$program is missing: Inkan builds with Rust (https://rustup.rs), a C compiler, perl and make" >&2; \
		exit 1; \
	done

# The targets of `check` build the same things: one after the other.
.NOTPARALLEL:
