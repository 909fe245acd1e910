//! What a list is narrowed to, as its address says it: so a list can be kept as a link.

use edgewise::{
    base::time::Timestamp,
    escalation::{Tag, TagError},
    release::Member,
};
use maud::{Markup, html};

use super::{
    super::form::{Form, address},
    NOBODY, VIEWS,
    list::PATH,
};
use crate::index::TicketFilter;

/// What a list shows.
#[derive(Default)]
pub(super) struct Narrowed {
    /// Which list.
    pub(super) view: &'static str,
    /// Of this queue; empty for all.
    pub(super) queue: String,
    /// With this tag, as it was typed; empty for all.
    pub(super) tag: String,
    /// Of this team member: `me`, `nobody`, an id; empty for all.
    pub(super) to: String,
    /// Only what was promised for a time that is over.
    pub(super) overdue: bool,
    /// Words to be found.
    pub(super) q: String,
}

impl Narrowed {
    /// Reads it from an address, or from a form.
    pub(super) fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let typed = |name: &str| field(name).unwrap_or_default().trim().to_owned();
        let asked_for = typed("view");
        let view = VIEWS.iter().map(|(view, _)| *view).find(|view| *view == asked_for);
        Self {
            view: view.unwrap_or("unassigned"),
            queue: typed("queue"),
            tag: typed("tag"),
            to: typed("to"),
            overdue: typed("overdue") == "1",
            q: typed("q"),
        }
    }

    /// Reads it from a form that leads back to it: fields of its own may have the same names.
    pub(super) fn sent_along(form: &Form) -> Self {
        Self::read(|name| {
            let named = if name == "view" { name.to_owned() } else { format!("list-{name}") };
            Some(form.field(&named).to_owned())
        })
    }

    /// Where this list is.
    pub(super) fn address(&self) -> String {
        self.page("")
    }

    /// Where a page of it is.
    pub(super) fn page(&self, cursor: &str) -> String {
        self.at(self.view, cursor)
    }

    /// The same of another list.
    pub(super) fn of(&self, view: &str) -> String {
        self.at(view, "")
    }

    fn at(&self, view: &str, cursor: &str) -> String {
        let overdue = if self.overdue { "1" } else { "" };
        address(
            PATH,
            &[
                ("view", view),
                ("queue", &self.queue),
                ("tag", &self.tag),
                ("to", &self.to),
                ("overdue", overdue),
                ("q", &self.q),
                ("cursor", cursor),
            ],
        )
    }

    /// The same, as fields of a form that leads back here.
    pub(super) fn hidden(&self) -> Markup {
        let typed = [("queue", &self.queue), ("tag", &self.tag), ("to", &self.to), ("q", &self.q)];
        html! {
            input type="hidden" name="view" value=(self.view);
            @for (name, value) in typed.iter().filter(|(_, value)| !value.is_empty()) {
                input type="hidden" name={ "list-" (name) } value=(value);
            }
            @if self.overdue { input type="hidden" name="list-overdue" value="1"; }
        }
    }

    /// Whether it shows less than its view does.
    pub(super) fn is_narrower(&self) -> bool {
        let typed = [&self.queue, &self.tag, &self.to, &self.q];
        self.overdue || typed.iter().any(|it| !it.is_empty())
    }

    /// Whether the list leaves open whose the tickets are.
    pub(super) fn is_of_anybody(&self) -> bool {
        !matches!(self.view, "unassigned" | "mine")
    }

    /// What is looked for.
    pub(super) fn filter(
        &self,
        who: &Member,
        now: Timestamp,
        cursor: Option<String>,
    ) -> Result<TicketFilter, TagError> {
        let words = self.words()?.unwrap_or_default();
        let to = match self.view {
            "unassigned" => NOBODY,
            "mine" => "me",
            _ => self.to.as_str(),
        };
        let to = if to == "me" { who.id.as_str() } else { to };
        let state = match self.view {
            "customer" => "waiting_customer",
            "closed" | "snoozed" => self.view,
            // Wherever they stand: what is closed awaits nobody.
            "mentions" => "",
            _ => "open",
        };
        Ok(TicketFilter {
            state: Some(state.to_owned()).filter(|state| !state.is_empty()),
            assignee: Some(to.to_owned()).filter(|to| !to.is_empty()),
            mentions: (self.view == "mentions").then(|| who.id.clone()),
            overdue_at: self.overdue.then_some(now),
            cursor,
            ..words
        })
    }

    /// What of it somebody typed; nothing where they typed nothing.
    pub(super) fn words(&self) -> Result<Option<TicketFilter>, TagError> {
        let typed = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let tag = typed(&self.tag).map(|tag| Tag::parse(&tag)).transpose()?;
        let (queue, q) = (typed(&self.queue), typed(&self.q));
        if queue.is_none() && tag.is_none() && q.is_none() {
            return Ok(None);
        }
        Ok(Some(TicketFilter { queue, tag, q, ..TicketFilter::default() }))
    }
}
