//! Dateline inside another program: articles from memory, an index in a folder, typed results.
//!
//!     cargo run --release --package dateline --example embed
#![allow(clippy::print_stdout, reason = "the example prints")]

use dateline::Removal;
use dateline::article::{Article, Day, PublishedDate};
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use dateline::{Archive, Result};

fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("dateline-example-{}", std::process::id()));
    let mut archive = Archive::open_or_create(&folder, IndexSchema::built_in())?;
    for (id, title, text, day) in [
        ("1", "Families leave Saraqib", "Thousands were displaced overnight, the SOHR said.", Day::new(2020, 2, 5)),
        ("2", "Bakery reopens", "In Saraqeb the ovens are warm again.", Day::new(2020, 3, 1)),
    ] {
        let mut article = Article::from_text(title, text);
        article.id = Some(id.into());
        article.source = Some("Example Gazette".into());
        article.date = day.map(PublishedDate::day);
        archive.add(&article)?;
    }
    archive.commit()?;

    let answer = archive.search("Saraqeb displacement", &SearchOptions::default())?;
    for hit in &answer.hits {
        println!("{}. {} ({:?})", hit.rank, hit.article.title, hit.tier);
        for mark in hit.passages.iter().flat_map(|p| &p.marks).chain(&hit.article.title_marks) {
            println!("   `{}` for `{}`", mark.text, mark.query);
        }
    }

    archive.remove(&Removal::Article("2".into()))?;
    archive.commit()?;
    println!("{} article left", archive.statistics().articles);
    drop(archive);
    // The example cleans up after itself; a failure here is none of the engine's.
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
