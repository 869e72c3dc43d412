//! Questions that are asked again and again.
//!
//! 1. What is new is what was indexed since, whatever its date; what has another text is changed; what is read again is neither.
//! 2. What is not shown stays new, and so does everything where an answer is kept; an article that moves in its file is not new.
//! 3. An index that is built anew has nothing new.
//! 4. A text that is in no index is told by the saved queries that find it whole, and by the known names that it has; a word that is
//!    a place elsewhere is none.
//! 5. Articles like one share the words that tell most of it; itself and its near-duplicates are left out.
//! 6. Queries that are saved at the same moment are all kept, each with its alias file; what is new goes to a file in every format.
//! 7. Names, files and questions that cannot be meant are errors with the way out.

use std::process::Output;

use serde_json::Value;

use crate::scratch::Scratch;

fn article(id: &str, date: &str, last: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"source\":\"Ledger\",\"date\":\"{date}\",\"title\":\"Bridge {id} opens\",\
         \"text\":\"The drawbridge over the river was opened by the mayor of the valley. {last}\"}}\n"
    )
}

fn archive(articles: &[String]) -> Scratch {
    let scratch = Scratch::new();
    write(&scratch, articles);
    scratch
}

fn write(scratch: &Scratch, articles: &[String]) {
    scratch.write("in/bridges.jsonl", &articles.concat());
    let output = scratch.run(&["index", "in"], "");
    assert!(output.status.success(), "{output:?}");
}

/// New and changed articles, the ids that are shown, and the exit code.
fn new(scratch: &Scratch, arguments: &[&str]) -> (u64, u64, Vec<String>, i32) {
    let output = scratch.run(&[&["new", "--json"], arguments].concat(), "");
    let line: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    let hits = line["answer"]["hits"].as_array().unwrap();
    let mut ids: Vec<String> = hits.iter().map(|hit| hit["article"]["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    (line["new"].as_u64().unwrap(), line["changed"].as_u64().unwrap(), ids, output.status.code().unwrap())
}

fn fails_with(output: &Output, message: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), stderr.contains(message)), (Some(2), true), "{message} is not in {stderr}");
}

#[test]
fn what_is_new_is_what_was_indexed_since() {
    let mut articles = vec![article("a", "2020-01-02", "A band played.")];
    let scratch = archive(&articles);
    let output = scratch.run(&["save", "bridges", "drawbridge", "river"], "");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "saved `bridges`: drawbridge river (1 article up to now); `search new bridges` shows what comes\n"
    );
    assert_eq!(new(&scratch, &[]), (0, 0, vec![], 1));
    articles.push(article("b", "1999-05-06", "Nobody came."));
    articles.push(article("c", "2021", "It rained.").replace("drawbridge", "footbridge"));
    write(&scratch, &articles);
    assert_eq!(new(&scratch, &["--keep"]), (1, 0, vec!["b".into()], 0));
    assert_eq!(new(&scratch, &["bridges"]), (1, 0, vec!["b".into()], 0));
    assert_eq!(new(&scratch, &[]), (0, 0, vec![], 1));
    articles[0] = article("a", "2020-01-02", "No band played.");
    write(&scratch, &articles);
    assert_eq!(new(&scratch, &[]), (0, 1, vec!["a".into()], 0));
    let output = scratch.run(&["index", "--rebuild"], "");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(new(&scratch, &[]), (0, 0, vec![], 1));
}

#[test]
fn articles_that_move_are_not_new() {
    let scratch = Scratch::new();
    let line =
        |n: u32| format!("{{\"title\":\"Bridge {n}\",\"text\":\"The drawbridge number {n} was opened.\"}}\n");
    write(&scratch, &[line(1), line(2)]);
    scratch.run(&["save", "bridges", "drawbridge"], "");
    write(&scratch, &[line(3), line(1), line(2)]);
    let (new, changed, ids, _) = new(&scratch, &[]);
    assert_eq!((new, changed, ids.len()), (1, 0, 1));
}

#[test]
fn what_is_not_shown_stays_new() {
    let mut articles = vec![article("a", "2020", "A band played.")];
    let scratch = archive(&articles);
    scratch.run(&["save", "bridges", "drawbridge"], "");
    articles.extend(["b", "c", "d"].map(|id| article(id, "2021", id)));
    write(&scratch, &articles);
    let (count, _, first, _) = new(&scratch, &["--limit", "2"]);
    assert_eq!((count, first.len()), (3, 2));
    let (count, _, rest, _) = new(&scratch, &[]);
    assert_eq!((count, rest.len()), (1, 1));
    assert!(!first.contains(&rest[0]));
    articles.push(article("e", "2022", "e"));
    write(&scratch, &articles);
    for (option, value) in [("--count", None), ("--limit", Some("0"))] {
        let given: Vec<&str> = std::iter::once(option).chain(value).collect();
        let output = scratch.run(&[&["new"], &given[..]].concat(), "");
        let said = format!("1 still new: leave out `{}` to see them\n", given.join(" "));
        assert!(String::from_utf8_lossy(&output.stdout).ends_with(&said), "{output:?}");
    }
    let output = scratch.run(&["new"], "");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.starts_with("== bridges: 1 new since 20") && text.contains("Bridge e opens"), "{text}");
}

