//! the text of a reader's alias file → the same text with names joined or parted; its comments and order stay.

use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::aliases::AliasBook;
use crate::analysis::{Analyzer, is_function_word};
use crate::error::{Error, Result};

/// What a new alias file begins with.
pub const HEAD: &str = "\
# Your own names, beside the built-in packs. `search` reads this file at every start; no new index is needed.
#
#   [[group]] # names of one thing
#   name = \"Maarat Misrin\" # the one that is shown to people
#   kind = \"place\" # or group, agency, person; may be left out
#   names = [\"Maaret Misrin\", \"معرة مصرين\"]
#   capitals = [\"MM\"] # those that count only in capitals; may be left out
#
#   [[forbid]] # never one name
#   names = [\"Hama\", \"Hamas\"]
";

/// A name as it is written, and the folded words by which names are compared.
struct Named<'a> {
    text: &'a str,
    key: String,
    capitals: bool,
}

/// The text of an alias file in which two or more names are one: a new group has them, or the group that had one of them; what
/// parted them is taken out. `place` is named in errors. Joining what is joined changes nothing.
///
/// ```
/// use dateline::{analysis::Analyzer, names::alias_file, schema::IndexSchema};
///
/// let analyzer = &mut Analyzer::new(&IndexSchema::built_in().stemmers);
/// let text = alias_file::join("# mine\n", &["Tell Mannas", "Telmennes"], "aliases.toml".as_ref(), analyzer)?;
/// assert_eq!(text, "# mine\n\n[[group]]\nname = \"Tell Mannas\"\nnames = [\"Telmennes\"]\n");
/// # Ok::<(), dateline::Error>(())
/// ```
pub fn join(text: &str, names: &[&str], place: &Path, analyzer: &mut Analyzer) -> Result<String> {
    let names = read_names(names, analyzer)?;
    let mut document = read(text, place, analyzer)?;
    let mut blocks = allow(&mut document, &names, analyzer);
    let groups = tables(&mut document, "group");
    let holds = |group: &Table, analyzer: &mut Analyzer| {
        let forms = forms(group);
        forms.iter().any(|form| names.iter().any(|n| n.key == key(form, analyzer)))
    };
    let held: Vec<usize> =
        (0..groups.len()).filter(|g| groups.get(*g).is_some_and(|g| holds(g, analyzer))).collect();
    let Some((first, others)) = held.split_first() else {
        blocks.push(group_block(&names));
        return Ok(with_blocks(&document, &blocks));
    };
    for other in others.iter().rev() {
        let groups = tables(&mut document, "group");
        let group = groups.get(*other).cloned().unwrap_or_default();
        let target = groups.get_mut(*first).expect("its number was found above");
        for list in ["name", "names", "capitals"] {
            let into = if list == "capitals" { "capitals" } else { "names" };
            for form in list_of(&group, list) {
                add_form(target, into, &form, analyzer);
            }
        }
        remove_table(&mut document, "group", *other);
    }
    let target = tables(&mut document, "group").get_mut(*first).expect("its number was found above");
    for name in &names {
        add_form(target, if name.capitals { "capitals" } else { "names" }, name.text, analyzer);
    }
    Ok(with_blocks(&document, &blocks))
}

