//! PDF files → articles. What the tests prove:
//!
//! 1. The rows of `cases/pdf.toml`: lines become paragraphs, running heads go, the largest letters are the headline.
//! 2. Without the feature, and where the file has no text, is encrypted or damaged, the error names the way out.
//! 3. Nothing that is cut off, changed or nested without end makes the program panic, hang or end.

use crate::feeds::read;

/// A PDF of these objects, numbered from 1; the first is the catalogue.
fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut starts = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        starts.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).into_bytes());
    }
    let xref = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    starts.iter().for_each(|start| file.extend(format!("{start:010} 00000 n \n").into_bytes()));
    let count = objects.len() + 1;
    file.extend(
        format!("trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{xref}\n%%EOF\n").into_bytes(),
    );
    file
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_pdf_is_named_with_its_way_out() {
    let error = read("a.pdf", &file(&["<< /Type /Catalog >>".to_owned()], "")).remove(0).unwrap_err().to_string();
    assert!(error.contains("build the program with `--features pdf`, or save its text as .txt"), "{error}");
}

#[cfg(feature = "pdf")]
mod with_the_feature {

    use serde::Deserialize;

    use super::*;
    use crate::archives::zip;
    use crate::feeds::{Got, matches};

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases {
        case: Vec<Case>,
    }

    /// A document as its pages; a line begins with the size of its letters, and where it stands beside the one before, with
    /// its place behind an `@`.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        pages: Vec<String>,
        got: Vec<Got>,
    }

    fn cases() -> Vec<Case> {
        let cases: Cases = toml::from_str(include_str!("../cases/pdf.toml")).unwrap();
        cases.case
    }

    /// The letters of a font whose codes are those of UTF-16: all have one width.
    const FONT: &str = "<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 4 0 R \
        /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 500 /CIDSystemInfo << /Registry (Adobe) \
        /Ordering (Identity) /Supplement 0 >> >>] >>";

    const CODES: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Any def\n\
        1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\n\
        endcmap end end";

    fn stream(content: &str) -> String {
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
    }

    /// A page as what draws it.
    fn drawn(page: &str) -> String {
        let (mut content, mut y) = (String::new(), 800.0);
        for line in page.trim_matches('\n').lines() {
            let (start, text) = line.split_once(' ').unwrap_or(("11", ""));
            let (size, x) = start.split_once('@').unwrap_or((start, "50"));
            let size: f32 = size.parse().unwrap();
            let beside = start.contains('@');
            y -= if text.is_empty() { 14.0 } else { size * 1.2 * f32::from(!beside) };
            // What is written from right to left is drawn from left to right all the same.
            let turned: String = text.chars().rev().collect();
            let text = if text.contains(|c| matches!(c, '\u{590}'..='\u{6FF}')) { &turned } else { text };
            let codes: String = text.encode_utf16().map(|code| format!("{code:04X}")).collect();
            content += &format!("BT /F1 {size} Tf {x} {y} Td <{codes}> Tj ET\n");
        }
        content
    }

    fn document(pages: &[String], trailer: &str) -> Vec<u8> {
        let numbers: Vec<usize> = (0..pages.len()).map(|i| 5 + 2 * i).collect();
        let kids: String = numbers.iter().map(|n| format!("{n} 0 R ")).collect();
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
            FONT.to_owned(),
            stream(CODES),
        ];
        for (page, number) in pages.iter().zip(numbers) {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
                number + 1
            ));
            objects.push(stream(&drawn(page)));
        }
        file(&objects, trailer)
    }

    fn error(bytes: &[u8]) -> String {
        read("a.pdf", bytes).remove(0).unwrap_err().to_string()
    }

    #[test]
    fn pages_give_their_article() {
        for case in cases() {
            let file = document(&case.pages, "");
            let alone = read("a.pdf", &file);
            assert_eq!(alone.len(), case.got.len(), "{}: {alone:?}", case.name);
            for (read, got) in alone.iter().zip(&case.got) {
                matches(read, got, &case.name);
            }
            if let [Ok(alone)] = &alone[..] {
                let inside = read("a.zip", &zip(&[("a.pdf", &file)])).remove(0).unwrap();
                assert_eq!(inside.blocks, alone.blocks);
            }
        }
    }

    #[test]
    fn what_has_no_text_says_so() {
        let empty = error(&document(&[String::new(), String::new()], ""));
        assert!(empty.contains("the PDF shows pictures and no text") && empty.contains("OCR"), "{empty}");
        let page = ["11 The old bridge over the river fell early on Thursday.".to_owned()];
        let key = "0".repeat(64);
        let locked =
            format!("/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> /ID [<00> <00>]");
        let locked = error(&document(&page, &locked));
        assert!(locked.contains("the PDF is encrypted: save it without a password"), "{locked}");
        let none = error(b"%PDF-1.7\n%%EOF\n");
        assert!(none.contains("the PDF is damaged") && none.contains(": save its text as .txt"), "{none}");
    }

    #[test]
    fn no_damage_is_a_panic() {
        let pages = ["18 Old bridge falls in the valley\n\n11 The old bridge over the river fell.".to_owned()];
        let file = document(&pages, "");
        for at in (0..file.len()).step_by(29) {
            assert!(!read("a.pdf", &file[..at]).is_empty());
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            let read = read("a.pdf", &changed);
            let told = |error: &dateline::Error| error.to_string().chars().count() < 200;
            assert!(!read.is_empty() && read.iter().filter_map(|r| r.as_ref().err()).all(told), "{read:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_read_or_refused() {
        // Each of them comes back: what would go on for ever is ended by the limit on the time of the processor.
        let page = ["11 The old bridge over the river fell.".to_owned()];
        let good = String::from_utf8(document(&page, "")).unwrap();
        let nested = |open: &str, close: &str| {
            good.replace("/Count 1", &format!("/Count 1 /X {}1{}", open.repeat(20_000), close.repeat(20_000)))
        };
        let entries = "0000000009 00000 n \n".repeat(1_000_000);
        let files = [
            nested("[", "]"),
            nested("<</A ", ">>"),
            nested("(", ")"),
            good.replace("/Kids [5 0 R ]", "/Kids [2 0 R 2 0 R 5 0 R ]"),
            good.replace("/Parent 2 0 R", "/Parent 5 0 R"),
            good.replace("/Count 1", "/Count 2000000000"),
            good.replace("xref\n0 7\n", &format!("xref\n0 1000007\n{entries}")),
            good.replace("BT /F1", &format!("{} BT /F1", "q [".repeat(200_000))),
        ];
        for file in &files {
            assert!(!read("a.pdf", file.as_bytes()).is_empty());
        }
    }
}
