//! Files → articles. What the tests prove:
//!
//! 1. The rows of `cases/reading.toml`: date lines, time stamps, pasted texts, data.
//! 2. A text in any usual encoding is the same text.
//! 3. The fields of data are found under their common names, and what is not understood is a warning.
//! 4. An article or a paragraph in another language is told.
//! 5. A folder gives its files in order, and why others are passed over.

use std::path::Path;

use dateline::article::{Article, BlockKind};
use dateline::ingest;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    date: Vec<DateCase>,
    stamp: Vec<StampCase>,
    text: Vec<TextCase>,
    data: Vec<DataCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DateCase {
    line: String,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StampCase {
    stamp: String,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextCase {
    name: String,
    input: String,
    title: Option<String>,
    date: Option<String>,
    #[serde(default)]
    no_date: bool,
    source: Option<String>,
    language: Option<String>,
    body: Option<String>,
    captions: Option<Vec<String>>,
    headings: Option<Vec<String>>,
    left_out: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataCase {
    name: String,
    file: String,
    input: String,
    got: Vec<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/reading.toml")).unwrap()
}

/// The one article of a file.
fn read(file: &str, bytes: &[u8]) -> Article {
    let mut articles = ingest::read_bytes(file, bytes).unwrap();
    let article = articles.next().unwrap().unwrap();
    assert!(articles.next().is_none());
    check(&article);
    article
}

/// What holds for every article.
fn check(article: &Article) {
    assert!(article.kept().next().is_some(), "something stays");
    for block in &article.blocks {
        assert_eq!(block.text.trim(), block.text);
        assert!(!block.text.is_empty());
        assert!(block.left_out.as_ref().is_none_or(|reason| !reason.is_empty()));
    }
    assert!(article.kept().filter(|b| b.kind == BlockKind::Headline).count() <= 1);
}

fn texts(article: &Article, kind: BlockKind) -> Vec<String> {
    article.kept().filter(|b| b.kind == kind).map(|b| b.text.clone()).collect()
}

#[test]
fn date_lines() {
    for case in cases().date {
        let text = format!(
            "Old bridge falls after the flood\n\n{}\n\nThe old bridge over the river fell early on Thursday.",
            case.line
        );
        let date = read("a.txt", text.as_bytes()).date.map(|d| d.to_string());
        assert_eq!(date, case.date, "{}", case.line);
    }
}

#[test]
fn time_stamps() {
    for case in cases().stamp {
        assert_eq!(ingest::parse_stamp(&case.stamp).map(|d| d.to_string()), case.date, "{}", case.stamp);
    }
}

#[test]
fn pasted_texts() {
    for case in cases().text {
        let article = read("a.txt", case.input.as_bytes());
        let name = &case.name;
        let date = article.date.map(|d| d.to_string());
        if let Some(title) = &case.title {
            assert_eq!(article.title(), title, "{name}");
        }
        if case.date.is_some() || case.no_date {
            assert_eq!(date, case.date, "{name}");
        }
        if case.source.is_some() {
            assert_eq!(article.source, case.source, "{name}");
        }
        if let Some(language) = &case.language {
            assert_eq!(article.language.as_str(), language, "{name}");
        }
        if let Some(body) = &case.body {
            assert_eq!(article.body(), body.trim(), "{name}");
        }
        if let Some(captions) = &case.captions {
            assert_eq!(&texts(&article, BlockKind::Caption), captions, "{name}");
        }
        if let Some(headings) = &case.headings {
            assert_eq!(&texts(&article, BlockKind::Heading), headings, "{name}");
        }
        if let Some(reasons) = case.left_out {
            let left_out: Vec<String> = article.blocks.iter().filter_map(|b| b.left_out.clone()).collect();
            assert_eq!(left_out, reasons, "{name}");
        }
    }
}

#[test]
fn data() {
    for case in cases().data {
        let shown = |result: dateline::error::Result<Article>| match result {
            Ok(article) => {
                check(&article);
                article.title().to_owned()
            }
            Err(dateline::error::Error::Article { line, .. }) => {
                line.map_or("error".into(), |line| format!("error {line}"))
            }
            Err(other) => panic!("{}: {other}", case.name),
        };
        let got: Vec<String> = match ingest::read_bytes(&case.file, case.input.as_bytes()) {
            Ok(articles) => articles.map(shown).collect(),
            Err(error) => vec![shown(Err(error))],
        };
        assert_eq!(got, case.got, "{}", case.name);
    }
}

const RUSSIAN: &str = "После паводка рухнул старый мост\n\nСтарый мост через реку рухнул рано утром в четверг, через несколько часов после того, как по нему прошёл последний автобус.";
const ARABIC: &str = "انهيار الجسر القديم بعد الفيضان\n\nانهار الجسر القديم فوق النهر فجر الخميس بعد ساعات من مرور آخر حافلة عليه، وقال رئيس البلدية إن أحدا لم يصب بأذى في الحادث.";

#[test]
fn encodings() {
    for (text, encoding) in [(RUSSIAN, encoding_rs::WINDOWS_1251), (ARABIC, encoding_rs::WINDOWS_1256)] {
        let (bytes, _, wrong) = encoding.encode(text);
        assert!(!wrong);
        let wanted = read("a.txt", text.as_bytes());
        assert_eq!(read("a.txt", &bytes).blocks, wanted.blocks, "{}", encoding.name());
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&b"\xFF\xFE"[..], &little].concat();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let big = [&b"\xFE\xFF"[..], &big].concat();
        let utf8 = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
        for bytes in [&marked, &big, &utf8] {
            assert_eq!(read("a.txt", bytes).blocks, wanted.blocks);
        }
    }
    let latin = "Bridge falls\n\nThe old bridge fell early on Thursday.";
    let unmarked: Vec<u8> = latin.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("a.txt", &unmarked).title(), "Bridge falls");
    let lines: Vec<u8> =
        "{\"title\": \"One\"}\n{\"title\": \"Two\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(ingest::read_bytes("a.jsonl", &lines).unwrap().count(), 2);
}

#[test]
fn wrong_bytes_are_replaced_with_a_warning() {
    let mut bytes = format!("{RUSSIAN}\n\n").into_bytes();
    bytes.extend(b"\xFF\xFE!");
    let article = read("a.txt", &bytes);
    assert!(article.full_text().contains('\u{FFFD}'));
    assert_eq!(article.warnings.len(), 1);
}

#[test]
fn fields_of_data() {
    let article = read(
        "a.json",
        br#"{"_id": 17, "headline": "Bridge\nfalls", "datePublished": "2020-01-31T23:00:00-05:00", "inLanguage": "en-GB",
            "publisher": {"name": "The Valley Post"}, "link": "https://valley.example/17", "articleBody": "One.\n\nTwo\nlines."}"#,
    );
    assert_eq!(article.id.as_deref(), Some("17"));
    assert_eq!(article.title(), "Bridge falls");
    assert_eq!(article.date.unwrap().to_string(), "2020-01-31");
    assert_eq!(article.language.as_str(), "en");
    assert_eq!(article.source.as_deref(), Some("The Valley Post"));
    assert_eq!(article.url.as_deref(), Some("https://valley.example/17"));
    assert_eq!(texts(&article, BlockKind::Paragraph), ["One.", "Two\nlines."]);
    assert_eq!(article.entry, None);
}

