//! The merchant's own services, as a scenario has them answer.

use std::collections::BTreeMap;

use crate::{
    commerce::{Answer, FieldValue, Fields, ServiceCall, ShopFault, ShopResult},
    playbook::{Playbook, TestAnswer, TestFailure},
};

/// What services answer, by what they are asked (`gifts.get`); of several one after the other, and the
/// last again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct Services(BTreeMap<String, Vec<TestAnswer>>);

impl Services {
    pub(super) fn new(answers: &BTreeMap<String, Vec<TestAnswer>>) -> Self {
        Self(answers.clone())
    }

    /// The next answer. `acts` is whether the call changes something.
    ///
    /// # Errors
    /// In words, where there is none.
    pub(super) fn answer(
        &mut self,
        call: &ServiceCall,
        acts: bool,
        playbook: &Playbook,
    ) -> Result<ShopResult, String> {
        let name = format!("{}.{}", call.connector, call.operation);
        let answers = self.0.get_mut(&name).filter(|answers| !answers.is_empty());
        let Some(answers) = answers else {
            return Err(format!("It asks `{name}`, and nothing says what that answers."));
        };
        let answer =
            if answers.len() > 1 { Some(answers.remove(0)) } else { answers.first().cloned() };
        let answer = answer.unwrap_or(TestAnswer { gives: None, fails: Some(TestFailure::Failed) });
        let connector = playbook.connectors.get(&call.connector);
        let operation = connector.and_then(|held| held.operations.get(&call.operation));
        let mut fields = Fields::new();
        for (output, shape) in operation.iter().flat_map(|operation| &operation.outputs) {
            let Some(gives) = &answer.gives else { break };
            let value = gives.get(output).and_then(|value| FieldValue::read(value, shape.kind));
            let Some(value) = value else {
                return Err(format!("The answer of `{name}` has no usable `{output}`."));
            };
            fields.insert(output.clone(), value);
        }
        Ok(match answer.fails {
            None => Ok(Answer::Fields(fields)),
            Some(TestFailure::Missing) => Err(ShopFault::NotFound),
            Some(TestFailure::Failed) if acts => {
                Err(ShopFault::Refused { code: "not_allowed".to_owned() })
            }
            Some(TestFailure::Failed) => Err(ShopFault::Unavailable),
            Some(TestFailure::Lost) => Err(ShopFault::Unknown),
        })
    }
}
