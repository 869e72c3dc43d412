//! Mails that Outlook saved → articles. What the tests prove:
//!
//! 1. Subject, sender, day and text are read, of Unicode and of older files, from a page or from packed rich text.
//! 2. Attachments are told as those of other mails are, and a mail in a mail is one of them.
//! 3. A document of Office's of old stays one, and no damage is a panic.

use std::io::{Cursor, Write};

use cfb::CompoundFile;

use crate::feeds::read;

/// A property of a mail: a text, bytes, or a number.
enum Property<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    /// In letters of a code page.
    Letters(&'a [u8]),
    Number(u64),
}
use Property::{Bytes, Letters, Number, Text};

/// A property in the folder of the mail, or of a part of it.
type Named<'a> = (&'a str, u16, Property<'a>);

/// The file of a mail.
fn file(properties: &[Named<'_>]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut lists = std::collections::BTreeMap::from([("/", vec![0; 32])]);
    for (folder, number, property) in properties {
        file.create_storage_all(folder).unwrap();
        let list = lists.entry(folder).or_insert_with(|| vec![0; 24]);
        let (kind, bytes) = match property {
            Text(text) => ("001F", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Bytes(bytes) => ("0102", bytes.to_vec()),
            Letters(bytes) => ("001E", bytes.to_vec()),
            Number(value) => {
                list.extend([&[0x40, 0][..], &number.to_le_bytes(), &[6, 0, 0, 0], &value.to_le_bytes()].concat());
                continue;
            }
        };
        let name = format!("{folder}/__substg1.0_{number:04X}{kind}");
        file.create_stream(name).unwrap().write_all(&bytes).unwrap();
    }
    for (folder, list) in lists {
        file.create_stream(format!("{folder}/__properties_version1.0")).unwrap().write_all(&list).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// 2 May 2019, 22:30 in Greenwich.
const EVENING: u64 = (1_556_836_200 + 11_644_473_600) * 10_000_000;

const BRIDGE: &str = "The old bridge fell early on Thursday, hours after the last bus.\r\n\r\nNobody was hurt.";

#[test]
fn a_mail_of_outlook_is_read_as_others_are() {
    let mail = file(&[
        ("/", 0x0037, Text("Bridge falls – “no one hurt”")),
        ("/", 0x0C1A, Text("Valley Post")),
        ("/", 0x0C1F, Text("/O=POST/CN=ANNA")),
        ("/", 0x5D01, Text("anna@valley.example")),
        ("/", 0x1035, Text("<1@valley.example>")),
        ("/", 0x0039, Number(EVENING)),
        ("/", 0x1000, Text(BRIDGE)),
    ]);
    let article = read("a.msg", &mail).remove(0).unwrap();
    assert_eq!(article.title(), "Bridge falls – “no one hurt”");
    assert_eq!(article.body(), BRIDGE.replace("\r\n", "\n"));
    assert_eq!(article.source.as_deref(), Some("Valley Post"));
    assert_eq!(article.date.unwrap().to_string(), "2019-05-02");
    assert_eq!(article.id.as_deref(), Some("1@valley.example"));
    assert!(article.warnings.is_empty(), "{:?}", article.warnings);
}

#[test]
fn the_head_a_mail_came_with_says_its_day_and_old_files_their_letters() {
    let page =
        encoding_rs::WINDOWS_1251.encode("<p>Старый мост рухнул в четверг рано утром, никто не пострадал.</p>").0;
    let subject = encoding_rs::WINDOWS_1251.encode("Мост рухнул").0;
    let mail = file(&[
        ("/", 0x3FFD, Number(1251)),
        ("/", 0x0037, Letters(&subject)),
        (
            "/",
            0x007D,
            Letters(b"Received: from a\r\n by b\r\nDate: Fri, 3 May 2019 01:30:00 +0300\r\nSubject: other\r\n"),
        ),
        ("/", 0x0039, Number(EVENING)),
        ("/", 0x1013, Bytes(&page)),
    ]);
    let article = read("a.msg", &mail).remove(0).unwrap();
    assert_eq!(article.title(), "Мост рухнул");
    assert_eq!(article.body(), "Старый мост рухнул в четверг рано утром, никто не пострадал.");
    assert_eq!(article.date.unwrap().to_string(), "2019-05-03");
}

#[test]
fn rich_text_is_unpacked_and_attachments_are_told() {
    let rich = br"{\rtf1\ansi The old bridge fell early on Thursday.\par Nobody was hurt.\par}";
    let packed = [&[0; 4][..], &(rich.len() as u32).to_le_bytes(), b"MELA", &[0; 4], rich].concat();
    let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    let mail = file(&[
        ("/", 0x0037, Text("Bridge falls")),
        ("/", 0x1009, Bytes(&packed)),
        ("/__attach_version1.0_#00000000", 0x3707, Text("plan.pdf")),
        ("/__attach_version1.0_#00000000", 0x3701, Bytes(b"%PDF-1.4")),
        (inner, 0x0037, Text("Ferry rests")),
        (inner, 0x1000, Text("The ferry rests until noon.")),
    ]);
    let mut read = read("a.msg", &mail);
    let article = read.remove(0).unwrap();
    assert_eq!(article.body(), "The old bridge fell early on Thursday.\n\nNobody was hurt.");
    assert!(
        article.warnings.iter().any(|warning| warning.message.contains("2 attachments")),
        "{:?}",
        article.warnings
    );
}

#[test]
fn other_files_of_this_form_are_not_read_and_no_damage_is_a_panic() {
    let mut old = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    old.create_stream("/WordDocument").unwrap().write_all(b"text").unwrap();
    old.flush().unwrap();
    let error = read("a.doc", old.into_inner().get_ref()).remove(0).unwrap_err().to_string();
    assert!(error.contains("an office document that is old or encrypted"), "{error}");
    let mail =
        file(&[("/", 0x0037, Text("Bridge falls")), ("/", 0x1000, Text(BRIDGE)), ("/", 0x0039, Number(EVENING))]);
    let error = read("a.msg", &mail[..mail.len() - 600]).remove(0);
    assert!(error.is_ok() || error.unwrap_err().to_string().contains("save it as .eml"));
    for at in (0..mail.len()).step_by(29) {
        read("a.msg", &mail[..at]);
        let mut changed = mail.clone();
        changed[at] ^= 0x55;
        read("a.msg", &changed);
    }
}
