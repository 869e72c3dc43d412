//! `search explain QUERY…`: the tokens, the expanded query and the parts of each score.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use dateline::ExplainResponse;

use crate::arguments::{Answering, Global, QueryArgs};
use crate::ask;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search explain` is told.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    pub(crate) answer: Answering,
}

pub(crate) fn run(args: &ExplainArgs, global: &Global) -> Result<ExitCode> {
    let archive = place::open(global)?;
    let explained = archive.explain(&args.query.text(), &ask::options(&args.answer)?)?;
    let mut out = io::stdout().lock();
    if global.json {
        writeln!(out, "{}", serde_json::to_string(&explained)?)?;
    } else {
        print_text(&mut out, &explained)?;
    }
    Ok(if explained.hits.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn print_text(out: &mut impl Write, explained: &ExplainResponse) -> io::Result<()> {
    writeln!(out, "understood  {}", terminal_safe(&explained.parsed))?;
    writeln!(out, "tokens      {}", terminal_safe(&explained.tokens.join(" ")))?;
    for warning in &explained.warnings {
        writeln!(out, "warning     at {}: {}", warning.position + 1, terminal_safe(&warning.message))?;
    }
    for clause in &explained.clauses {
        writeln!(out, "clause      {}", terminal_safe(clause))?;
    }
    if !explained.feedback.is_empty() {
        let words: Vec<&str> = explained.feedback.iter().map(|word| &*word.word).collect();
        writeln!(out, "feedback    {}", terminal_safe(&words.join(" ")))?;
    }
    for hit in &explained.hits {
        let tier = format!("{:?}", hit.tier).to_lowercase();
        writeln!(out, "\n{}. {}  {:.4} ({tier})", hit.rank, terminal_safe(&hit.id), hit.score)?;
        for part in &hit.parts {
            writeln!(
                out,
                "   {:<24} {:.4}  idf {:.4} ({} articles), {:.2} in the passage, {:.2} in the article",
                terminal_safe(&part.clause),
                part.score,
                part.idf,
                part.articles,
                part.passage_frequency,
                part.article_frequency,
            )?;
        }
        writeln!(out, "   {:<24} {:.4}", "for its tier", hit.step)?;
        if hit.feedback > 0.0 {
            writeln!(out, "   {:<24} {:.4}", "for feedback", hit.feedback)?;
        }
    }
    Ok(())
}
