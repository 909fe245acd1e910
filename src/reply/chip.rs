//! What may be tapped instead of typed, before anything was said.

use super::Wordings;

/// Something that may be tapped: a whole message of the customer's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Chip {
    /// The cart.
    Cart,
    /// What a product comes in.
    ComesIn {
        /// Its name.
        title: String,
    },
    /// Something arrived damaged.
    Damaged,
    /// The same, of one order.
    DamagedOf {
        /// Which.
        number: String,
    },
    /// Whether a product can be had.
    InStock {
        /// Its name.
        title: String,
    },
    /// Where is my order?
    MyOrder,
    /// One order counts as delivered and is not there.
    OrderNotHere {
        /// Which.
        number: String,
    },
    /// A person.
    Person,
    /// Points.
    Points,
    /// When the money of a return comes back.
    RefundOf {
        /// Of which order.
        number: String,
    },
    /// Something is to go back.
    Return,
    /// A parcel counts as delivered and is not there.
    SaysDelivered,
    /// Where is this order?
    WhereIsOrder {
        /// Which.
        number: String,
    },
}

/// What a chip says, in a language that has wordings, else in English.
#[must_use]
pub fn chip(chip: &Chip, language: &str) -> String {
    let wordings = Wordings::of(language);
    let mut fields = wordings.fields();
    let name = match chip {
        Chip::Cart => "chip_cart",
        Chip::ComesIn { title } => {
            fields.text("title", title);
            "chip_comes_in"
        }
        Chip::Damaged => "chip_damaged",
        Chip::DamagedOf { number } => {
            fields.text("number", number);
            "chip_damaged_of"
        }
        Chip::InStock { title } => {
            fields.text("title", title);
            "chip_in_stock"
        }
        Chip::MyOrder => "chip_my_order",
        Chip::OrderNotHere { number } => {
            fields.text("number", number);
            "chip_order_not_here"
        }
        Chip::Person => "person",
        Chip::Points => "chip_points",
        Chip::RefundOf { number } => {
            fields.text("number", number);
            "chip_refund_of"
        }
        Chip::Return => "chip_return",
        Chip::SaysDelivered => "chip_says_delivered",
        Chip::WhereIsOrder { number } => {
            fields.text("number", number);
            "chip_where_is_order"
        }
    };
    wordings.short(name, &fields)
}