#[test]
fn saved_queries_are_listed_and_forgotten() {
    let scratch = archive(&[article("a", "2020", "A band played.")]);
    scratch.run(&["save", "one", "drawbridge", "--from", "2019"], "");
    scratch.run(&["save", "two", "mayor"], "");
    for (date, is_told) in [("7d", true), ("last month", true), ("2019-01", false)] {
        let output = scratch.run(&["save", "days", "mayor", "--replace", "--from", date], "");
        assert_eq!(String::from_utf8_lossy(&output.stderr).contains("is kept as the day"), is_told, "{date}");
    }
    scratch.run(&["saved", "--remove", "days"], "");
    let output = scratch.run(&["saved"], "");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().filter_map(|line| line.split(", asked").next()).collect();
    assert_eq!(lines, ["one\tdrawbridge --from 2019-01-01\t1 article", "two\tmayor\t1 article"]);
    let output = scratch.run(&["saved", "--json"], "");
    let first: Value = serde_json::from_slice(output.stdout.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert_eq!((&first["name"], &first["options"]["from"]), (&"one".into(), &"2019-01-01".into()));
    let output = scratch.run(&["saved", "--remove", "one", "--json"], "");
    let line: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    assert_eq!(line["forgot"]["query"], "drawbridge");
    fails_with(
        &scratch.run(&["new", "one"], ""),
        "no query is saved as `one`, saved are `two`\n`search -q \"new one\"`",
    );
}

#[test]
fn queries_that_are_saved_at_the_same_moment_are_all_kept() {
    let scratch = archive(&[article("a", "2020", "A band played.")]);
    let names: Vec<String> = (0..12).map(|n| format!("q{n}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| assert!(scratch.run(&["save", name, "drawbridge"], "").status.success()));
        }
        scope.spawn(|| scratch.run(&["new"], ""));
    });
    let output = scratch.run(&["saved"], "");
    let mut saved: Vec<&str> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
    saved.sort_unstable();
    assert_eq!(saved.len(), names.len(), "{saved:?}");
}

#[test]
fn a_saved_query_keeps_its_aliases() {
    let mut articles = vec![article("a", "2020", "A band played.")];
    let scratch = archive(&articles);
    scratch.write("mine/aliases.toml", "[[group]]\nname = \"Ferryman\"\nnames = [\"Boatswain\"]\n");
    scratch.run(&["save", "ferry", "Ferryman", "--aliases", "mine/aliases.toml"], "");
    scratch.run(&["save", "plain", "Ferryman"], "");
    articles.push(article("b", "2021", "The Boatswain came."));
    write(&scratch, &articles);
    assert_eq!(new(&scratch, &["ferry", "--keep"]), (1, 0, vec!["b".into()], 0));
    assert_eq!(new(&scratch, &["plain"]), (0, 0, vec![], 1));
    let output = scratch.run(&["match", "--json", "-"], "Boats\n\nThe Boatswain came.");
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((line["queries"].as_array().unwrap().len(), &line["queries"][0]["name"]), (1, &"ferry".into()));
    std::fs::remove_file(scratch.path().join("mine/aliases.toml")).unwrap();
    fails_with(&scratch.run(&["new"], ""), "ferry: cannot read");
}

#[test]
fn what_is_new_is_written_in_every_format() {
    let mut articles = vec![article("a", "2020", "A band played.")];
    let scratch = archive(&articles);
    scratch.run(&["save", "bridges", "drawbridge"], "");
    articles.push(article("b", "2021", "It rained."));
    write(&scratch, &articles);
    for (file, some) in
        [("n.csv", "bridges,drawbridge,1,"), ("n.jsonl", "{\"query_id\":\"bridges\""), ("n.md", "Bridge b")]
    {
        let output = scratch.run(&["new", "--keep", "-o", file], "");
        let text = std::fs::read_to_string(scratch.path().join(file)).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(some) && said.contains("bridges: 1 new since"), "{said}{text}");
    }
    fails_with(&scratch.run(&["new", "-o", "n.trec"], ""), "no ranking: take `--format jsonl`");
    // An answer that could not be written is new the next time.
    fails_with(&scratch.run(&["new", "-o", "nowhere/n.csv"], ""), "nowhere/n.csv");
    assert_eq!(new(&scratch, &[]), (1, 0, vec!["b".into()], 0));
}

#[test]
fn a_removed_article_is_forgotten_and_comes_back_as_new() {
    let articles = vec![article("a", "2020", "A band played."), article("b", "2021", "It rained.")];
    let scratch = archive(&articles);
    scratch.run(&["save", "bridges", "drawbridge"], "");
    write(&scratch, &articles[..1]);
    assert_eq!(new(&scratch, &[]), (0, 0, vec![], 1));
    write(&scratch, &articles);
    assert_eq!(new(&scratch, &[]), (1, 0, vec!["b".into()], 0));
    let output = scratch.run(&["check", "--repair"], "");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(new(&scratch, &[]), (0, 0, vec![], 1));
}

