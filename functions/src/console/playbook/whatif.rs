//! What the draft would have changed: past turns run again, a bounded number for each page, until all have been
//! or somebody stops. The page goes on by itself through a header, so it needs no script.

use edgewise::{
    base::{
        json,
        money::{Currency, Money},
    },
    release::{ChangedTurn, Course, Group, Member, MoneyMoved, Role, Step, WhatIf},
    wire::{Problem, WhatIfRequest, WhatIfTurns, WhatIfView},
};
use maud::{Markup, html};
use worker::{Env, Response};

use super::{
    super::{
        form::{Form, address},
        frame::{instant, short, words},
        html as page, see,
    },
    part,
};
use crate::{
    contract::{
        self,
        playbook::{NAME, ReadDraft, ReadWhatIfTurns},
    },
    fault::{Fault, Result},
    http::Asked,
    playbooks, team, what_if,
};

pub(super) const PATH: &str = "/console/playbook/past";

/// Seconds for which a page of a run that goes on is shown.
const PAUSE: &str = "1";

/// What is shown.
#[derive(Default)]
struct Shown {
    /// Whether there is a draft to try.
    has_draft: bool,
    run: Option<WhatIfView>,
    turns: Option<WhatIfTurns>,
    /// The place of the group that the turns are of.
    group: Option<usize>,
    /// Whether the next page follows by itself.
    goes_on: bool,
    fault: Option<String>,
}

/// The page; with `go` in its address it runs the next turns first. That changes nothing but how far the run is.
pub(super) async fn show(asked: &Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let (env, mut shown) = (&asked.env, Shown::default());
    shown.has_draft = contract::call(env, NAME, &ReadDraft {}).await?.is_some();
    shown.run = what_if::current(env).await?;
    if asked.query("go").is_some() && shown.run.as_ref().is_some_and(|run| !run.done) {
        match what_if::step(env).await {
            Ok(run) => {
                shown.goes_on = !run.done;
                shown.run = Some(run);
            }
            Err(Fault::Problem(problem)) => shown.fault = Some(problem.detail),
            Err(fault) => return Err(fault),
        }
    }
    shown.group = asked.query("group").and_then(|place| place.parse().ok());
    if let Some(run) = &shown.run
        && !shown.goes_on
        && run.found.changed > 0
    {
        shown.turns = Some(turns(env, &run.found, shown.group, asked.query("after")).await?);
    }
    let answer = page(200, whole(&shown))?;
    if shown.goes_on {
        answer.headers().set("refresh", &format!("{PAUSE}; url={PATH}?go=1"))?;
    }
    Ok(answer)
}

/// The turns that change, those of one group where one is chosen.
async fn turns(
    env: &Env,
    found: &WhatIf,
    group: Option<usize>,
    after: Option<String>,
) -> Result<WhatIfTurns> {
    let of = group.and_then(|place| found.groups.get(place));
    let call = ReadWhatIfTurns {
        after: after.and_then(|after| after.parse().ok()).unwrap_or_default(),
        of: of.map(|group| (group.before.clone(), group.after.clone())),
    };
    contract::call(env, NAME, &call).await
}

/// Begins a run, and goes on with it.
pub(super) async fn begin(asked: &mut Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let form = Form::read(asked).await?;
    let env = &asked.env;
    match asked_for(env, &form).await {
        Ok(request) => match what_if::begin(env, request).await {
            Ok(_) => see(&format!("{PATH}?go=1")),
            Err(Fault::Problem(problem)) => refused(env, &problem).await,
            Err(fault) => Err(fault),
        },
        Err(Fault::Problem(problem)) => refused(env, &problem).await,
        Err(fault) => Err(fault),
    }
}

