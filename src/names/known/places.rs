//! Countries, regions and great cities with all of their forms.

use std::sync::LazyLock;

use super::table::{Lists, Strings, split_head};

/// Written by `known_names` in `bench/`.
static FILE: &[u8] = include_bytes!("../data/places.table");

static PLACES: LazyLock<KnownPlaces> = LazyLock::new(|| KnownPlaces::read(FILE));

/// The kinds of places, by their number in the file.
pub const KINDS: [&str; 3] = ["country", "region", "city"];

/// The places that are known, and their forms.
#[derive(Clone, Copy, Debug)]
pub struct KnownPlaces {
    /// The folded forms, sorted.
    forms: Strings<'static>,
    /// Each as it is written, where that is not with capitals alone.
    written: Strings<'static>,
    /// Of each form: whether particles are written with it (1) or not (0), and its places.
    places: Lists<'static>,
    /// Of each place: its kind, and its forms, the one shown to people first.
    forms_of: Lists<'static>,
}

/// A form of a known place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceForm {
    /// Its folded words, a space between them.
    pub folded: &'static str,
    /// As it is written.
    pub text: String,
}

impl KnownPlaces {
    /// The list that is built in.
    pub fn built_in() -> Self {
        *PLACES
    }

    /// A list as its file has it.
    pub fn read(file: &'static [u8]) -> Self {
        let (_, mut sections) = split_head(file);
        let (forms, written) = (sections.strings(), sections.strings());
        let (places, forms_of) = (sections.lists(), sections.lists());
        Self { forms, written, places, forms_of }
    }

    /// The places that have a form, in folded words; none for what is no form.
    pub fn places(&self, folded: &str) -> impl Iterator<Item = u32> + Clone + use<> {
        let places = self.places;
        self.forms.find(folded).into_iter().flat_map(move |form| places.get(form).skip(1))
    }

    /// Whether particles are written with a form: not in Persian.
    pub fn takes_particles(&self, folded: &str) -> bool {
        self.forms.find(folded).is_some_and(|form| self.places.get(form).next() == Some(1))
    }

    /// Whether a form begins with these folded words.
    pub fn any_begins_with(&self, folded: &str) -> bool {
        self.forms.any_begins_with(folded)
    }

    /// The kind of a place.
    pub fn kind(&self, place: u32) -> &'static str {
        let kind = self.forms_of.get(place as usize).next().unwrap_or_default();
        KINDS.get(kind as usize).copied().unwrap_or("place")
    }

    /// All forms of a place, the one shown to people first.
    pub fn forms(&self, place: u32) -> impl Iterator<Item = PlaceForm> + use<> {
        let (forms, written) = (self.forms, self.written);
        self.forms_of.get(place as usize).skip(1).map(move |number| {
            let folded = forms.get(number as usize);
            let text = match written.get(number as usize) {
                "" => with_capitals(folded),
                text => text.to_owned(),
            };
            PlaceForm { folded, text }
        })
    }
}

/// Folded words as they are written with capitals alone.
pub fn with_capitals(folded: &str) -> String {
    let mut text = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        if !text.is_empty() {
            text.push(' ');
        }
        let mut letters = word.chars();
        text.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_sorted_and_each_place_has_several() {
        let places = KnownPlaces::built_in();
        let forms: Vec<&str> = (0..places.forms.len()).map(|number| places.forms.get(number)).collect();
        assert!(forms.len() > 20_000 && forms.is_sorted());
        for form in &forms {
            assert!(places.places(form).next().is_some(), "{form}");
        }
        let germany = places.places("germany").next().unwrap();
        assert_eq!(places.kind(germany), "country");
        assert!(places.forms(germany).any(|form| form.folded == "المانيا" && form.text == "ألمانيا"));
        assert!(places.takes_particles("المانيا") && !places.takes_particles("كيف"));
    }
}
