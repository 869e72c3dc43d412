//! The program's whole output, by the rows of `tests/cases/cli.toml`: arguments in, standard output, exit code and what
//! standard error names out.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::scratch::Scratch;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    args: Vec<String>,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    code: i32,
    stdout: String,
    #[serde(default)]
    stderr_has: Vec<String>,
}

#[test]
fn every_row_prints_what_it_says() {
    let cases: Cases = toml::from_str(include_str!("../cases/cli.toml")).unwrap();
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let mut wrong = String::new();
    for case in &cases.case {
        case.files.iter().for_each(|(name, text)| scratch.write(name, text));
        let got = scratch.run(&case.args, &case.stdin);
        let (stdout, stderr) = (scratch.text(&got.stdout), scratch.text(&got.stderr));
        if stdout != case.stdout {
            wrong += &format!("{}: printed\n{stdout}\n", case.name);
        }
        if got.status.code() != Some(case.code) {
            wrong += &format!("{}: exit code {:?}\n{stderr}\n", case.name, got.status.code());
        }
        for part in case.stderr_has.iter().filter(|part| !stderr.contains(*part)) {
            wrong += &format!("{}: `{part}` is not in\n{stderr}\n", case.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_hyphen_before_a_word_excludes_it_whatever_options_begin_so() {
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    for word in [
        "camps",
        "Hama",
        "oil",
        "çay",
        "EU",
        "al-Qaeda",
        "O'Neill",
        "covid-19",
        "U.S.",
        "50",
        "title:Syria",
        "Aleppo*",
        "(camps OR oil)",
    ] {
        let parsed = |arguments: &[&str]| {
            let output = scratch.run(&[&["--json"], arguments].concat(), "");
            let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            answer["parsed"].clone()
        };
        let excluded = format!("-{word}");
        assert_eq!(
            parsed(&["Saraqeb", &excluded, "--limit", "2"]),
            parsed(&["-q", &format!("Saraqeb {excluded}")])
        );
    }
    let same = |arguments: &[&str]| scratch.run(arguments, "").stdout;
    // The shell takes the quotation marks of a phrase.
    assert_eq!(same(&["Saraqeb", "-oil price.txt"]), same(&["-q", "Saraqeb -\"oil price.txt\""]));
    assert_eq!(same(&["-camps Saraqeb"]), same(&["-q", "-camps Saraqeb"]));
    let answer: serde_json::Value = serde_json::from_slice(&same(&["Saraqeb", "-camps", "--json"])).unwrap();
    assert_eq!(answer["query"], "Saraqeb -camps");
    assert_eq!(same(&["-qSaraqeb"]), same(&["-q", "Saraqeb"]));
    assert_eq!(same(&["--", "Saraqeb", "-camps"]), same(&["-q", "Saraqeb -camps"]));
    for command in ["timeline", "explain"] {
        let excluded = same(&[command, "Saraqeb", "-camps"]);
        assert!(!excluded.is_empty());
        assert_eq!(excluded, same(&[command, "Saraqeb !camps"]));
        assert_eq!(excluded, same(&[command, "-q", "Saraqeb -camps"]));
    }
    for wrong in [&["Saraqeb", "-json"][..], &["Saraqeb", "--json", "--format", "csv"]] {
        let output = scratch.run(wrong, "");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    assert!(scratch.run(&["Saraqeb", "-lo", "found.txt"], "").status.success());
    assert!(scratch.path().join("found.txt").is_file());
}

#[test]
fn a_query_that_begins_like_a_subcommand_is_told_how_to_ask() {
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    for words in ["new york", "check fraud", "match fixing", "show business", "index fund"] {
        let arguments: Vec<&str> = words.split(' ').collect();
        let output = scratch.run(&arguments, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{words}: {said}");
        assert!(said.ends_with(&format!("`search -q \"{words}\"` asks for these words\n")), "{said}");
    }
    let output = scratch.run(&["show", "nowhere.txt"], "");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("asks for these words"));
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let write = |name: &str, bytes: &[u8]| std::fs::write(scratch.path().join(name), bytes).unwrap();
    write("queries.tsv", b"q1\tbulldozer\nq2\tca\xe9f OR bulldozer\n");
    write("names.txt", b"Saraqeb\nAl\xe9p\n");
    write("mine.toml", b"# mine\n[[group]]\nname = \"Caf\xe9\"\n");
    let said = |arguments: &[&str]| {
        let output = scratch.run(arguments, "");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for arguments in [["--count", "--batch", "queries.tsv"], ["names", "--batch", "names.txt"]] {
        let (code, warning) = said(&arguments);
        let line = format!("warning: {}:2: bytes that are no UTF-8 are read as U+FFFD", arguments[2]);
        assert!(code == Some(0) && warning.contains(&line), "{arguments:?}: {code:?} {warning}");
    }
    let joined = ["--aliases", "mine.toml", "names", "--join", "Saraqeb", "Sochi"];
    for arguments in [&["--aliases", "mine.toml", "bulldozer"][..], &joined[..]] {
        let (code, error) = said(arguments);
        let wanted = "mine.toml:3: holds bytes that are no UTF-8: save it as UTF-8";
        assert!(code == Some(2) && error.contains(wanted), "{arguments:?}: {code:?} {error}");
    }
}

#[cfg(unix)]
#[test]
fn an_index_that_may_not_be_looked_into_is_not_taken_for_none() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let index = scratch.path().join(".dateline");
    let allow = |mode| std::fs::set_permissions(&index, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    // The administrator may look anywhere.
    if std::fs::read_dir(&index).is_err() {
        for arguments in [&["bulldozer"][..], &["stats"], &["index"], &["check", "--repair"]] {
            let output = scratch.run(arguments, "");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.code() == Some(2) && error.contains("cannot read `"), "{arguments:?}: {error}");
        }
    }
    allow(0o755);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
    command.args(["--json", "--batch", "-"]).current_dir(scratch.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let questions: String = (0..200).map(|n| format!("{n}\tSaraqeb displacement\n")).collect();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, questions.as_bytes()));
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut [0; 10]).unwrap();
    drop(output);
    // The questions may find nobody who reads them any more.
    let _ = writer.join().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
}
