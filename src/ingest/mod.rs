//! files → articles: one file a format, chosen by content before extension.