#[test]
fn what_cannot_be_meant_is_an_error() {
    let scratch = archive(&[article("a", "2020", "A band played.")]);
    fails_with(&scratch.run(&["new"], ""), "no query is saved: write `search save NAME QUERY`");
    fails_with(&scratch.run(&["save", "", "bridge"], ""), "a saved query has a name");
    fails_with(&scratch.run(&["save", "nothing", "!"], ""), "asks for nothing");
    scratch.run(&["save", "bridges", "drawbridge"], "");
    fails_with(
        &scratch.run(&["save", "bridges", "mayor"], ""),
        "`bridges` is saved as `drawbridge`: take another name",
    );
    assert!(scratch.run(&["save", "--replace", "bridges", "mayor"], "").status.success());
    let file = scratch.path().join(".dateline.saved.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    scratch.write(".dateline.saved.jsonl", &format!("{text}{{\"name\":1}}\n"));
    fails_with(&scratch.run(&["saved"], ""), ".saved.jsonl:2: is no saved query");
}

#[test]
fn a_text_in_no_index_is_matched() {
    let scratch = archive(&[article("a", "2020", "A band played.")]);
    scratch
        .write("more/bread.txt", "Bread\n\nA queue for bread was here, and a long queue for more bread was there.");
    assert!(scratch.run(&["index", "corpus", "more"], "").status.success());
    scratch.run(&["save", "queue", "\"bread queue\""], "");
    scratch.run(&["save", "both", "bread", "harbour"], "");
    scratch.run(&["save", "group", "HTS"], "");
    let text = "A queue\n\nThe bread queue in Idlib was long, and a turkey was sold. Reading is nice. Hay'at Tahrir al-Sham and HTS came.";
    let output = scratch.run(&["match", "--json", "-"], text);
    let line: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    let names = |list: &str| -> Vec<String> {
        line[list].as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("queries"), ["queue", "group"]);
    assert_eq!(names("names"), ["Idlib", "Hayat Tahrir al-Sham"]);
    assert_eq!(line["queries"][0]["hit"]["passages"][0]["marks"][0]["text"], "bread queue");
    let full = text;
    for place in line["names"].as_array().unwrap().iter().flat_map(|name| name["places"].as_array().unwrap()) {
        let (start, end) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
        assert_eq!(&full[start..end], place["text"].as_str().unwrap());
    }
    let output = scratch.run(&["match", "-"], "Rain\n\nIt rained in the valley all day long.");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    fails_with(&scratch.run(&["match", "nowhere.txt"], ""), "nowhere.txt");
    let text = String::from_utf8(scratch.run(&["match", "in"], "").stdout).unwrap();
    assert!(text.is_empty(), "nothing of the queries or names is in it: {text}");
    scratch.write("in/.ignore", "old.txt\n");
    scratch.write("in/old.txt", "A queue\n\nThe bread queue was long.");
    let output = scratch.run(&["match", "in"], "");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.stdout.is_empty() && said.contains("left out: in/old.txt"), "{said}");
}

#[test]
fn articles_like_one_share_its_telling_words() {
    let mut articles: Vec<String> = ["a", "b", "c"].map(|id| article(id, "2020", "It rained.")).to_vec();
    articles[1] =
        articles[1].replace("drawbridge", "footbridge").replace("mayor", "bishop").replace("river", "gorge");
    articles.push("{\"id\":\"d\",\"title\":\"Bread\",\"text\":\"Nobody baked bread that day.\"}\n".to_owned());
    let scratch = archive(&articles);
    let ids = |arguments: &[&str]| -> (Vec<String>, Vec<u64>, String) {
        let output = scratch.run(&[&["--json"], arguments].concat(), "");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
        let hits = answer["hits"].as_array().unwrap();
        let ids = hits.iter().map(|hit| hit["article"]["id"].as_str().unwrap().to_owned()).collect();
        let ranks = hits.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
        (ids, ranks, answer["warnings"][0]["message"].as_str().unwrap().to_owned())
    };
    let (found, ranks, said) = ids(&["--like", "a"]);
    assert_eq!((found, ranks), (vec!["c".to_owned(), "b".to_owned()], vec![1, 2]));
    assert_eq!(said, "like `Bridge a opens`: articles with some of these words; the article itself is left out");
    assert_eq!(ids(&["--like", "a", "--offset", "1", "--limit", "1"]).0, ["b"]);
    scratch.write("new.txt", "A footbridge\n\nThe bishop looked at the gorge.");
    assert_eq!(ids(&["--like", "new.txt", "--limit", "1"]).0, ["b"]);
    scratch.write("again/in.jsonl", &articles[..2].concat());
    let output = scratch.run(&["--like", "again/in.jsonl"], "");
    let (text, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1. [Bridge] c") && said.contains("the article itself is left out"), "{text}{said}");
    assert!(said.contains("`again/in.jsonl` holds more articles than one, of which the first is taken"), "{said}");
    fails_with(&scratch.run(&["--like", "nowhere"], ""), "`nowhere` is neither the id of an article nor a file");
    fails_with(&scratch.run(&["--like", "a", "bridge"], ""), "cannot be used with");
}
