//! What must be heard in whatever language it is said.

use super::{
    Command, Confidence, HeardCommand,
    lexicon::{Lexicon, Meaning, Signal, Target, hits},
    normal::{Token, exact},
    signal::{Signals, heard},
};
use crate::base::text::Word;

/// What was heard of it in a message.
pub(super) struct Alarms {
    words: Vec<Token>,
}

impl Alarms {
    /// Words that are looked at are taken as they are spelt: one like them may mean anything.
    pub(super) fn of(words: &[Word]) -> Self {
        Self { words: exact(words, Lexicon::alarms()) }
    }

    /// Notes that somebody may be hurt, or may hurt themselves.
    pub(super) fn note(&self, signals: &mut Signals) {
        for (signal, _) in heard(&self.words) {
            signals.safety |= signal == Signal::Safety;
            signals.crisis |= signal == Signal::Crisis;
        }
    }

    /// Hears that a person is asked for, where nothing else was understood.
    pub(super) fn ask_person(&self, commands: &mut Vec<HeardCommand>) {
        let person = Target::Meaning(Meaning::Person);
        let understood = commands.iter().any(|heard| heard.command != Command::CannotHandle);
        let Some(hit) = hits(&self.words).find(|hit| hit.target == person) else {
            return;
        };
        if !understood {
            let confidence = Confidence::from_permille(hit.permille);
            *commands =
                vec![HeardCommand::new(Command::AskPerson, confidence, vec![hit.place.span])];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::words;

    #[test]
    fn alarms_are_heard_in_many_languages() {
        let heard = |text: &str| {
            let mut signals = Signals::default();
            Alarms::of(&words(text)).note(&mut signals);
            (signals.safety, signals.crisis)
        };
        for text in [
            "mi hijo se tragó la pila",
            "mein Sohn hat die Batterie verschluckt",
            "mon fils a avalé la pile",
            "meu filho engoliu a pilha",
            "mio figlio ha ingoiato la pila",
            "mijn zoon heeft de batterij ingeslikt",
        ] {
            assert_eq!(heard(text), (true, false), "{text}");
        }
        for text in ["quiero morir", "ich will sterben", "je veux mourir", "quero morrer"] {
            assert_eq!(heard(text), (false, true), "{text}");
        }
        assert_eq!(heard("where is my order, I live in Brennto"), (false, false));
    }
}
