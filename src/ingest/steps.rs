//! Steps of work: what a reader does once a line, a byte or a pair reports here, so that tests can hold that no file takes
//! time in proportion to the square of its length. Outside of tests nothing is counted.

/// Counts steps of work of this thread.
#[inline]
pub(super) fn count(steps: usize) {
    #[cfg(test)]
    tests::TAKEN.with(|taken| taken.set(taken.get() + steps as u64));
    #[cfg(not(test))]
    let _ = steps;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::ingest;

    thread_local! {
        pub(super) static TAKEN: Cell<u64> = const { Cell::new(0) };
    }

    /// How many steps reading a file takes.
    fn steps(name: &str, text: &str) -> u64 {
        let before = TAKEN.get();
        if let Ok(articles) = ingest::read_bytes(name, text.as_bytes()) {
            // What is left of a file that cannot be read is an error, which takes steps as well.
            articles.for_each(drop);
        }
        TAKEN.get() - before
    }

    /// Checks that a file of twice as many pieces takes at most about twice as many steps.
    fn check(name: &str, (start, end): (&str, &str), piece: &dyn Fn(usize) -> String) {
        let of = |pieces: usize| {
            let text: String = (0..pieces).map(piece).collect();
            steps(name, &format!("{start}{text}{end}"))
        };
        let (once, twice) = (of(2_000), of(4_000));
        let shown = piece(0);
        assert!(once > 0, "{name} of `{shown}` reports no steps");
        assert!(twice <= once * 5 / 2, "{name} of `{shown}`: {once} steps, of twice the length {twice}");
    }

    #[test]
    fn lines_take_steps_in_proportion_to_their_number() {
        for piece in [
            "word\n",
            "Word\n\n",
            "3 May 2019\n",
            "- word\n",
            "- ",
            "Share\nword\n",
            "Home\nNews\n\nSport\nBy Anna\n",
            "Home\n12 comments\nThe river rose over night, and by the morning it stood in the lower town, as in spring.\n",
        ] {
            check("a.txt", ("", ""), &|_| piece.to_owned());
        }
    }

    #[test]
    fn broken_data_takes_steps_in_proportion_to_its_length() {
        let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "items": ["#;
        for piece in [
            r#"{"title":{}, "#,
            r#"{"a":[{},"#,
            r#"{"title":"a"},"#,
            r#"{"title":"a},{"title":"b"},"#,
            r#"{"title":{},{\""#,
            r#"{"a":"#,
            "[",
            "{}",
            "},{",
            "{\"",
        ] {
            for start in ["[", "[{},", "{\"items\": [", feed] {
                check("a.json", (start, ""), &|_| piece.to_owned());
            }
        }
    }

    #[test]
    fn what_is_compared_with_all_before_it_takes_steps_in_proportion_to_its_number() {
        let day = |i: usize| format!("{}-{:02}-{:02}", 1990 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
        let issue = |i| format!("<date.issue norm='{}'/>", day(i));
        check("a.xml", ("<nitf><head><title>Bridge falls</title><docdata>", ""), &issue);
        let start = "<newsItem><contentSet><inlineData>It fell.</inlineData></contentSet><contentMeta>";
        check("a.xml", (start, ""), &|i| format!("<description>Text {i}</description>"));
        let name = "n".repeat(20_000);
        let rss = format!("<rss><channel><item><title>One</title></item><{name}>");
        check("a.xml", (&rss, ""), &|_| "<a/>".to_owned());
        let data = ("{\"title\": \"One\", \"authors\": [\"Anna\"", "]}");
        check("a.json", data, &|i| format!(", \"Anna Example{i}\""));
    }

    #[test]
    fn exports_and_rich_text_take_steps_in_proportion_to_their_length() {
        for piece in [
            "{\\b One}",
            "\\'e9",
            "\\u233?",
            "{",
            "{\\*\\x ",
            "One\\par ",
            "{\\stylesheet{\\s1 a;",
            "{\\upr{\\*\\ud ",
        ] {
            check("a.rtf", ("{\\rtf1 One two.\\par ", ""), &|_| piece.to_owned());
        }
        let page = "<html><div class=\"page_header\"></div><div class=\"history\">";
        for piece in ["<b class=\"text\">It fell.", ">One</div>"] {
            check("a.html", (page, ""), &|i| format!("<div class=\"message default\" id=\"message{i}\"{piece}"));
        }
    }

    #[test]
    fn a_page_that_is_too_large_is_not_gone_through_for_its_depth() {
        let page = |closing: usize| {
            format!("<body>{}{}It fell.", "<div>".repeat(512), format!("</x{}>", " ".repeat(500)).repeat(closing))
        };
        let (most, twice) = (steps("a.html", &page(8_500)), steps("a.html", &page(17_000)));
        assert!(most > 0 && twice <= most + most / 100, "{most} steps, of twice the length {twice}");
    }
}
