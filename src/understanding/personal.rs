//! What somebody wants done with what is held about them: marketing, contact details, a copy, erasure.

use super::said::Said;

/// What somebody wants done with what is held about them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PersonalWish {
    /// Marketing no more, or again. On these channels; on all of them where none is named.
    Consent {
        /// Given or withdrawn.
        granted: bool,
        /// As consent events name them.
        channels: Vec<String>,
    },
    /// Another email address.
    Email,
    /// All of it is to be erased.
    Erase,
    /// A copy of it.
    Export,
    /// Another telephone number.
    Phone,
    /// It is about a subscription after all.
    Subscription,
}

/// Words of channels, with what consent events call the channel.
const CHANNELS: &[(&str, &[&str])] = &[
    (
        "email",
        &[
            "email",
            "emails",
            "emailing",
            "mail",
            "mails",
            "newsletter",
            "newsletters",
            "mailing",
            "correo",
            "correos",
            "boletin",
            "boletines",
            "inbox",
        ],
    ),
    ("sms", &["sms", "text", "texts", "texting", "messages", "mensajes", "mensaje"]),
    ("whatsapp", &["whatsapp"]),
];

/// Finds all that is wanted, in the order in which it is carried out.
#[must_use]
pub fn personal_wishes(texts: &[&str]) -> Vec<PersonalWish> {
    let mut wishes: Vec<PersonalWish> = Vec::new();
    let said = Said::of(texts);
    let goods =
        said.has(&["subscription", "subscriptions", "suscripcion", "autoship", "delivery", "box"]);
    if goods && said.has(&["unsubscribe", "cancel", "stop", "baja", "cancelar"]) {
        return vec![PersonalWish::Subscription];
    }
    if let Some(granted) = consent(&said) {
        wishes.push(PersonalWish::Consent { granted, channels: channels(&said) });
    }
    if exports(&said) {
        wishes.push(PersonalWish::Export);
    }
    if erases(&said) {
        wishes.push(PersonalWish::Erase);
    }
    let changes = said.has(&[
        "change",
        "changed",
        "update",
        "new",
        "wrong",
        "edit",
        "replace",
        "switch",
        "different",
        "cambiar",
        "cambia",
        "cambie",
        "actualizar",
        "nuevo",
        "correct",
    ]);
    if wishes.is_empty() && changes {
        if said.has(&["email", "mail", "correo"]) {
            wishes.push(PersonalWish::Email);
        }
        if said.has(&["phone", "telephone", "mobile", "cell", "number", "telefono", "movil"]) {
            wishes.push(PersonalWish::Phone);
        }
    }
    wishes
}

/// An email address or a telephone number, where one was typed.
#[must_use]
pub fn names_contact(texts: &[&str], wish: &PersonalWish) -> bool {
    let email = |text: &&str| {
        text.split_whitespace().any(|word| {
            word.split_once('@').is_some_and(|(name, at)| !name.is_empty() && at.contains('.'))
        })
    };
    let phone = |text: &&str| text.chars().filter(char::is_ascii_digit).count() >= PHONE_DIGITS_MIN;
    match wish {
        PersonalWish::Email => texts.iter().any(email),
        PersonalWish::Phone => texts.iter().any(phone),
        PersonalWish::Consent { .. }
        | PersonalWish::Erase
        | PersonalWish::Export
        | PersonalWish::Subscription => false,
    }
}

/// Digits of the shortest telephone number.
const PHONE_DIGITS_MIN: usize = 7;

