//! Files in other files. What the tests prove:
//!
//! 1. A compressed file is read as the file, also one of several streams; of one that breaks off, what can be read.
//! 2. The entries of archives are read under their names and numbered through, also those of archives in archives.
//! 3. What is broken, encrypted, a bomb or too deep is one error, and its neighbours are read.
//! 4. What is not read is counted.
//! 5. The pages of a web archive have their addresses, and broken records cost only themselves.
//! 6. A Markdown text has the fields of its front matter and no marks.
//! 7. Nothing that is cut off or changed anywhere makes the reader panic.

use std::io::Write;

use dateline::article::{Article, BlockKind, WarningKind};
use dateline::ingest;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

const STORY: &str = "Bridge falls after the flood\n\nThe old bridge over the river fell early on Thursday, hours after the last bus.";
const LINES: &str = "{\"title\": \"One\"}\n{\"title\": \"Two}\n{\"title\": \"Three\"}\n";

/// What a file gives: `path#entry title` of an article, or the error.
fn read(name: &str, bytes: &[u8]) -> Vec<String> {
    let shown = |result: dateline::error::Result<Article>| match result {
        Ok(article) => {
            let told = article.warnings.iter().filter(|w| w.kind != WarningKind::NoText);
            let warnings = told.map(|w| format!(" ({w})")).collect::<String>();
            format!("{}#{} {}{warnings}", article.path, article.entry.unwrap_or(0), article.title())
        }
        Err(error) => error.to_string(),
    };
    match ingest::read_bytes(name, bytes) {
        Ok(articles) => articles.map(shown).collect(),
        Err(error) => vec![shown(Err(error))],
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of these entries, deflated.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        head.extend(crc32fast::hash(content).to_le_bytes());
        head.extend((packed.len() as u32).to_le_bytes());
        head.extend((content.len() as u32).to_le_bytes());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(packed);
    }
    let (start, count) = (file.len() as u32, (entries.len() as u16).to_le_bytes());
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn record(kind: &str, url: &str, content: &str) -> String {
    let length = content.len();
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{content}\r\n\r\n"
    )
}

fn page(title: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>{title}</title></head><body><h1>{title}</h1><p>The old bridge over the river fell early on Thursday, hours after the last bus had crossed it.</p></body></html>"
    )
}

