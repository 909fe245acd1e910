//! Messages without a word that means something: a lone "?", dots, a heart, "lol".

use super::{ChitchatKind, Command};

/// What a message means in which only sounds stand, and how many of them; none where it is empty, a
/// sign that is a word itself, or angry.
pub(super) fn bare(text: &str, sounds: usize) -> Option<Command> {
    let has = |signs: &[char]| text.contains(signs);
    let worded = text.chars().any(char::is_alphanumeric);
    let angry = || has(&['😠', '😡', '😤', '👿', '😭', '😢', '💔']);
    if text.trim().is_empty() || worded != (sounds > 0) || angry() {
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
        let kind = |text: &str| match bare(text, usize::from(text == "lol")) {
            Some(Command::Chitchat { kind }) => Some(kind),
            _ => None,
        };
        assert_eq!(kind("???"), Some(ChitchatKind::Listening));
        assert_eq!(kind("..."), Some(ChitchatKind::Listening));
        assert_eq!(kind("❤️"), Some(ChitchatKind::Thanks));
        assert_eq!(kind("🤬🤬"), Some(ChitchatKind::Abuse));
        assert_eq!(kind("lol"), Some(ChitchatKind::Listening));
        assert_eq!(kind("😡"), None);
        assert_eq!(kind("ok?"), None);
        assert_eq!(kind(" "), None);
    }
}
