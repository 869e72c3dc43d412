//! From article to passages:
//! 1. passage 0 is the headline, empty where there is none; ordinals count up;
//! 2. passages are in order, do not overlap, and only blanks stand outside them;
//! 3. their ranges have no blanks around them; sentences start inside, the first at 0;
//! 4. no passage holds two languages or a caption and something else;
//! 5. short paragraphs stay whole, long ones are parted between sentences, endless ones in time that grows with the length.

use dateline::article::{Article, Block, BlockKind, Language};
use dateline::passage::{Passage, passages};
use proptest::prelude::*;

fn article(blocks: &[(BlockKind, &str)]) -> Article {
    let mut article = Article::from_text("", "");
    article.blocks = blocks.iter().map(|(kind, text)| Block::new(*kind, *text)).collect();
    article
}

/// The passages, after the universal laws were checked.
fn check(article: &Article, words: usize) -> Vec<Passage> {
    let text = article.full_text();
    let all = passages(article, &text, words);
    assert_eq!(all[0].kind, BlockKind::Headline);
    let mut at = 0;
    for (ordinal, p) in all.iter().enumerate() {
        assert_eq!(p.ordinal as usize, ordinal);
        assert!(text[at..p.start].trim().is_empty(), "{:?}", &text[at..p.start]);
        let own = &text[p.start..p.end];
        assert!(own == own.trim() && (ordinal == 0 || !own.is_empty()), "{own:?}");
        assert_eq!(p.sentences[0], 0);
        for pair in p.sentences.windows(2) {
            assert!(pair[0] < pair[1], "{:?}", p.sentences);
        }
        for start in &p.sentences[1..] {
            assert!(own.is_char_boundary(*start as usize) && (*start as usize) < own.len());
        }
        at = p.end;
    }
    assert!(text[at..].trim().is_empty(), "{:?}", &text[at..]);
    all
}

fn texts(article: &Article, words: usize) -> Vec<String> {
    let text = article.full_text();
    check(article, words).iter().map(|p| text[p.start..p.end].to_owned()).collect()
}

use BlockKind::{Caption, Heading, Headline, Paragraph};

#[test]
fn headline_captions_and_paragraphs() {
    let a = article(&[
        (Headline, "Rain in Idlib"),
        (Caption, "A street under water."),
        (Paragraph, "It rained."),
        (Paragraph, "It rained more."),
        (Caption, "A boat."),
        (Paragraph, "It stopped."),
    ]);
    let expected =
        ["Rain in Idlib", "A street under water.", "It rained.\n\nIt rained more.", "A boat.", "It stopped."];
    assert_eq!(texts(&a, 100), expected);
    let all = check(&a, 100);
    assert_eq!(all.iter().map(|p| p.paragraph).collect::<Vec<_>>(), [0, 1, 2, 4, 5]);
    assert_eq!(all.iter().map(|p| p.kind).collect::<Vec<_>>(), [Headline, Caption, Paragraph, Caption, Paragraph]);
    assert_eq!(all[2].sentences, [0, 12]);
}

#[test]
fn an_article_without_a_headline_has_an_empty_passage_0() {
    let all = check(&article(&[(Paragraph, "It rained.")]), 100);
    assert_eq!((all.len(), all[0].start, all[0].end), (2, 0, 0));
    assert_eq!(check(&article(&[]), 100).len(), 1);
}

#[test]
fn a_heading_opens_the_passage_after_it() {
    let a = article(&[(Paragraph, "One."), (Heading, "The flood"), (Paragraph, "Two."), (Heading, "The end")]);
    assert_eq!(texts(&a, 100), ["", "One.", "The flood\n\nTwo.", "The end"]);
    let kinds: Vec<_> = check(&a, 100).iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [Headline, Paragraph, Paragraph, Heading]);
}

#[test]
fn languages_are_not_mixed() {
    let mut a = article(&[(Paragraph, "It rained."), (Paragraph, "Il a plu."), (Paragraph, "It stopped.")]);
    a.blocks[1].language = Some(Language::new("fr"));
    assert_eq!(texts(&a, 100), ["", "It rained.", "Il a plu.", "It stopped."]);
    assert_eq!(check(&a, 100)[2].language, Language::new("fr"));
}

