//! An error → what is said of it: what failed, the way out in the words of the command line, and who must act.

use dateline::error::{Error, ErrorKind};
use serde::Serialize;

/// An error as it is reported.
#[derive(Serialize)]
pub(crate) struct Failure {
    /// What failed and what helps.
    pub(crate) message: String,
    /// Who must act: `user`, `file` or `machine`.
    kind: &'static str,
}

impl Failure {
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let failed = error.chain().find_map(|cause| cause.downcast_ref::<Error>());
        let mut message = format!("{error:#}");
        if let Some(way_out) = failed.and_then(way_out) {
            message = format!("{message}: {way_out}");
        }
        let kind = match failed.map_or(ErrorKind::User, Error::kind) {
            ErrorKind::File => "file",
            ErrorKind::Machine => "machine",
            _ => "user",
        };
        Self { message, kind }
    }

    /// The line that a program reads; of several questions with the id of its own.
    pub(crate) fn line(&self, id: Option<&str>) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            error: &'a Failure,
            #[serde(skip_serializing_if = "Option::is_none")]
            id: Option<&'a str>,
        }
        serde_json::to_string(&Line { error: self, id }).unwrap_or_default()
    }
}

fn way_out(error: &Error) -> Option<String> {
    Some(match error {
        Error::NoIndex { path } => format!("build one with `search index --index {} FOLDER`", path.display()),
        Error::OtherIndex { path, .. } => {
            format!("build it anew with `search index --index {} --rebuild`", path.display())
        }
        Error::Locked { .. } => "wait until it has finished, or end it".into(),
        Error::Damaged { .. } => "`search check` tells more, `search check --repair` builds it anew from its own texts, `search index --rebuild` from the files".into(),
        Error::TimedOut { .. } => "narrow the query, or give it more time".into(),
        Error::Cancelled => "ask again".into(),
        _ => return None,
    })
}
