//! Single keys for those who work in the console all day. They are offered by the script alone, so without it
//! there is nothing to switch off. The elements that they lead to are marked with `data-key`.

use maud::{Markup, html};

/// What keys do on a list of tickets.
pub(super) const OF_LIST: &[(&str, &str)] = &[
    ("j", "next ticket"),
    ("k", "the one before"),
    ("Enter", "open it"),
    ("x", "select it, or not"),
    ("a", "give those that are selected to somebody"),
    ("s", "put them aside"),
    ("t", "tag them"),
    ("e", "close them"),
    ("/", "look for tickets"),
];

/// What keys do on a ticket.
pub(super) const OF_TICKET: &[(&str, &str)] = &[
    ("r", "write an answer"),
    ("n", "write a note"),
    ("a", "give it to somebody"),
    ("s", "put it aside"),
    ("t", "tag it"),
    ("e", "close it"),
    ("u", "back to the inbox"),
];

/// The button that tells of them, and what it opens. Both are shown by the script.
pub(super) fn help(keys: &[(&str, &str)]) -> Markup {
    html! {
        button #keys-open.plain type="button" hidden { "Keys" }
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            p { "They lead to the field or the button; nothing is done or sent before you do it. In a field they are letters." }
            dl.facts {
                @for (key, does) in keys { dt { kbd { (key) } } dd { (does) } }
                dt { kbd { "?" } } dd { "this list" }
            }
            label.check { input #keys-on type="checkbox"; " Use single keys on this device" }
            form.actions method="dialog" { button { "Done" } }
        }
    }
}
