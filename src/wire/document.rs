//! Reading a document that a person wrote: every fault is found at once, not only the first.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    FieldFault, Problem, ProblemCode,
    body::{data_fault, value_of},
};
use crate::base::{json, sort, text::pointer_key};

/// Faults of one document that are told.
const FAULTS_MAX: usize = 100;

/// What could be read of a document, and what could not.
#[derive(Debug)]
pub struct DocumentRead<T> {
    /// What could be read: what was at fault has its default, or is left out of its list. Nothing
    /// where the whole of it makes no sense.
    pub document: Option<T>,
    /// What could not, in the order in which it was found.
    pub faults: Vec<FieldFault>,
}

/// Reads a document. Where something in it cannot be read, it is taken out and the rest read again.
///
/// # Errors
/// A [`Problem`] where the body is no JSON at all.
pub fn read_document<T: DeserializeOwned>(body: &[u8]) -> Result<DocumentRead<T>, Problem> {
    let mut value = value_of(body)?;
    let mut faults = Vec::new();
    let mut removed = Removed::default();
    loop {
        match json::read_value(value.clone()) {
            Ok(document) => return Ok(DocumentRead { document: Some(document), faults }),
            Err(error) => {
                let (path, fault) = data_fault(&error);
                faults.push(FieldFault { pointer: removed.original(&fault.pointer), ..fault });
                if faults.len() >= FAULTS_MAX || !removed.take(&mut value, &path) {
                    return Ok(DocumentRead { document: None, faults });
                }
            }
        }
    }
}

impl<T> DocumentRead<T> {
    /// The document, if all of it could be read.
    ///
    /// # Errors
    /// A [`Problem`] with one entry for each fault.
    pub fn whole(self, detail: &str) -> Result<T, Problem> {
        match self.document {
            Some(document) if self.faults.is_empty() => Ok(document),
            _ => Err(Problem::new(ProblemCode::Invalid, detail).with(self.faults)),
        }
    }
}

/// Entries that were taken out of lists, so that the others are still called by their own places.
#[derive(Default)]
struct Removed(Vec<(String, usize)>);

impl Removed {
    /// Takes the value at a path out of a document; false where that is the whole of it.
    fn take(&mut self, value: &mut Value, path: &str) -> bool {
        let Some((parent, key)) = path.rsplit_once('/') else { return false };
        match value.pointer_mut(parent) {
            Some(Value::Object(fields)) => fields.remove(&pointer_key(key)).is_some(),
            Some(Value::Array(list)) => match key.parse::<usize>() {
                Ok(index) if index < list.len() => {
                    list.remove(index);
                    let original = self.original(path);
                    let (parent, key) = original.rsplit_once('/').unwrap_or_default();
                    self.0.push((parent.to_owned(), key.parse().unwrap_or(index)));
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// A pointer into what is left, as a pointer into what was handed in.
    fn original(&self, pointer: &str) -> String {
        let mut original = String::new();
        for part in pointer.split('/').skip(1) {
            let index = part
                .parse::<usize>()
                .ok()
                .filter(|_| self.0.iter().any(|(parent, _)| *parent == original));
            let part = match index {
                None => part.to_owned(),
                Some(index) => self.place_in(&original, index).to_string(),
            };
            original.push('/');
            original.push_str(&part);
        }
        original
    }

    fn place_in(&self, list: &str, index: usize) -> usize {
        let mut gone: Vec<usize> =
            self.0.iter().filter(|(parent, _)| parent == list).map(|(_, place)| *place).collect();
        sort::by(&mut gone, Ord::cmp);
        gone.into_iter().fold(
            index,
            |place, gone| {
                if gone <= place { place.saturating_add(1) } else { place }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    fn faults(body: &str) -> Vec<String> {
        let read = read_document::<Playbook>(body.as_bytes()).unwrap();
        read.faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn every_fault_of_a_document_is_named_at_its_own_place() {
        let body = r#"{
            "brand": {"name": 7, "motto": "more"},
            "guardrails": {"windows": [
                {"actions": ["return"], "days": 30},
                {"actions": ["fly"], "days": 1},
                {"actions": ["exchange"], "days": "many"},
                {"actions": ["return"], "days": 5, "weeks": 2}
            ]},
            "skils": {}
        }"#;
        let mut found = faults(body);
        found.sort();
        assert_eq!(
            found,
            [
                "/brand/motto",
                "/brand/name",
                "/guardrails/windows/1/actions/0",
                "/guardrails/windows/2/days",
                "/guardrails/windows/3/weeks",
                "/skils",
            ]
        );
    }

    #[test]
    fn what_makes_no_sense_at_all_is_one_fault() {
        assert_eq!(faults("[]"), [""]);
        assert_eq!(faults(r#"{"guardrails": [], "brand": {"name": "A"}}"#), ["/guardrails"]);
        assert_eq!(faults("7"), [""]);
        assert!(read_document::<Playbook>(b"{").is_err());
    }

    #[test]
    fn a_sound_document_has_none() {
        assert_eq!(faults("{}"), Vec::<String>::new());
    }
}