async fn asked_for(env: &Env, form: &Form) -> Result<WhatIfRequest> {
    let zone = playbooks::time_zone(env).await?;
    let since = match form.field("since") {
        "" => None,
        day => Some(
            edgewise::base::time::Timestamp::of_day(day, &zone)
                .ok_or_else(|| Problem::invalid("/since", "is no day such as `2026-11-01`"))?
                .0,
        ),
    };
    let skill = form.field("skill").trim().replace(' ', "_");
    Ok(WhatIfRequest { since, until: None, skill: Some(skill).filter(|it| !it.is_empty()) })
}

async fn refused(env: &Env, problem: &Problem) -> Result<Response> {
    let detail = match problem.errors.first() {
        Some(fault) => format!("The first day {}.", fault.detail),
        None => problem.detail.clone(),
    };
    let shown = Shown {
        has_draft: contract::call(env, NAME, &ReadDraft {}).await?.is_some(),
        fault: Some(detail),
        ..Shown::default()
    };
    page(problem.status, whole(&shown))
}

fn whole(shown: &Shown) -> Markup {
    part(
        "Past turns",
        PATH,
        html! {
            h1 { "What the draft would have changed" }
            @if let Some(fault) = &shown.fault { p.fault role="alert" { (fault) } }
            @if let Some(run) = &shown.run { (progress(run, shown.goes_on)) }
            @if !shown.goes_on { (form(shown)) }
            @if let Some(run) = &shown.run {
                (groups(&run.found, shown.group))
                @if let Some(turns) = &shown.turns { (changed(turns, shown.group)) }
            }
        },
    )
}

fn form(shown: &Shown) -> Markup {
    html! {
        @if shown.has_draft {
            form.filter method="post" action=(PATH) {
                label { "Conversations since (empty for all) " input type="date" name="since"; }
                label { "Only with the ability " input name="skill" maxlength="80" placeholder="for example claim"; }
                button { @if shown.run.is_some() { "Run them again" } @else { "Run past turns" } }
            }
        } @else {
            div.empty {
                p { "There is no draft." }
                p {
                    a href=(super::edit::PATH) { "Change something" }
                    ", and come back: every past turn is run again under it, and those that would have gone another way are shown."
                }
            }
        }
        @if shown.run.is_none() && shown.has_draft {
            p.quiet { "No shop is asked and no customer hears of it: a turn is run from what its record holds." }
        }
    }
}

fn progress(run: &WhatIfView, goes_on: bool) -> Markup {
    let of = run.conversations.max(run.conversations_run);
    html! {
        section.card role="status" {
            p {
                strong { @if run.done { "All have been run" } @else if goes_on { "Running …" } @else { "Stopped before the end" } }
                ": " (run.conversations_run) " of " (of) " conversations, " (run.found.turns) " turns, "
                (run.found.changed) " of them would have gone another way."
            }
            progress max=(of.max(1)) value=(if run.done { of.max(1) } else { run.conversations_run }) aria-label="Conversations that have been run" {}
            p.quiet {
                "Compared with version " (run.live)
                @if let Some(skill) = &run.skill { ", only conversations with " bdi { (words(skill)) } }
                @if run.since.as_ms() > 0 { ", since " (instant(run.since)) }
                @if run.found.unreadable > 0 { ". " (run.found.unreadable) " turns are of an older build and could not be read" }
                "."
            }
            @if !run.done {
                div.actions {
                    @if goes_on { a href=(PATH) { "Stop here" } } @else { a.button href={ (PATH) "?go=1" } { "Go on" } }
                }
            }
        }
    }
}

fn groups(found: &WhatIf, chosen: Option<usize>) -> Markup {
    html! {
        @if found.turns > 0 && found.changed == 0 {
            div.empty { p { "Nothing would have changed, to the last turn that was run." } }
        }
        @if !found.groups.is_empty() {
            section {
                h2 { "What changes" }
                table {
                    thead { tr {
                        th scope="col" { "Under what is live" }
                        th scope="col" { "Under the draft" }
                        th scope="col" { "Turns" }
                        th scope="col" { "Money to customers" }
                        th scope="col" { "Which" }
                    } }
                    tbody { @for (place, group) in found.groups.iter().enumerate() { (row(place, group, chosen)) } }
                }
            }
        }
    }
}