/// Whether marketing is wanted no more, or again; nothing where it is not spoken of.
fn consent(said: &Said) -> Option<bool> {
    let marketing = said.has(&[
        "email",
        "emails",
        "emailing",
        "mail",
        "mails",
        "newsletter",
        "newsletters",
        "mailing",
        "marketing",
        "promotional",
        "promotions",
        "spam",
        "spamming",
        "texts",
        "text",
        "texting",
        "sms",
        "messages",
        "whatsapp",
        "correo",
        "correos",
        "boletin",
        "boletines",
        "publicidad",
        "mensajes",
        "ads",
        "list",
    ]);
    let off = said.has(&["unsubscribe", "unsubscribed", "unsub", "optout"])
        || said.any(&["opt out", "opt me out", "darme de baja", "dame de baja", "dar de baja"])
        || marketing
            && (said.has(&["stop", "quit", "spam", "spamming", "baja", "cancel", "disable"])
                || said.any(&[
                    "no more",
                    "too many",
                    "dont want",
                    "do not want",
                    "not want",
                    "take me off",
                    "remove me",
                    "get me off",
                    "dont send",
                    "no envien",
                    "no envieis",
                    "no me envien",
                    "no me mandeis",
                    "no quiero",
                    "no me manden",
                    "turn off",
                    "switch off",
                    "opt out",
                    "dont email",
                    "not email",
                    "dont text",
                    "not text",
                    "never email",
                    "dont mail",
                    "sick of",
                    "tired of",
                ]));
    let on = said.has(&["resubscribe"])
        || said.any(&[
            "opt in",
            "opt me in",
            "sign me up",
            "sign up for",
            "subscribe me",
            "suscribirme al",
            "apuntarme al",
            "add me to",
            "put me back",
        ]) && marketing
        || said.any(&["subscribe to your newsletter", "subscribe to the newsletter"]);
    // "Stop texting me, but keep the newsletter" takes something back first.
    if off { Some(false) } else { on.then_some(true) }
}

fn channels(said: &Said) -> Vec<String> {
    let all = ["all channels", "every channel", "all marketing", "todos los canales"];
    if said.has(&["everything", "todo"]) || said.any(&all) {
        return Vec::new();
    }
    // "Stop the texts, but keep the emails" names what is to stay as well; "I keep getting emails" does
    // not.
    let goes_on = |at: usize| {
        let next = said.0.get(at.saturating_add(1)).map(String::as_str);
        next.is_some_and(|next| next.ends_with("ing") || next == "on")
    };
    let turn = |(at, word): (usize, &String)| {
        matches!(word.as_str(), "but" | "except" | "keep" | "keeping" | "pero") && !goes_on(at)
    };
    let at = said.0.iter().enumerate().position(turn).unwrap_or(said.0.len());
    let (before, after) = said.0.split_at_checked(at).unwrap_or((&said.0, &[]));
    let (before, after) = (named(before), named(after));
    if before.is_empty() && !after.is_empty() && at > 0 {
        let rest = CHANNELS.iter().map(|(channel, _)| (*channel).to_owned());
        return rest.filter(|channel| !after.contains(channel)).collect();
    }
    before
}

fn named(words: &[String]) -> Vec<String> {
    let said = |(_, names): &&(&str, &[&str])| words.iter().any(|it| names.contains(&it.as_str()));
    CHANNELS.iter().filter(said).map(|(channel, _)| (*channel).to_owned()).collect()
}

fn is_data(said: &Said) -> bool {
    said.has(&[
        "data",
        "info",
        "information",
        "details",
        "datos",
        "informacion",
        "personal",
        "records",
    ])
}

fn exports(said: &Said) -> bool {
    let copies =
        said.has(&["copy", "export", "download", "access", "copia", "exportar", "descargar"]);
    let asks = said.has(&["send", "tell", "show"])
        || said.any(&["what data", "which data", "what information", "que datos"]);
    let held = said.any(&[
        "have on me",
        "have about me",
        "hold about me",
        "know about me",
        "hold on me",
        "stored about me",
        "saben de mi",
        "sabes de mi",
        "sabeis de mi",
    ]);
    let whole = held && (is_data(said) || said.has(&["what", "everything", "all", "que", "todo"]));
    // "Delete everything you have about me" wants no copy of it.
    let asks = is_data(said) && asks || whole;
    is_data(said) && copies || asks && !has_erasure(said) || said.any(&["subject access"])
}