/// The text of an alias file in which two names are never one: a `[[forbid]]` parts them, and no group of the file has both.
/// `place` is named in errors. Parting what is parted changes nothing.
pub fn part(text: &str, names: [&str; 2], place: &Path, analyzer: &mut Analyzer) -> Result<String> {
    let names = read_names(&names, analyzer)?;
    let mut document = read(text, place, analyzer)?;
    let groups = tables(&mut document, "group");
    for number in (0..groups.len()).rev() {
        let group = tables(&mut document, "group").get_mut(number).expect("counted in the line above");
        let keys: Vec<String> = forms(group).iter().map(|f| key(f, analyzer)).collect();
        if !names.iter().all(|n| keys.contains(&n.key)) {
            continue;
        }
        let shown = list_of(group, "name").first().map(|name| key(name, analyzer)).unwrap_or_default();
        let taken = if names[1].key == shown { &names[0] } else { &names[1] };
        for list in ["names", "capitals"] {
            if let Some(array) = group.get_mut(list).and_then(Item::as_array_mut) {
                array.retain(|v| v.as_str().is_none_or(|form| key(form, analyzer) != taken.key));
            }
        }
        let mut left: Vec<String> = forms(group).iter().map(|f| key(f, analyzer)).collect();
        left.dedup();
        if left.len() < 2 {
            remove_table(&mut document, "group", number);
        }
    }
    let parted = tables(&mut document, "forbid").iter().any(|forbid| {
        let keys: Vec<String> = list_of(forbid, "names").iter().map(|f| key(f, analyzer)).collect();
        names.iter().all(|n| keys.contains(&n.key))
    });
    let texts: Vec<&str> = names.iter().map(|n| n.text).collect();
    let blocks = if parted { Vec::new() } else { vec![forbid_block(&texts)] };
    Ok(with_blocks(&document, &blocks))
}

/// Writes the text in place of the file's, all of it or nothing: beside it first, then renamed. Folders are made; a link stays a
/// link, and the file keeps its permissions.
pub fn write(file: &Path, text: &str) -> Result<()> {
    let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside: PathBuf = folder.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if let Ok(known) = std::fs::metadata(&target) {
            file.set_permissions(known.permissions())?;
        }
        file.sync_all()
    });
    let renamed = written.and_then(|()| std::fs::rename(&beside, &target));
    renamed.map_err(|cause| {
        // The error below says more than that its trace could not be taken away.
        let _ = std::fs::remove_file(&beside);
        Error::file("write", &target)(cause)
    })
}

/// The names with their keys, which must all be there and differ.
fn read_names<'a>(names: &[&'a str], analyzer: &mut Analyzer) -> Result<Vec<Named<'a>>> {
    let mut read: Vec<Named<'a>> = Vec::new();
    for text in names {
        let words = analyzer.query_words(text);
        if !text.chars().any(char::is_alphabetic) || words.is_empty() {
            let message = "holds no letter: write a name";
            return Err(Error::Name { name: (*text).to_owned(), message });
        }
        let key = words.iter().map(|w| w.folded.as_str()).collect::<Vec<_>>().join(" ");
        let capitals = matches!(&words[..], [word] if word.capitals.is_some()
            && (is_function_word(&word.folded) || word.folded.chars().count() <= 2));
        if !read.iter().any(|n| n.key == key) {
            read.push(Named { text, key, capitals });
        }
    }
    match read.len() {
        2.. => Ok(read),
        _ => {
            let message =
                "is the same name without an alias: give two that differ in more than case, accents or article";
            Err(Error::Name { name: names.last().copied().unwrap_or_default().to_owned(), message })
        }
    }
}

/// The document of a valid alias file.
fn read(text: &str, place: &Path, analyzer: &mut Analyzer) -> Result<DocumentMut> {
    AliasBook::empty().add_text(text, place, "", analyzer)?;
    let wrong = |offset: usize, message: &str| Error::settings(place, text, offset, message.replace('\n', " "));
    let document: DocumentMut =
        text.parse().map_err(|e: toml_edit::TomlError| wrong(e.span().map_or(0, |s| s.start), e.message()))?;
    for name in ["group", "forbid"] {
        if document.get(name).is_some_and(|item| item.as_array_of_tables().is_none()) {
            let at = text.find(name).unwrap_or_default();
            return Err(wrong(at, &format!("`{name}` is one line: write each as [[{name}]]")));
        }
    }
    Ok(document)
}

fn tables<'a>(document: &'a mut DocumentMut, name: &str) -> &'a mut ArrayOfTables {
    let item = document.entry(name).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut().expect("checked when it was read")
}