fn row(place: usize, group: &Group, chosen: Option<usize>) -> Markup {
    html! {
        tr {
            td data-label="Live" { (course(&group.before)) }
            td data-label="Draft" { @if group.before == group.after { "the same, in other words or amounts" } @else { (course(&group.after)) } }
            td data-label="Turns" { (group.turns) }
            td data-label="Money" { (money(&group.money)) }
            td data-label="Which" {
                @if chosen == Some(place) { a href={ (PATH) "#turns" } aria-current="true" { "shown below" } }
                @else { a href={ (PATH) "?group=" (place) "#turns" } { "Show them" } }
            }
        }
    }
}

/// What a turn came to, in words.
fn course(steps: &[Course]) -> String {
    let told: Vec<String> = steps
        .iter()
        .map(|step| {
            if step.step == Step::AsksShop {
                return format!("asks what was not asked then ({})", words(&step.of));
            }
            let what = words(&json::name(&step.step));
            if step.of.is_empty() { what } else { format!("{what}: {}", words(&step.of)) }
        })
        .collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join(", then ") }
}

fn money(moved: &[MoneyMoved]) -> Markup {
    let told = |minor: i64, code: &str| match Currency::parse(code) {
        Ok(currency) => {
            format!("{} {}", Money::from_minor(minor, currency).amount(), currency.code())
        }
        Err(_) => format!("{minor} {code}"),
    };
    html! {
        @if moved.is_empty() { span.quiet { "–" } } @else {
            div { @for (place, one) in moved.iter().enumerate() {
                @if place > 0 { br; }
                (told(one.before_minor, &one.currency)) " → " (told(one.after_minor, &one.currency))
            } }
        }
    }
}

fn changed(turns: &WhatIfTurns, group: Option<usize>) -> Markup {
    let chosen = group.map(|place| place.to_string()).unwrap_or_default();
    html! {
        section #turns {
            h2 { @if group.is_some() { "Turns of this kind" } @else { "Every turn that changes" } }
            @if group.is_some() { p { a href={ (PATH) "#turns" } { "Show all of them" } } }
            ol.cards { @for turn in &turns.items { li.card { (one(turn)) } } }
            @if let Some(next) = turns.next {
                p { a.next rel="next" href={ (address(PATH, &[("group", &chosen), ("after", &next.to_string())])) "#turns" } { "More turns" } }
            }
        }
    }
}

/// One turn, opened side by side.
fn one(turn: &ChangedTurn) -> Markup {
    let said = if turn.said.is_empty() {
        "(pressed the button for a person, or a person decided)"
    } else {
        &turn.said
    };
    html! {
        details.whole {
            summary { bdi { (said) } }
            div.pair {
                (side("Under what is live", &turn.before, &turn.reply_before))
                (side("Under the draft", &turn.after, &turn.reply_after))
            }
            @if !turn.money.is_empty() { p { "Money to the customer: " (money(&turn.money)) } }
            p.quiet {
                (instant(turn.at)) " · "
                a href={ "/console/conversations/" (turn.conversation_id) } { "Conversation " (short(turn.conversation_id.as_str())) }
            }
        }
    }
}

fn side(title: &str, steps: &[Course], reply: &str) -> Markup {
    html! {
        div {
            h3 { (title) }
            p.quiet { (course(steps)) }
            blockquote {
                @if steps.iter().any(|step| step.step == Step::AsksShop) {
                    p.quiet { "what it would say hangs on that answer, which nobody has" }
                } @else if reply.is_empty() {
                    p.quiet { "nothing is said" }
                }
                @for line in reply.lines() { p dir="auto" { (line) } }
            }
        }
    }
}
