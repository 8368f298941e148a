//! What may be wrong with guides, through the whole program: reported, read as well as can be, and never harmful.

/// Links, pipes, half-written files and strange encodings.
mod files;

/// Very large guides, and Markdown that is made to be slow.
mod sizes;

/// Markup that would run in a reader's browser.
mod markup;

/// Text that is the same to people and not to machines.
mod writing;

/// Steps that were renumbered, moved or removed, and guides that are doubles.
mod changes;