#[test]
fn a_date_that_is_not_understood_is_a_warning() {
    let article =
        read("a.json", br#"{"title": "Bridge falls", "date": "soon", "url": "https://valley.example/1"}"#);
    assert_eq!(article.date, None);
    assert_eq!(article.warnings[0].message, "date `soon` not understood: write it as 2020-01-31");
    assert_eq!(article.warnings.len(), 2, "the other is for its text: {:?}", article.warnings);
    assert_eq!(article.id, article.url);
}

#[test]
fn entries_are_numbered() {
    let articles = ingest::read_bytes("a.jsonl", b"{\"title\": \"One\"}\n\n{\"title\": \"Two\"}\n").unwrap();
    let entries: Vec<_> = articles.map(|a| a.unwrap().entry).collect();
    assert_eq!(entries, [Some(1), Some(2)]);
}

#[test]
fn json_text_is_taken_as_it_is_given() {
    let article = read("a.json", br#"{"title": "Bridge falls", "text": "4 min read\n\nShare this article!"}"#);
    assert_eq!(article.body(), "4 min read\n\nShare this article!");
}

#[test]
fn a_long_paragraph_keeps_its_language() {
    let english =
        "The old bridge over the river fell early on Thursday, and the mayor said that nobody was hurt. ".repeat(8);
    let french = "Le vieux pont sur la rivière est tombé jeudi matin, et le maire a dit que personne n’avait été blessé dans la nuit. ".repeat(8);
    let text = format!("{english}\n\n{}\n\n{french}\n\n{english}", RUSSIAN.repeat(3).replace('\n', " "));
    let json = serde_json::json!({"title": "Old bridge falls", "text": text}).to_string();
    let article = read("a.json", json.as_bytes());
    assert_eq!(article.language.as_str(), "en");
    let languages: Vec<_> = article.blocks.iter().map(|b| b.language.as_ref().map(|l| l.as_str())).collect();
    assert_eq!(languages, [None, None, Some("ru"), Some("fr"), None]);
}

#[test]
fn a_folder_gives_its_files_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("b")).unwrap();
    for name in
        ["c.txt", "a.jsonl", "b/d.json", ".hidden.txt", "picture.png", "drafts.txt", "list.toml", "St. Example"]
    {
        std::fs::write(at(name), "{}").unwrap();
    }
    std::fs::write(at(".ignore"), "drafts.txt\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), at("loop")).unwrap();
    let found = ingest::walk::walk(folder.path());
    let names = |paths: Vec<&Path>| -> Vec<String> {
        let under = |p: &&Path| p.strip_prefix(folder.path()).unwrap().to_string_lossy().replace('\\', "/");
        paths.iter().map(under).collect()
    };
    let files = names(found.files.iter().map(|f| f.as_path()).collect());
    assert_eq!(files, ["St. Example", "a.jsonl", "b/d.json", "c.txt"]);
    let skipped =
        names(found.skipped.iter().map(|(path, _)| path.as_path()).filter(|p| !p.ends_with("loop")).collect());
    assert_eq!(skipped, ["drafts.txt", "list.toml", "picture.png"]);
    assert!(found.errors.is_empty());
    assert_eq!(ingest::walk::walk(&at(".hidden.txt")).files.len(), 1, "a named file is always taken");
    assert_eq!(ingest::walk::walk(&at("missing")).errors.len(), 1);
}

#[test]
fn the_folder_beside_a_saved_page_is_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Bridge_files", "Bridge articles", "Ford-Dateien", "Alone_files"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name).join("frame.html"), "<p>It fell.").unwrap();
    }
    for name in ["Bridge.html", "Ford.htm"] {
        std::fs::write(folder.path().join(name), "<p>It fell.").unwrap();
    }
    let found = ingest::walk::walk(folder.path());
    let under = |path: &Path| path.strip_prefix(folder.path()).unwrap().to_string_lossy().replace('\\', "/");
    let files: Vec<String> = found.files.iter().map(|path| under(path)).collect();
    assert_eq!(files, ["Alone_files/frame.html", "Bridge articles/frame.html", "Bridge.html", "Ford.htm"]);
    let skipped: Vec<String> = found.skipped.iter().map(|(path, why)| format!("{}: {why}", under(path))).collect();
    assert!(skipped[0].starts_with("Bridge_files: part of a saved page: `Bridge.html`"), "{skipped:?}");
    assert!(skipped[1].starts_with("Ford-Dateien: part of a saved page: `Ford.htm`"), "{skipped:?}");
}

