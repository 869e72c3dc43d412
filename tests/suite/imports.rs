//! source text → the paths in it → which file uses which, and the circles among them. Tested by itself at the end.

use std::collections::{BTreeMap, BTreeSet};

/// The text without comments and without what stands between quotation marks.
pub(crate) fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut i) = (String::new(), 0);
    let starts = |i: usize, with: &str| with.chars().enumerate().all(|(n, c)| chars.get(i + n) == Some(&c));
    while i < chars.len() {
        let in_word = i > 0 && (chars[i - 1].is_alphanumeric() || chars[i - 1] == '_');
        if starts(i, "//") {
            i += chars[i..].iter().take_while(|c| **c != '\n').count();
        } else if starts(i, "/*") {
            i += 2;
            i += (i..chars.len()).take_while(|&n| !starts(n, "*/")).count() + 2;
        } else if !in_word && (starts(i, "r\"") || starts(i, "r#")) {
            let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            i += hashes + 2;
            i += (i..chars.len()).take_while(|&n| !starts(n, &end)).count() + end.len();
            out.push_str("\"\"");
        } else if chars[i] == '"' {
            i += 1;
            while i < chars.len() && chars[i] != '"' {
                i += if chars[i] == '\\' { 2 } else { 1 };
            }
            i += 1;
            out.push_str("\"\"");
        } else if chars[i] == '\'' && chars.get(i + 1) == Some(&'\\') {
            i += 3;
            i += chars[i..].iter().take_while(|c| **c != '\'').count() + 1;
        } else if chars[i] == '\'' && chars.get(i + 2) == Some(&'\'') {
            i += 3;
        } else {
            out.push(chars[i]);
            i += 1;
        }
    }
    out
}

/// All paths of at least two names in code, those of `a::{b, c::d}` each by itself, and the single names after `use`.
pub(crate) fn paths(code: &str) -> Vec<Vec<String>> {
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut name = String::from(c);
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                name.push(c);
            }
            tokens.push(name);
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            tokens.push("::".into());
        } else if !c.is_whitespace() {
            tokens.push(c.into());
        }
    }
    let (mut found, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        let imported = i > 0 && tokens[i - 1] == "use";
        // `pub(in crate::a)` says who may use an item; it uses nothing.
        if i > 1 && tokens[i - 1] == "in" && tokens[i - 2] == "(" {
            i = one_path(&tokens, i, &[], &mut Vec::new(), false);
            continue;
        }
        let next = one_path(&tokens, i, &[], &mut found, imported);
        i = next.max(i + 1);
    }
    found
}

/// Reads the path that begins at a token; returns the token after it.
fn one_path(
    tokens: &[String],
    mut i: usize,
    before: &[String],
    found: &mut Vec<Vec<String>>,
    single: bool,
) -> usize {
    let mut path = before.to_vec();
    let is_name = |token: &String| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
    while let Some(name) = tokens.get(i).filter(|token| is_name(token)) {
        path.push(name.clone());
        i += 1;
        if tokens.get(i).is_none_or(|token| token != "::") {
            break;
        }
        i += 1;
        if tokens.get(i).is_some_and(|token| token == "{") {
            i += 1;
            while tokens.get(i).is_some_and(|token| token != "}") {
                i = one_path(tokens, i, &path, found, true).max(i + 1);
            }
            return i + 1;
        }
    }
    if path.len() > before.len() && (path.len() > 1 || single) {
        found.push(path);
    }
    i
}

/// The modules of a crate, each with its file.
pub(crate) struct Modules(BTreeMap<Vec<String>, String>);

impl Modules {
    /// Of the files under a folder, such as `src/`.
    pub(crate) fn new<'a>(folder: &str, files: impl IntoIterator<Item = &'a str>) -> Self {
        Self(files.into_iter().map(|file| (module(folder, file), file.to_owned())).collect())
    }

    /// The file of a module.
    pub(crate) fn file(&self, module: &[String]) -> &str {
        &self.0[module]
    }

    /// The innermost module that a path leads through from a module; `None` for what is of another crate.
    pub(crate) fn target(&self, from: &[String], path: &[String]) -> Option<Vec<String>> {
        let child = |name: &String| [from, std::slice::from_ref(name)].concat();
        let mut at = match path[0].as_str() {
            "crate" => Vec::new(),
            "self" | "super" => from.to_vec(),
            _ if self.0.contains_key(&child(&path[0])) => child(&path[0]),
            _ => return None,
        };
        for name in &path[usize::from(path[0] != "super")..] {
            let next = [at.as_slice(), std::slice::from_ref(name)].concat();
            match name.as_str() {
                "super" => drop(at.pop()),
                _ if self.0.contains_key(&next) => at = next,
                _ => break,
            }
        }
        self.0.contains_key(&at).then_some(at)
    }
}