fn key(text: &str, analyzer: &mut Analyzer) -> String {
    analyzer.query_words(text).iter().map(|w| w.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// The texts of a key of a table: one, or those of a list.
fn list_of(table: &Table, name: &str) -> Vec<String> {
    match table.get(name).and_then(Item::as_value) {
        Some(Value::String(text)) => vec![text.value().clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Every form of a group.
fn forms(group: &Table) -> Vec<String> {
    ["name", "names", "capitals"].iter().flat_map(|list| list_of(group, list)).collect()
}

/// Adds a form to a list of a group that has not got it.
fn add_form(group: &mut Table, list: &str, form: &str, analyzer: &mut Analyzer) {
    let wanted = key(form, analyzer);
    if forms(group).iter().any(|known| key(known, analyzer) == wanted) {
        return;
    }
    let item = group.entry(list).or_insert(Item::Value(Value::Array(Array::new())));
    if let Some(array) = item.as_array_mut() {
        array.push(form);
    }
}

/// Takes out of the `[[forbid]]`s what parts these names; the blocks to add, so that the others stay parted.
fn allow(document: &mut DocumentMut, names: &[Named<'_>], analyzer: &mut Analyzer) -> Vec<String> {
    let mut blocks = Vec::new();
    for number in (0..tables(document, "forbid").len()).rev() {
        let forbid = tables(document, "forbid").get_mut(number).expect("counted in the line above");
        let (ours, others): (Vec<String>, Vec<String>) = list_of(forbid, "names").into_iter().partition(|form| {
            let key = key(form, analyzer);
            names.iter().any(|n| n.key == key)
        });
        let (Some(first), 2..) = (ours.first(), ours.len()) else { continue };
        if others.is_empty() {
            remove_table(document, "forbid", number);
            continue;
        }
        if let Some(array) = forbid.get_mut("names").and_then(Item::as_array_mut) {
            array.retain(|v| v.as_str().is_none_or(|form| form == first || others.iter().any(|o| o == form)));
        }
        for our in &ours[1..] {
            let parted: Vec<&str> = std::iter::once(our).chain(&others).map(String::as_str).collect();
            blocks.push(forbid_block(&parted));
        }
    }
    blocks
}

/// Takes out a table; the comments above it stay where it stood.
fn remove_table(document: &mut DocumentMut, name: &str, number: usize) {
    let removed = tables(document, name).remove(number);
    let comments = removed.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned();
    if !comments.contains('#') {
        return;
    }
    let mut next: Option<&mut Table> = None;
    for (_, item) in document.as_table_mut().iter_mut() {
        for table in item.as_array_of_tables_mut().into_iter().flat_map(ArrayOfTables::iter_mut) {
            let later = table.position() > removed.position();
            if later && next.as_ref().is_none_or(|n| table.position() < n.position()) {
                next = Some(table);
            }
        }
    }
    match next {
        Some(table) => {
            let own = table.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned();
            table.decor_mut().set_prefix(comments + &own);
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default().to_owned();
            document.set_trailing(comments + &own);
        }
    }
}

/// The document's text and the blocks after it, each after an empty line.
fn with_blocks(document: &DocumentMut, blocks: &[String]) -> String {
    let mut text = document.to_string();
    for block in blocks {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text += block;
    }
    text
}

fn group_block(names: &[Named<'_>]) -> String {
    let of = |capitals: bool| names.iter().filter(move |n| n.capitals == capitals).map(|n| n.text);
    let shown = of(false).next().unwrap_or(names[0].text);
    let mut block = format!("[[group]]\nname = {}\n", quoted(shown));
    let plain: Vec<&str> = of(false).filter(|text| *text != shown).collect();
    let capitals: Vec<&str> = of(true).collect();
    if !plain.is_empty() {
        block += &format!("names = {}\n", list(&plain));
    }
    if !capitals.is_empty() {
        block += &format!("capitals = {}\n", list(&capitals));
    }
    block
}

fn forbid_block(names: &[&str]) -> String {
    format!("[[forbid]]\nnames = {}\n", list(names))
}

fn list(names: &[&str]) -> String {
    format!("[{}]", names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
