# `make test` sets up what is missing and runs every check and test; CI runs it and nothing else.
.PHONY: test
FEATURES = dateline/parquet,dateline/pdf
test:
	rustup component list --installed 2>/dev/null | grep -q rustfmt || rustup component add rustfmt
	rustup component list --installed 2>/dev/null | grep -q clippy || rustup component add clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --features $(FEATURES) -- --deny warnings
	cargo clippy --locked --lib --no-default-features -- --deny warnings
	cargo test --workspace --locked --features $(FEATURES)
	cargo run --locked --quiet --no-default-features --example embed
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --no-deps

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
