//! Messages without a word: a lone "?", dots, a heart.

use super::{ChitchatKind, Command};

/// What a message means in which no word stands, unless it is empty or a sign that is a word itself.
pub(super) fn bare(text: &str) -> Option<Command> {
    let has = |signs: &[char]| text.contains(signs);
    if text.trim().is_empty() || text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let kind = if has(&['🖕', '🤬']) {
        ChitchatKind::Abuse
    } else if has(&['👋']) {
        ChitchatKind::Greeting
    } else if has(&['❤', '🙏', '😊', '🙂', '😀', '😃', '😄', '😍', '🥰', '🎉', '😘', '💕', '👏'])
    {
        ChitchatKind::Thanks
    } else {
        ChitchatKind::Listening
    };
    Some(Command::Chitchat { kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_without_words_are_told_apart() {
        let kind = |text: &str| match bare(text) {
            Some(Command::Chitchat { kind }) => Some(kind),
            _ => None,
        };
        assert_eq!(kind("???"), Some(ChitchatKind::Listening));
        assert_eq!(kind("..."), Some(ChitchatKind::Listening));
        assert_eq!(kind("❤️"), Some(ChitchatKind::Thanks));
        assert_eq!(kind("🤬🤬"), Some(ChitchatKind::Abuse));
        assert_eq!(kind("ok?"), None);
        assert_eq!(kind(" "), None);
    }
}
