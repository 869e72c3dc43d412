# `make test` sets up what is missing and runs every check and test; CI runs it and nothing else.
.PHONY: test
test:
	rustup component list --installed 2>/dev/null | grep -q rustfmt || rustup component add rustfmt
	rustup component list --installed 2>/dev/null | grep -q clippy || rustup component add clippy
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --features dateline/parquet -- --deny warnings
	cargo clippy --locked --lib --no-default-features -- --deny warnings
	cargo test --workspace --locked --features dateline/parquet
	cargo run --locked --quiet --no-default-features --example embed
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --no-deps