/// The module that a file is: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
pub(crate) fn module(folder: &str, file: &str) -> Vec<String> {
    let names = file.trim_start_matches(folder).trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut names: Vec<String> = names.collect();
    if names.last().is_some_and(|name| name == "mod") || names == ["lib"] || names == ["main"] {
        names.pop();
    }
    names
}

/// Which file uses which.
pub(crate) type Uses<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The files that use each other, directly or by others: the strongly connected parts (Tarjan 1972) of more than one file.
pub(crate) fn circles<'a>(uses: &Uses<'a>) -> Vec<BTreeSet<&'a str>> {
    let mut search =
        Search { uses, order: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), found: Vec::new() };
    for file in uses.keys() {
        if !search.order.contains_key(file) {
            search.visit(file);
        }
    }
    search.found
}

struct Search<'a, 'b> {
    uses: &'b Uses<'a>,
    order: BTreeMap<&'a str, usize>,
    low: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: Vec<BTreeSet<&'a str>>,
}

impl<'a> Search<'a, '_> {
    fn visit(&mut self, file: &'a str) {
        let number = self.order.len();
        self.order.insert(file, number);
        self.low.insert(file, number);
        self.stack.push(file);
        for other in self.uses.get(file).into_iter().flatten() {
            if !self.order.contains_key(other) {
                self.visit(other);
                self.low.insert(file, self.low[file].min(self.low[other]));
            } else if self.stack.contains(other) {
                self.low.insert(file, self.low[file].min(self.order[other]));
            }
        }
        if self.low[file] == number {
            let start = self.stack.iter().position(|f| *f == file).expect("it is on the stack");
            let circle: BTreeSet<&str> = self.stack.drain(start..).collect();
            if circle.len() > 1 {
                self.found.push(circle);
            }
        }
    }
}

#[test]
fn comments_and_texts_are_no_code() {
    let text = "a(\"http://x\\\"\", b::c); // d::e\n/* f::g\n*/ h(r#\"i::\"j\"#, '\"', '\\'', 'k') let x: &'a str;";
    assert_eq!(code(text), "a(\"\", b::c); \n h(\"\", , , ) let x: &'a str;");
}

#[test]
fn imports_are_read_in_whatever_way_they_are_written() {
    let read = |text: &str| paths(text).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        read("use crate::{a, b::{self, c}, d::*};"),
        ["crate::a", "crate::b::self", "crate::b::c", "crate::d"]
    );
    assert_eq!(read("use super::super::x; use a;"), ["super::super::x", "a"]);
    assert_eq!(read("f(tantivy::X::<u8>::of(y), <Z as self::W>::v)"), ["tantivy::X", "self::W"]);
    assert_eq!(read("x: y, match z { A::B => c }"), ["A::B"]);
    assert_eq!(read("pub(in crate::a) fn f() { for x in self::y() {} }"), ["self::y"]);
}

#[test]
fn paths_lead_to_files() {
    let names = ["src/lib.rs", "src/a.rs", "src/a/b.rs", "src/a/c/mod.rs", "src/a/c/d.rs"];
    let modules = Modules::new("src/", names);
    let file = |from: &str, path: &str| {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        modules.target(&module("src/", from), &path).map(|target| modules.file(&target).to_owned())
    };
    for (from, path, expected) in [
        ("src/a/b.rs", "crate::a::c::d::X", Some("src/a/c/d.rs")),
        ("src/a/b.rs", "super::X", Some("src/a.rs")),
        ("src/a/c/d.rs", "super::super::b::X", Some("src/a/b.rs")),
        ("src/a/c/mod.rs", "self::d::X", Some("src/a/c/d.rs")),
        ("src/a/c/mod.rs", "d::X", Some("src/a/c/d.rs")),
        ("src/a/b.rs", "serde::X", None),
        ("src/a/b.rs", "crate::X", Some("src/lib.rs")),
    ] {
        assert_eq!(file(from, path).as_deref(), expected, "{path} in {from}");
    }
}

#[test]
fn circles_are_found_through_several_files() {
    let uses = |pairs: &[(&'static str, &'static str)]| {
        let mut uses = Uses::new();
        for (from, to) in pairs {
            uses.entry(*from).or_default().insert(*to);
        }
        circles(&uses)
    };
    assert_eq!(uses(&[("a", "b"), ("b", "c"), ("a", "c")]), []);
    assert_eq!(uses(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]), [BTreeSet::from(["a", "b", "c"])]);
}
