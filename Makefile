# `make test` sets up what is missing and runs every check and test; CI runs it and nothing else.
.PHONY: test
FEATURES = dateline/parquet,dateline/pdf,dateline-cli/parquet,dateline-cli/pdf
test:
	rustup component list --installed 2>/dev/null | grep -q rustfmt || rustup component add rustfmt
	rustup component list --installed 2>/dev/null | grep -q clippy || rustup component add clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --features $(FEATURES) -- --deny warnings
	cargo clippy --locked --package dateline --lib -- --deny warnings
	cargo test --workspace --locked --features $(FEATURES)
	cargo run --locked --quiet --package dateline --example embed
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --no-deps --package dateline
	$(PUBLIC_NAMES) | diff tests/public_names.txt - || { echo 'the public names have changed: write them with `make public-names`'; exit 1; }

# The names that the library promises, as its documentation lists them.
.PHONY: public-names
PUBLIC_NAMES = grep -o '<a href="[^"]*html">[^<]*' $${CARGO_TARGET_DIR:-target}/doc/dateline/all.html | sed 's|<a href="\([^"/]*/\)*\([a-z]*\)\.[^>]*>|\2 |' | grep -v '^index' | LC_ALL=C sort
public-names:
	cargo doc --locked --no-deps --package dateline
	$(PUBLIC_NAMES) > tests/public_names.txt

# Measures Dateline beside raw tantivy and SQLite FTS5: `make bench CORPUS=articles.jsonl`; SQLite wants a C compiler.
.PHONY: bench
bench:
	cargo build --locked --release
	cargo run --locked --release --package dateline-bench --features sqlite --bin bench -- $(CORPUS)

# Feeds changed files to every reader for a while, beginning with those of a folder: `make fuzz MINUTES=60 SEEDS=folder`.
.PHONY: fuzz
MINUTES = 60
SEEDS = ../tests/pages
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
COUNTERS = -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
	-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
fuzz:
	mkdir -p fuzz/kept fuzz/found
	cd fuzz && RUSTFLAGS="$(COUNTERS)" cargo build --release --target $(HOST)
	cd fuzz && target/$(HOST)/release/readers kept $(SEEDS) -artifact_prefix=found/ -max_total_time=$$(( $(MINUTES) * 60 )) \
		-max_len=200000 -timeout=60 -rss_limit_mb=3000
