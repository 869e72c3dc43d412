//! The console blocks of README.md, run one after the other in a folder with schema and corpus:
//! 1. every command succeeds;
//! 2. where a block shows output, the output is that.

use crate::scratch::Scratch;

#[test]
fn the_console_blocks_tell_the_truth() {
    let readme = include_str!("../../README.md");
    let scratch = Scratch::new();
    scratch.write(
        "clippings/one.txt",
        "The bridge at Ariha\n\n3 May 2019\n\nThe bridge was closed for repairs on Friday.\n",
    );
    let mut commands = 0;
    for block in readme.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        for command in block.split("$ ").skip(1) {
            let (line, output) = command.split_once('\n').unwrap();
            let line = line.replace("cargo run --release --", "search");
            let arguments = words(line.strip_prefix("search ").unwrap_or_else(|| panic!("`{line}` is not run")));
            let got = scratch.run(&arguments, "");
            assert!(got.status.success(), "`{line}`: {}", String::from_utf8_lossy(&got.stderr));
            if !output.trim().is_empty() {
                assert_eq!(scratch.text(&got.stdout).trim_end(), output.trim_end(), "`{line}`");
            }
            commands += 1;
        }
    }
    assert!(commands >= 4, "README.md shows {commands} commands");
}

/// The arguments of a command line: words, or what stands in quotation marks.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let arguments = parts.flat_map(|(number, part)| {
        let whole = || vec![part.to_owned()];
        if number % 2 == 1 { whole() } else { part.split_whitespace().map(str::to_owned).collect() }
    });
    arguments.collect()
}