#[test]
fn paragraphs_are_put_together_to_about_the_wanted_length() {
    let paragraph =
        "Twenty words stand here so that five of them make one passage of a hundred words, as the schema wants it.";
    let a = article(&[(Paragraph, paragraph); 12]);
    let lengths: Vec<usize> = check(&a, 100).iter().skip(1).map(|p| p.sentences.len()).collect();
    assert_eq!(lengths, [5, 5, 2]);
}

#[test]
fn a_long_paragraph_is_parted_between_sentences() {
    let paragraph = "Ten words make up each sentence of this long paragraph. ".repeat(30);
    let a = article(&[(Paragraph, paragraph.trim())]);
    let lengths: Vec<usize> = check(&a, 100).iter().skip(1).map(|p| p.sentences.len()).collect();
    assert_eq!(lengths, [10, 10, 10]);
}

#[test]
fn a_headline_or_caption_of_any_length_has_passages_of_about_the_wanted_length() {
    let long = "Ten words make up each sentence of this long headline. ".repeat(500);
    for kind in [Headline, Caption, Heading] {
        let a = article(&[(kind, long.trim()), (Paragraph, "It stopped.")]);
        let text = a.full_text();
        let all = check(&a, 100);
        let words: Vec<usize> = all.iter().map(|p| text[p.start..p.end].split_whitespace().count()).collect();
        assert!(words.iter().all(|words| *words <= 110), "{kind:?}: {words:?}");
        let first = all.iter().find(|p| p.end > 0).unwrap();
        assert_eq!(first.kind, if kind == Heading { Paragraph } else { kind });
        assert!(all[2..].iter().all(|p| p.kind == Paragraph), "{kind:?}");
    }
    let whole = "word ".repeat(1_000);
    assert_eq!(check(&article(&[(Headline, whole.trim()), (Caption, whole.trim())]), 100).len(), 2);
}

#[test]
fn an_endless_sentence_is_parted_between_clauses_or_words() {
    for unit in ["words without any end, ", "words without any end ", "東京", "คำ"] {
        let a = article(&[(Paragraph, unit.repeat(60_000).trim())]);
        let all = check(&a, 100);
        assert!(all.len() > 600, "{unit} {}", all.len());
    }
    // Nothing to part: one passage, and no time lost on it.
    for unit in ["x", ".", "\"", "U.S.", "a.", "[1]", ". "] {
        check(&article(&[(Paragraph, unit.repeat(300_000).trim())]), 100);
    }
}

/// Any sequence of blocks.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let text = prop_oneof![
        4 => "(([A-Z][a-z]{1,5}|U\\.S\\.|Gen\\.|[0-9]{1,2}|«[a-z]+»)[ ,.!?\n]{1,2}){0,40}",
        2 => "\\PC{0,40}",
        1 => "([东京。！]|คำ|م|، |؟ ){0,60}",
    ];
    let kind = prop_oneof![1 => Just(Caption), 1 => Just(Heading), 4 => Just(Paragraph)];
    let language = prop_oneof![6 => Just(None), 1 => Just(Some(Language::new("fr")))];
    let block = (kind, text, language).prop_map(|(kind, text, language)| {
        let mut block = Block::new(kind, text);
        block.language = language;
        block
    });
    proptest::collection::vec(block, 0..10)
}

proptest! {
    #[test]
    fn passages_cover_any_article_exactly(blocks in blocks(), title in "[A-Za-z ]{0,12}", words in 1..40_usize) {
        let mut a = Article::from_text(&title, "");
        a.blocks.extend(blocks);
        let all = check(&a, words);
        let text = a.full_text();
        for p in &all {
            prop_assert_eq!(p.kind == Headline, p.ordinal == 0);
            let _ = &text[p.start..p.end];
        }
    }

    #[test]
    fn passages_of_any_characters(text in any::<String>()) {
        check(&Article::from_text("", &text), 3);
    }
}