#[test]
fn ignored_files_are_named_with_the_file_that_ignores_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["b/old", "b/new", ".git/info", "c"] {
        std::fs::create_dir_all(at(name)).unwrap();
    }
    for name in [
        "a.txt",
        "a.html",
        "b/a.txt",
        "b/b.txt",
        "b/old/a.txt",
        "b/new/a.txt",
        "c/a.txt",
        ".hidden.txt",
        "c/kept.txt",
    ] {
        std::fs::write(at(name), "It fell.").unwrap();
    }
    // What git does not keep may be all that is to be searched.
    std::fs::write(at(".gitignore"), "*.html\nb\n").unwrap();
    std::fs::write(at(".git/info/exclude"), "a.txt\n").unwrap();
    std::fs::write(at("b/.ignore"), "old/\nb.txt\n").unwrap();
    std::fs::write(at("b/new/.ignore"), "!a.txt\n").unwrap();
    std::fs::write(at("c/.datelineignore"), "*\n!kept.txt\n").unwrap();
    let found = ingest::walk::walk(folder.path());
    let under = |path: &Path| path.strip_prefix(folder.path()).unwrap().to_string_lossy().replace('\\', "/");
    let files: Vec<String> = found.files.iter().map(|path| under(path)).collect();
    assert_eq!(files, ["a.html", "a.txt", "b/a.txt", "b/new/a.txt", "c/kept.txt"]);
    let ignored: Vec<String> = found.ignored.iter().map(|path| under(path)).collect();
    assert_eq!(ignored, ["b/b.txt", "b/old", "c/a.txt"]);
    let reasons: Vec<&str> = found.skipped.iter().map(|(_, reason)| reason.as_str()).collect();
    assert!(reasons[0] == reasons[1] && reasons[0].contains("b/.ignore`"), "{reasons:?}");
    assert!(reasons[2].contains("c/.datelineignore`"), "{reasons:?}");
    // The rules of a folder hold for what lies in it, also where that is named by itself.
    let found = ingest::walk::walk(&at("b/old"));
    assert_eq!((found.files.len(), found.skipped.len()), (1, 0));
    std::fs::write(at(".ignore"), "a.txt\n").unwrap();
    let found = ingest::walk::walk(&at("b/old"));
    assert_eq!((found.files.len(), found.ignored.len()), (0, 1));
    std::fs::write(at(".ignore"), "a{.txt\n").unwrap();
    assert_eq!(ingest::walk::walk(folder.path()).errors.len(), 1, "a pattern that cannot be read is told");
}