fn has_erasure(said: &Said) -> bool {
    said.has(&[
        "delete",
        "deleted",
        "erase",
        "remove",
        "wipe",
        "close",
        "deletion",
        "borrar",
        "borren",
        "borra",
        "eliminar",
        "elimina",
        "eliminen",
        "cerrar",
        "deactivate",
    ])
}

fn erases(said: &Said) -> bool {
    let all = is_data(said) || said.has(&["account", "profile", "cuenta", "perfil", "everything"]);
    // "Remove my old card from my account" erases nothing else.
    let part = said.has(&[
        "card",
        "cards",
        "payment",
        "address",
        "order",
        "orders",
        "item",
        "email",
        "phone",
        "list",
        "tarjeta",
        "direccion",
        "pedido",
        "wishlist",
        "review",
    ]);
    has_erasure(said) && all && !part || said.any(&["forget me", "be forgotten", "olvidenme"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent_of(granted: bool, channels: &[&str]) -> Vec<PersonalWish> {
        let channels = channels.iter().map(|it| (*it).to_owned()).collect();
        vec![PersonalWish::Consent { granted, channels }]
    }

    fn read(text: &str) -> Vec<PersonalWish> {
        personal_wishes(&[text])
    }

    #[test]
    fn marketing_is_taken_back_on_the_channels_named() {
        assert_eq!(read("unsubscribe me"), consent_of(false, &[]));
        assert_eq!(read("stop sending me emails!!"), consent_of(false, &["email"]));
        assert_eq!(read("pls stop texting me"), consent_of(false, &["sms"]));
        assert_eq!(read("unsubscribe from sms but keep emails"), consent_of(false, &["sms"]));
        assert_eq!(
            read("opt me out but keep the texts"),
            consent_of(false, &["email", "whatsapp"])
        );
        assert_eq!(read("turn off marketing texts"), consent_of(false, &["sms"]));
        assert_eq!(read("dont email me again"), consent_of(false, &["email"]));
        assert_eq!(read("I keep getting spam emails"), consent_of(false, &["email"]));
        assert_eq!(read("stop the texts but emails are fine"), consent_of(false, &["sms"]));
        assert_eq!(read("take me off your mailing list"), consent_of(false, &["email"]));
        assert_eq!(read("no more marketing at all, all channels"), consent_of(false, &[]));
        assert_eq!(read("too many newsletters"), consent_of(false, &["email"]));
        assert_eq!(read("quiero darme de baja del boletín"), consent_of(false, &["email"]));
        assert_eq!(read("sign me up for the newsletter"), consent_of(true, &["email"]));
        assert_eq!(read("unsubscribe me from my tea subscription"), [PersonalWish::Subscription]);
    }

    #[test]
    fn erasure_and_copies_are_told_apart_from_less() {
        assert_eq!(read("delete my account"), [PersonalWish::Erase]);
        assert_eq!(read("I want to be forgotten"), [PersonalWish::Erase]);
        assert_eq!(read("send me a copy of all my data"), [PersonalWish::Export]);
        assert_eq!(read("what data do you have about me?"), [PersonalWish::Export]);
        assert_eq!(read("what do u know about me"), [PersonalWish::Export]);
        assert_eq!(read("¿qué sabéis de mí?"), [PersonalWish::Export]);
        assert_eq!(read("delete everything you have about me"), [PersonalWish::Erase]);
        assert!(read("nothing you know about me says where my parcel is").is_empty());
        let both = read("export my data and then delete my account");
        assert_eq!(both, [PersonalWish::Export, PersonalWish::Erase]);
        assert!(read("remove my saved card from my account").is_empty());
        assert!(read("I can't log in").is_empty());
    }

    #[test]
    fn contact_details_are_changed_where_a_change_is_wanted() {
        assert_eq!(read("change my email address"), [PersonalWish::Email]);
        assert_eq!(read("I have a new phone number"), [PersonalWish::Phone]);
        assert!(names_contact(&["it's ada@new.example"], &PersonalWish::Email));
        assert!(!names_contact(&["my new one"], &PersonalWish::Email));
        assert!(names_contact(&["+1 303 555 0134"], &PersonalWish::Phone));
    }
}
