//! An element of a page → whether it stands with the headline of another story: in a list of links, or in a short box.

use dom_query::NodeRef;

/// A box that leads to another story says at most this much, in bytes.
const MAX_BOX: usize = 400;

/// Nor has it more elements and texts.
const MAX_NODES: usize = 200;

/// Beside its link and its time it says at most this much, in bytes.
const MAX_BESIDE: usize = 80;

/// How many elements around a time are looked at.
const REACH: usize = 6;

/// Whether a time is that of another story.
pub(super) fn has_time(time: &NodeRef<'_>) -> bool {
    for around in time.ancestors_it(Some(REACH)) {
        if around.has_name("body") || around.has_name("main") {
            return false;
        }
        // What is larger is not looked at: a page may have a time in each of thousands of entries.
        if around.descendants_it().nth(MAX_NODES).is_some() {
            return false;
        }
        let text = length(&around);
        if text > MAX_BOX || around.descendants_it().any(|node| node.has_name("h1")) {
            return false;
        }
        let linked = linked(&around, time);
        let is_most = linked > 0 && text <= linked + length(time) + MAX_BESIDE;
        let has_heading = || around.descendants_it().any(|node| is_linked_heading(&node));
        let is_entry = around.has_name("li") && has_sibling(&around) || around.has_name("article");
        if is_most && (is_entry || has_heading()) {
            return true;
        }
    }
    false
}

/// The bytes of text in an element without its spaces.
fn length(node: &NodeRef<'_>) -> usize {
    node.text().split_whitespace().map(str::len).sum()
}

/// The bytes of the links in an element but for one in the time, around it, or to a writer.
fn linked(around: &NodeRef<'_>, time: &NodeRef<'_>) -> usize {
    let is_of_time = |link: &NodeRef<'_>| {
        time.ancestors_it(Some(REACH)).any(|outer| outer.id == link.id && length(link) <= length(time))
            || link.ancestors_it(Some(REACH)).any(|outer| outer.id == time.id)
    };
    let is_writer = |link: &NodeRef<'_>| {
        let said =
            ["rel", "href", "class", "itemprop"].map(|key| link.attr(key).unwrap_or_default().to_lowercase());
        said.iter().any(|said| said.contains("aut") || said.contains("writer") || said.contains("profile"))
    };
    let links = around.descendants_it().filter(|node| node.has_name("a") && node.has_attr("href"));
    links.filter(|link| !is_of_time(link) && !is_writer(link)).map(|link| length(&link)).sum()
}

/// Whether the entry of a list before or after one holds a time too.
fn has_sibling(entry: &NodeRef<'_>) -> bool {
    let holds_time = |node: &NodeRef<'_>| {
        node.has_name("li") && node.descendants_it().take(MAX_NODES).any(|inner| inner.has_name("time"))
    };
    [entry.prev_element_sibling(), entry.next_element_sibling()].iter().flatten().any(holds_time)
}

/// Whether it is a heading that is a link or stands in one.
fn is_linked_heading(node: &NodeRef<'_>) -> bool {
    let is_heading = ["h2", "h3", "h4", "h5", "h6"].iter().any(|name| node.has_name(name));
    is_heading
        && (node.descendants_it().any(|inner| inner.has_name("a"))
            || node.ancestors_it(Some(2)).any(|outer| outer.has_name("a")))
}
