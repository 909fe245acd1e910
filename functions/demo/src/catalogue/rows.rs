//! What the shop sells: one line per product.

/// One product of the table.
pub(super) struct Row {
    pub(super) title: &'static str,
    /// Cents of the first value of every option.
    pub(super) cents: i64,
    /// `name:value=percent,value;name:value`: percent of the price, 100 where left out.
    pub(super) options: &'static str,
    /// The shop's own labels, separated by spaces.
    pub(super) tags: &'static str,
    pub(super) text: &'static str,
}

/// One category of the table.
pub(super) struct Shelf {
    pub(super) product_type: &'static str,
    /// Start of the stock-keeping units.
    pub(super) code: &'static str,
    pub(super) rows: &'static [Row],
}

pub(super) const fn row(
    title: &'static str,
    cents: i64,
    options: &'static str,
    tags: &'static str,
    text: &'static str,
) -> Row {
    Row { title, cents, options, tags, text }
}