#[test]
fn compressed_files() {
    let story = "Bridge falls after the flood";
    assert_eq!(read("a.txt.gz", &gzip(STORY.as_bytes())), [format!("a.txt.gz#0 {story}")]);
    let streams = [gzip(b"{\"title\": \"One\"}\n"), gzip(b"{\"title\": \"Two\"}\n"), vec![0; 9]].concat();
    assert_eq!(read("a.jsonl.gz", &streams), ["a.jsonl.gz#1 One", "a.jsonl.gz#2 Two"]);
    let broken = "the packed data breaks off: fetch the file again";
    let whole = gzip(STORY.as_bytes());
    assert_eq!(read("a.txt.gz", &whole[..whole.len() / 2]), [format!("a.txt.gz: {broken}")]);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all("{\"title\": \"One\"}\n".repeat(9).as_bytes()).unwrap();
    let lines = encoder.finish().unwrap();
    let got = read("a.jsonl.gz", &lines[..lines.len() - 40]);
    assert!(got.len() > 2 && got[0].ends_with("One") && got.last().unwrap().ends_with(broken), "{got:?}");
    assert_eq!(read("a.gz", &gzip(b"")), ["a.gz: holds no article: the file is empty"]);
    let plain = ruzstd::encoding::compress_to_vec(STORY.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(read("a.zst", &plain), [format!("a.zst#0 {story}")]);
}

#[test]
fn archives_of_files() {
    let inner = zip(&[("lines.jsonl", LINES.as_bytes())]);
    let packed = gzip(STORY.as_bytes());
    let entries: [(&str, &[u8]); 7] = [
        ("../a.txt", STORY.as_bytes()),
        ("picture.png", b"\x89PNG"),
        ("__MACOSX/a.txt", b"\0"),
        ("inner.zip", &inner),
        ("broken.json", b"{\"title\": "),
        ("data", b"SQLite format 3"),
        ("b.txt.gz", &packed),
    ];
    for (name, bytes) in [("x.zip", zip(&entries)), ("x.tar", tar(&entries)), ("x.tgz", gzip(&tar(&entries)))] {
        let got = read(name, &bytes);
        let expected = [
            "!../a.txt#1 Bridge falls after the flood",
            "!inner.zip!lines.jsonl#2 One",
            "!inner.zip!lines.jsonl:2: not JSON in column 15: EOF while parsing a string: correct or remove this entry",
            "!inner.zip!lines.jsonl#4 Three",
            "!broken.json:1: the JSON breaks off here: complete or remove this entry",
            "!b.txt.gz#6 Bridge falls after the flood (not read of this archive: 1 × a table, 1 × an image)",
        ];
        assert_eq!(got, expected.map(|line| format!("{name}{line}")));
    }
    assert_eq!(read("x.zip", &zip(&[])), ["x.zip: holds no article: the archive is empty"]);
}

#[test]
fn broken_archives_keep_the_neighbours() {
    let bomb = vec![b' '; 20 << 20];
    let entries: [(&str, &[u8]); 3] =
        [("a.txt", STORY.as_bytes()), ("bomb.txt", &bomb), ("b.txt", STORY.as_bytes())];
    let got = read("x.zip", &zip(&entries));
    assert_eq!(got.len(), 3);
    assert!(got[1].starts_with("x.zip!bomb.txt: unpacks to more than 200 times its size"), "{got:?}");
    assert!(got[2].starts_with("x.zip!b.txt#3 Bridge"), "{got:?}");
    // In a stream nothing can be read behind a bomb, and the bomb is one error.
    let got = read("x.tgz", &gzip(&tar(&entries)));
    assert!(got.len() == 2 && got[1].contains("unpacks to more than 200 times"), "{got:?}");
    let mut damaged = zip(&entries[..1]);
    damaged[45] ^= 0xFF;
    assert_eq!(read("x.zip", &damaged).len(), 1);
    let mut deep = zip(&[("a.txt", STORY.as_bytes())]);
    for _ in 0..8 {
        deep = zip(&[("x.zip", &deep), ("b.txt", STORY.as_bytes())]);
    }
    let got = read("x.zip", &deep);
    // Both entries of the innermost archive that is looked into.
    assert_eq!(got.iter().filter(|line| line.contains("archives lie more than 6 deep")).count(), 2, "{got:?}");
    assert!(got.iter().filter(|line| line.contains("Bridge falls")).count() >= 5, "{got:?}");
    let whole = tar(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
    let got = read("x.tar", &whole[..1100]);
    assert!(got.len() == 2 && got[0].contains("#1 Bridge") && got[1].contains("damaged"), "{got:?}");
}

#[test]
fn web_archives() {
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1C\r\n<html><body><h1>Two</h1><p>L\r\n1F\r\nater that week the river sank. \r\n0\r\n\r\n";
    let records = [
        record("warcinfo", "", "software: ours"),
        record("response", "https://valley.example/1", &page("Bridge falls")),
        "WARC/1.0\r\nWARC-Type: response\r\nnonsense\r\n\r\n".to_owned(),
        record(
            "response",
            "https://valley.example/p",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nNo.",
        ),
        record("response", "https://valley.example/2", chunked),
        record("conversion", "https://valley.example/3", STORY),
    ];
    let articles: Vec<_> = ingest::read_bytes("x.warc", records.concat().as_bytes()).unwrap().collect();
    let urls: Vec<_> = articles.iter().flatten().map(|a| a.url.clone().unwrap_or_default()).collect();
    assert_eq!(urls, ["https://valley.example/1", "https://valley.example/2", "https://valley.example/3"]);
    assert_eq!(articles[1].as_ref().unwrap().body().trim(), "Later that week the river sank.");
    let only = record("request", "https://valley.example/1", "GET / HTTP/1.1");
    let none: Vec<_> = ingest::read_bytes("x.warc", only.repeat(2).as_bytes()).unwrap().collect();
    assert_eq!(none.len(), 1);
    assert!(none[0].as_ref().unwrap_err().to_string().contains("its 2 records are requests"), "{none:?}");
    let got = read("x.warc.gz", &gzip(records.concat().as_bytes()));
    assert_eq!(got[0], "x.warc.gz#1 Bridge falls");
    assert!(got.iter().any(|line| line.contains("1 place is damaged")), "{got:?}");
    assert!(got.last().unwrap().contains("1 × answer 404"), "{got:?}");
    let page = page("Bridge falls");
    let arc = format!(
        "filedesc://x.arc 127.0.0.1 20140216050221 text/plain 4\nnote\n\nhttps://valley.example/a b 127.0.0.1 20140216050221 text/html {}\n{page}\n",
        page.len()
    );
    assert_eq!(read("x.arc", arc.as_bytes()), ["x.arc#1 Bridge falls"]);
}

#[test]
fn what_a_web_archive_says_and_unpacks_to_is_bounded() {
    let kind =
        |i: usize| record("resource", "https://valley.example/a", "x").replace("text/plain", &format!("a/{i}"));
    let got = read("x.warc", (0..60).map(kind).collect::<String>().as_bytes());
    assert_eq!(got.len(), 1);
    assert!(got[0].contains("1 × a/0, ") && got[0].contains("10 × of other kinds"), "{got:?}");
    let packed = gzip(&vec![b' '; 40 << 20]);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    let record =
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{head}", head.len() + packed.len());
    let got = read("x.warc", &[record.as_bytes(), &packed, b"\r\n\r\n"].concat());
    assert!(got[0].contains("unpacks to more than 200 times its size"), "{got:?}");
}

#[test]
fn markdown_loses_its_marks() {
    let text = "---\ntitle: 'Bridge falls'\nsource: The Valley Post\ndate: 2020-01-31 # a day\n---\n# Bridge falls\n\nThe *old* [bridge](https://valley.example) fell.\n\n![A bus](bus.jpg)\n\n## Later\n\n- The mayor came.\n- He left.\n";
    let article = ingest::read_bytes("a.md", text.as_bytes()).unwrap().next().unwrap().unwrap();
    assert_eq!(article.title(), "Bridge falls");
    assert_eq!(article.source.as_deref(), Some("The Valley Post"));
    assert_eq!(article.date.unwrap().to_string(), "2020-01-31");
    assert_eq!(article.body(), "The old bridge fell.\n\nLater\n\nThe mayor came.\n\nHe left.");
    assert!(article.kept().any(|block| block.kind == BlockKind::Caption && block.text == "A bus"));
}

#[test]
fn no_damage_is_a_panic() {
    let files = [
        ("a.zip", zip(&[("a.txt", STORY.as_bytes()), ("b.jsonl", LINES.as_bytes())])),
        ("a.tar", tar(&[("a.txt", STORY.as_bytes()), ("b.jsonl", LINES.as_bytes())])),
        ("a.jsonl.gz", gzip(LINES.as_bytes())),
        ("a.warc", record("conversion", "https://valley.example/1", STORY).repeat(2).into_bytes()),
        ("a.csv", b"title,text\n\"One\",\"It fell\"\nTwo,\"x".to_vec()),
    ];
    for (name, bytes) in files {
        for at in (0..bytes.len()).step_by(7) {
            read(name, &bytes[..at]);
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            read(name, &changed);
        }
    }
}
