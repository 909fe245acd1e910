//! Reading a part of the playbook for its form, and keeping what was filled in.

use edgewise::{
    base::json,
    playbook::Playbook,
    release::{Hash, Member, Role},
    wire::{
        FieldFault,
        form::{self, FormSchema, Posted, Step, changed},
    },
};
use serde_json::Value;
use worker::{Env, Response};

use super::{
    super::{form::Form, html as answer, see},
    edit::{self, Note, PATH, Page},
    skills,
};
use crate::{
    bindings,
    contract::{
        self,
        playbook::{NAME, ReadDraft},
    },
    fault::{Fault, Result},
    http::Asked,
    playbooks, releases as api, team,
};

/// What is edited: the draft, or, where there is none, what is live.
struct Edited {
    playbook: Playbook,
    document: Value,
    /// Of the draft.
    revision: Option<u32>,
}

impl Posted for Form {
    fn all(&self, name: &str) -> Vec<&str> {
        self.fields(name).collect()
    }
}

/// All parts.
pub(super) async fn index(asked: &Asked) -> Result<Response> {
    let edited = edited(&asked.env).await?;
    let live = json::value(&*playbooks::live_for_most(&asked.env).await?);
    let root = schema(&asked.env).await?;
    let of_each = |(name, help)| {
        let is_changed = edited.document.get(name) != live.get(name);
        (name, help, is_changed)
    };
    let parts = FormSchema::new(&root).parts().into_iter();
    let parts: Vec<_> = parts.filter(|(name, _)| *name != "schema_version").map(of_each).collect();
    answer(200, edit::index(&parts))
}

/// One part.
pub(super) async fn show(asked: &Asked, who: &Member, name: &str) -> Result<Response> {
    let edited = edited(&asked.env).await?;
    let root = schema(&asked.env).await?;
    let value = edited.document.get(name);
    let form = FormSchema::new(&root).part(name, value).ok_or_else(Fault::not_found)?;
    let saved = asked.query("saved").is_some();
    let faults = if edited.revision.is_some() {
        let report = api::checked(&asked.env, &edited.playbook);
        of_part(name, report.faults.into_iter().map(FieldFault::from).collect())
    } else {
        Vec::new()
    };
    let page = Page {
        name,
        form: &form,
        was: &hash(value),
        faults: &faults,
        note: if saved { Note::Saved } else { Note::None },
        may_edit: who.role >= Role::Editor,
    };
    answer(200, edit::page(&page))
}

/// The merchant's own skills in sentences.
pub(super) async fn skills(asked: &Asked) -> Result<Response> {
    let edited = edited(&asked.env).await?;
    let is_draft = edited.revision.is_some();
    let faults: Vec<FieldFault> = if is_draft {
        let report = api::checked(&asked.env, &edited.playbook);
        report.faults.into_iter().map(FieldFault::from).collect()
    } else {
        Vec::new()
    };
    answer(200, skills::page(&edited.playbook, is_draft, &faults))
}

/// Keeps what was filled in, or changes what there is to fill in.
pub(super) async fn take(asked: &mut Asked, who: &Member, name: &str) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let sent = Form::read(asked).await?;
    let edited = edited(&asked.env).await?;
    let root = schema(&asked.env).await?;
    let schema = FormSchema::new(&root);
    let value = form::read(schema, name, &sent).ok_or_else(Fault::not_found)?;
    let mut document = edited.document.clone();
    put(&mut document, name, value);
    let current = hash(edited.document.get(name));
    let again = |document: &Value, note, faults: &[FieldFault], was: &str, status| {
        let form = schema.part(name, document.get(name)).ok_or_else(Fault::not_found)?;
        let page = Page { name, form: &form, was, faults, note, may_edit: true };
        answer(status, edit::page(&page))
    };
    if let Some(step) = step(sent.field("do"), &sent) {
        let changed = changed(schema, &document, &step);
        return again(&changed.unwrap_or(document), Note::Unsaved, &[], sent.field("was"), 200);
    }
    if sent.field("was") != current {
        return again(&document, Note::Overtaken, &[], &current, 409);
    }
    let body = document.to_string();
    let saved = api::save_draft(&asked.env, who, body.as_bytes(), edited.revision).await;
    match saved {
        Ok(_) => see(&format!("{PATH}/{name}?saved=1")),
        Err(Fault::Problem(problem)) if problem.status == 412 => {
            again(&document, Note::Overtaken, &[], &current, 409)
        }
        Err(Fault::Problem(problem)) if !problem.errors.is_empty() => {
            again(&document, Note::Faulty, &problem.errors, &current, 422)
        }
        Err(fault) => Err(fault),
    }
}

fn step(pressed: &str, sent: &Form) -> Option<Step> {
    let (what, pointer) = pressed.split_once(':')?;
    let pointer = pointer.to_owned();
    match what {
        "add" => {
            let name = sent.field(&format!("{pointer}/new")).to_owned();
            Some(Step::Add { pointer, name })
        }
        "remove" => Some(Step::Remove { pointer }),
        _ => None,
    }
}

fn put(document: &mut Value, name: &str, value: Value) {
    if let Value::Object(held) = document {
        held.insert(name.to_owned(), value);
    }
}

/// The faults that lie in a part.
fn of_part(name: &str, faults: Vec<FieldFault>) -> Vec<FieldFault> {
    let inside = |fault: &FieldFault| fault.pointer.split('/').nth(1) == Some(name);
    faults.into_iter().filter(inside).collect()
}

fn hash(value: Option<&Value>) -> String {
    let text = value.map(Value::to_string).unwrap_or_default();
    Hash::of(text.as_bytes()).as_str().to_owned()
}

async fn edited(env: &Env) -> Result<Edited> {
    let (playbook, revision) = match contract::call(env, NAME, &ReadDraft {}).await? {
        Some(draft) => (draft.playbook, Some(draft.revision)),
        None => ((*playbooks::live_for_most(env).await?).clone(), None),
    };
    Ok(Edited { document: json::value(&playbook), playbook, revision })
}

/// What a playbook may hold, as it is published beside the other files.
async fn schema(env: &Env) -> Result<Value> {
    let assets = bindings::assets(env)?;
    let mut file = assets.fetch("https://assets/playbook.schema.json", None).await?;
    let text = file.text().await?;
    json::read(&text).map_err(|_| Fault::internal("playbook.schema"))
}
