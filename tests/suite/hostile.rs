//! The rows of `cases/hostile.toml`: what once broke a reader gives an article or a clear error.

use dateline::ingest;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    hex: String,
    error: Option<String>,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        let digits: Vec<u32> = self.hex.chars().filter_map(|c| c.to_digit(16)).collect();
        let bytes = digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8);
        self.text.bytes().chain(bytes).collect()
    }
}

#[test]
fn what_once_broke_a_reader_is_read_or_refused() {
    let cases: Cases = toml::from_str(include_str!("../cases/hostile.toml")).unwrap();
    for case in &cases.case {
        let read = ingest::read_bytes(&case.file, &case.bytes())
            .and_then(|articles| articles.collect::<Result<Vec<_>, _>>());
        match (read, &case.error) {
            (Ok(articles), None) => assert!(!articles.is_empty(), "{}", case.name),
            (Err(error), Some(part)) => assert!(error.to_string().contains(part), "{}: {error}", case.name),
            (other, _) => panic!("{}: {other:?}", case.name),
        }
    }
}