#[test]
fn a_short_article_has_the_language_of_nearly_all_of_its_file() {
    let english =
        "The road to the north of the town is open again, and the people who had left it are back in their homes.";
    let others = [
        "Distributed computing structures",
        "Сортировка",
        "Le pont qui mène à la ville est fermé depuis hier, et les gens qui y vivent ne sont pas là.",
    ];
    let read = |texts: &[&str]| -> Vec<String> {
        let lines: Vec<String> = texts.iter().map(|text| serde_json::json!({ "text": text }).to_string()).collect();
        let articles = ingest::read_bytes("a.jsonl", lines.join("\n").as_bytes()).unwrap();
        articles.map(|article| article.unwrap().language.as_str().to_owned()).collect()
    };
    let mut texts = others.to_vec();
    texts.extend([english; 20]);
    assert_eq!(
        read(&texts)[..4],
        ["en", "und", "fr", "en"],
        "in whatever place, in letters of its own, told for sure"
    );
    texts.truncate(8);
    assert_eq!(read(&texts)[..2], ["und", "und"], "a few tell nothing");
    let mut mixed = vec![others[0]];
    mixed.extend([english, others[2]].repeat(10));
    assert_eq!(read(&mixed)[0], "und", "in a file of two languages it may be either");
}

#[test]
fn a_text_with_a_few_zeros_is_a_text() {
    let text =
        format!("Old bridge falls\n\n{}", "The old bridge over the river fell early on Thursday. ".repeat(12));
    let article = read("a.txt", text.replace("early", "ear\0ly").replacen('\0', "", 9).as_bytes());
    assert_eq!(article.warnings[0].message, "3 zero bytes were dropped: the file may be damaged");
    assert_eq!(article.warnings.len(), 1);
    assert_eq!(article.body(), read("a.txt", text.as_bytes()).body());
}
