//! `search show ID`: a stored article.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use dateline::index::StoredArticle;
use dateline::results::date_fields;

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search show` is told.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The article's id, as an answer gives it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}

pub(crate) fn run(args: &ShowArgs, global: &Global) -> Result<ExitCode> {
    let articles = place::open(global)?.show(&args.id)?;
    let mut out = io::stdout().lock();
    for article in &articles {
        if global.json {
            let mut value = serde_json::to_value(article)?;
            let (date, date_precision) = date_fields(article.date);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("date".into(), date.into());
                fields.insert("date_precision".into(), serde_json::to_value(date_precision)?);
                fields.insert("updated".into(), article.updated.map(|d| d.to_string()).into());
                fields.insert("title".into(), article.title().into());
                fields.insert("full_text".into(), article.full_text().into());
            }
            writeln!(out, "{value}")?;
        } else {
            print_text(&mut out, article)?;
        }
    }
    if articles.is_empty() {
        writeln!(
            io::stderr(),
            "no article has the id `{}`: answers give ids, `--json` too",
            terminal_safe(&args.id)
        )?;
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn print_text(out: &mut impl Write, article: &StoredArticle) -> io::Result<()> {
    let date = article.date.map(|d| d.to_string());
    let updated = article.updated.map(|d| format!("updated {d}"));
    let (source, byline, url) = (article.source.as_deref(), article.byline.as_deref(), article.url.as_deref());
    let facts = [source, byline, date.as_deref(), updated.as_deref(), Some(article.language.as_str()), url];
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    writeln!(out, "{}", terminal_safe(&facts.join(" · ")))?;
    writeln!(out, "{}\n", terminal_safe(&article.path))?;
    writeln!(out, "{}", terminal_safe(&article.full_text()))
}
