//! How long a folder of pages takes without and with pages that take every extractor down.
//!
//! `hostile`: makes a hundred pages of a few kilobytes in a folder of its own, reads them, adds five hostile ones (20,000
//! elements inside one another, 8,000 lists that are not closed, 20,000 pairs of `<b><i>`, 50,000 attributes, a tag of
//! 400 KB), reads all, and prints both times; the good pages must give the same articles.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use dateline::ingest;

const SENTENCES: [&str; 4] = [
    "The old bridge over the river fell early on Thursday, hours after the last bus had crossed it.",
    "Nobody was hurt, the mayor said, but two hundred families are cut off from the market and the clinic.",
    "Engineers had warned in the spring that the middle pillar was washed out by the flood of the year before.",
    "The council had set money aside for the repair, which was to begin after the harvest.",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("dateline-hostile-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    for i in 0..100 {
        fs::write(folder.join(format!("good{i:03}.html")), good(i))?;
    }
    // The first run also warms up the patterns.
    read(&folder)?;
    let start = Instant::now();
    let alone = read(&folder)?;
    let without = start.elapsed();
    let open = |piece: &str, times: usize| {
        format!("<html><title>Bridge falls</title>{}<p>{}", piece.repeat(times), SENTENCES[0])
    };
    let attributes: String = (0..50_000).map(|i| format!(" a{i}=1")).collect();
    let hostile = [
        open("<div>", 20_000),
        open("<ul><li>", 8_000),
        open("<b><i>", 20_000),
        open(&format!("<div{attributes}>"), 1),
        open(&format!("<div class=\"{}\">", "a ".repeat(200_000)), 1),
    ];
    for (i, page) in hostile.iter().enumerate() {
        fs::write(folder.join(format!("hostile{i}.html")), page)?;
    }
    let start = Instant::now();
    let all = read(&folder)?;
    let with = start.elapsed();
    fs::remove_dir_all(&folder)?;
    let same = alone.iter().all(|title| all.contains(title));
    println!(
        "100 pages {without:.2?}, with 5 hostile ones {with:.2?}, {:.2} times",
        with.as_secs_f64() / without.as_secs_f64()
    );
    println!("{} of 105 read, the good ones {}", all.len(), if same { "as before" } else { "OTHERWISE" });
    Ok(())
}

/// Title and text of each article.
fn read(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut read = Vec::new();
    for file in ingest::walk::walk(folder).files {
        for article in ingest::read_file(&file, &ingest::ReadingOptions::default())? {
            let article = article?;
            read.push((article.title().to_owned(), article.body()));
        }
    }
    Ok(read)
}

fn good(i: usize) -> String {
    let paragraphs: String =
        (0..12).map(|j| format!("<p>{} {}</p>\n", SENTENCES[(i + j) % 4], SENTENCES[(i * j) % 4])).collect();
    let menu: String = (0..40).map(|j| format!("<li><a href=\"/{j}\">Section {j}</a></li>")).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Bridge {i} falls</title></head><body><nav><ul>{menu}</ul></nav>\
         <article><h1>Bridge {i} falls</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    )
}
