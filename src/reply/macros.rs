//! Macros: what people of the team often answer, kept in the playbook, with the customer's and their own name
//! filled in. Nothing is sent by them: a person reads, changes and sends.

use std::collections::{BTreeMap, BTreeSet};

use super::{own::check_template, wording::environment};
use crate::{
    base::text::pointer_part,
    playbook::{Playbook, PlaybookFault},
};

/// Macros of one shop.
const MACROS_MAX: usize = 100;

/// Characters of a macro's name.
const NAME_CHARS_MAX: usize = 60;

/// Characters of its text.
const TEXT_CHARS_MAX: usize = 2_000;

/// What a macro knows.
#[derive(Clone, Copy, Debug)]
pub struct MacroValues<'a> {
    /// The customer's first name, where it may be told: `{% if first_name %}` asks.
    pub first_name: Option<&'a str>,
    /// The name of who answers.
    pub agent: &'a str,
}

/// The macros of a playbook with these values filled in, by their names.
#[must_use]
pub fn macros(playbook: &Playbook, values: MacroValues<'_>) -> BTreeMap<String, String> {
    let environment = environment();
    let known = minijinja::context! {
        agent => values.agent,
        brand => playbook.brand.name,
        first_name => values.first_name.unwrap_or_default(),
    };
    let filled = |text: &String| environment.render_str(text, &known).ok();
    let of_each = |(name, text): (&String, &String)| Some((name.clone(), filled(text)?));
    playbook.escalation.macros.iter().filter_map(of_each).collect()
}

/// Finds what is wrong with a playbook's macros.
#[must_use]
pub fn check_macros(playbook: &Playbook) -> Vec<PlaybookFault> {
    let set =
        |names: &[&str]| -> BTreeSet<String> { names.iter().map(|&it| it.to_owned()).collect() };
    let (sure, known) = (set(&["agent", "brand"]), set(&["agent", "brand", "first_name"]));
    let mut faults = Vec::new();
    for (index, (name, text)) in playbook.escalation.macros.iter().enumerate() {
        let mut fault = |detail: String| {
            let pointer = format!("/escalation/macros/{}", pointer_part(name));
            faults.push(PlaybookFault { pointer, detail });
        };
        let named = !name.trim().is_empty() && name.chars().count() <= NAME_CHARS_MAX;
        if !named || name.chars().any(char::is_control) {
            fault(format!("must be called something of 1 to {NAME_CHARS_MAX} characters"));
        }
        if index >= MACROS_MAX {
            fault(format!("is one too many: there may be {MACROS_MAX}"));
        }
        if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX {
            fault(format!("must have 1 to {TEXT_CHARS_MAX} characters"));
        } else if playbook.names_secret(text) {
            fault("names a connector's secret, which nobody is told".to_owned());
        } else if let Err(detail) = check_template(text, &sure, &known) {
            fault(detail);
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Playbook {
        let mut playbook = Playbook::default();
        playbook.escalation.macros.insert("Sorry".to_owned(), text.to_owned());
        playbook
    }

    #[test]
    fn names_are_filled_in_where_they_are_known() {
        let playbook = with(
            "Hi{% if first_name %} {{ first_name }}{% endif %}, {{ agent }} of {{ brand }} here.",
        );
        assert_eq!(check_macros(&playbook), []);
        let said = |first_name| {
            macros(&playbook, MacroValues { first_name, agent: "Bo <b>" }).remove("Sorry").unwrap()
        };
        assert_eq!(said(Some("Ada")), "Hi Ada, Bo <b> of our shop here.");
        assert_eq!(said(None), "Hi, Bo <b> of our shop here.");
    }

    #[test]
    fn what_is_not_known_or_no_plain_text_is_refused() {
        for bad in [
            "{{ first_name }}",
            "{{ order }}",
            "{% for x in agent %}{% endfor %}",
            "{{ agent | upper }}",
            "{% if agent %}",
            "",
            "  ",
        ] {
            assert_eq!(check_macros(&with(bad)).len(), 1, "{bad}");
        }
        assert_eq!(check_macros(&with("We refund within 5 days, as I said.")), []);
        let mut unnamed = Playbook::default();
        unnamed.escalation.macros.insert(" ".to_owned(), "x".to_owned());
        assert_eq!(check_macros(&unnamed).len(), 1);
    }
}
