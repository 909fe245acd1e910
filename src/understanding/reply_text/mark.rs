//! Marks by which mail programs and people set history and signatures apart.

use crate::base::text::fold;

/// Lines that one mark may take.
pub(super) const REACH: usize = 6;

/// Verbs of the line that leads a quotation, folded.
const WROTE: &[&str] = &[
    "wrote",
    "writes",
    "schrieb",
    "ecrit",
    "escribio",
    "scritto",
    "escreveu",
    "schreef",
    "skrev",
    "kirjoitti",
    "napisal",
    "napisala",
    "napsal",
    "irta",
    "yazdi",
    "написал",
    "пишет",
];

/// First words of such a line.
const OPENERS: &[&str] = &[
    "on", "le", "am", "el", "il", "em", "op", "den", "pa", "w", "dnia", "dana", "dne", "em", "a",
    "ons", "tors", "fre", "man", "tir", "mandag", "lun", "mar", "mer", "jeu", "ven",
];

/// The number of lines of a line that leads a quotation: "On 3 May, Shop wrote:".
pub(super) fn attribution(lines: &[&str]) -> Option<usize> {
    const LINES: usize = 4;
    const CHARS: usize = 400;
    let first = lines.first()?.trim_start();
    if first.is_empty() {
        return None;
    }
    let mut joined = String::new();
    for (index, line) in lines.iter().take(LINES).enumerate() {
        let line = line.trim();
        if line.is_empty() || joined.len() > CHARS {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        if leads(&joined, index > 0) {
            return Some(index.saturating_add(1));
        }
    }
    None
}

fn leads(line: &str, joined: bool) -> bool {
    let bare = line.trim_matches(['-', '*', '_', ' ']);
    let folded = fold(bare);
    let wrote = folded.split(' ').any(|word| WROTE.contains(&word));
    let ruled = line.starts_with("--") && line.ends_with("--");
    let verb_last = folded.rsplit(' ').next().is_some_and(|word| WROTE.contains(&word));
    let ended = bare.ends_with([':', '：']);
    let dated = bare.chars().any(|c| c.is_ascii_digit()) || bare.contains('@');
    let addressed = bare.contains('@') && has_time(bare);
    let opened = OPENERS.contains(&folded.split(' ').next().unwrap_or_default())
        || folded.split(' ').take(3).any(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let verbal = wrote && dated && (ended || (verb_last && bare.contains('@')));
    // Some say no verb: "17 November 2021, 3:32 PM from john@example.com:".
    let stamped = is_stamp(bare) && (ended || bare.ends_with('>'));
    (wrote && ruled) || (verbal && (opened || !joined)) || (ended && addressed && opened) || stamped
}

/// Whether a time of day stands in a line: `17:21`, `17.50`.
fn has_time(line: &str) -> bool {
    line.split([' ', ',']).any(|word| {
        let parts = word.split_once([':', '.']);
        parts.is_some_and(|(hour, minute)| {
            let digits = |part: &str, most: usize| {
                (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            digits(hour, 2) && digits(minute.get(..2).unwrap_or_default(), 2)
        })
    })
}

/// A date at the beginning: `2016-03-03`, `3/5/26`, `3.5.2026`.
fn is_stamp(line: &str) -> bool {
    let date = line.split(' ').next().unwrap_or_default();
    ['-', '/', '.'].into_iter().any(|mark| {
        let pieces: Vec<&str> = date.split(mark).collect();
        let digits = |piece: &&str| !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
        pieces.len() == 3 && pieces.iter().all(digits)
    })
}

/// What a ruled line says before history, folded.
const SEPARATED: &[&str] = &[
    "original message",
    "original email",
    "original appointment",
    "forwarded message",
    "ursprungliche nachricht",
    "originalnachricht",
    "weitergeleitete nachricht",
    "message dorigine",
    "message original",
    "message transfere",
    "mensaje original",
    "mensaje reenviado",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "oprindelig meddelelse",
    "oprindelig besked",
    "original meddelelse",
    "opprinnelig melding",
    "ursprungligt meddelande",
    "alkuperainen viesti",
    "begin forwarded message",
    "reply message",
    "reply above this line",
];

/// `-----Original Message-----` in many languages, or a rule before the head of a mail.
pub(super) fn is_separator(lines: &[&str]) -> bool {
    let first = lines.first().map(|line| line.trim()).unwrap_or_default();
    let rule = first.len() >= 10 && first.chars().all(|c| matches!(c, '_' | '-'));
    if rule && first.starts_with('_') {
        // Before the head of a mail, and before what a mailing list adds.
        return true;
    }
    if rule {
        let next = lines.iter().skip(1).position(|line| !line.trim().is_empty());
        let next = next.map_or(lines.len(), |next| next.saturating_add(1));
        return is_header_block(lines.get(next..).unwrap_or_default());
    }
    let ruled =
        first.starts_with(['-', '_', '*', '=']) || first.ends_with(':') || first.starts_with('#');
    ruled && SEPARATED.contains(&fold(first).as_str())
}

/// Labels of the sender in the head of a mail, folded; and of everything else in it.
const FROM: &[&str] = &[
    "from",
    "de",
    "von",
    "da",
    "van",
    "fra",
    "fran",
    "od",
    "lahettaja",
    "expediteur",
    "remitente",
    "kimden",
];
const LABELS: &[&str] = &[
    "sent",
    "date",
    "to",
    "subject",
    "cc",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "envoye",
    "envoye le",
    "objet",
    "a",
    "enviado",
    "enviado el",
    "fecha",
    "para",
    "asunto",
    "inviato",
    "data",
    "oggetto",
    "verzonden",
    "aan",
    "onderwerp",
    "assunto",
    "skickat",
    "till",
    "amne",
    "dato",
    "til",
    "emne",
    "sendt",
    "reply to",
    "do",
    "temat",
    "lahetetty",
    "vastaanottaja",
    "aihe",
];

/// The head of a mail: a sender, and something else of a head soon after.
pub(super) fn is_header_block(lines: &[&str]) -> bool {
    let label = |line: &str| {
        let line = line.trim().trim_start_matches(['*', '>', ' ']);
        line.split_once(':').filter(|(label, _)| label.len() < 24).map(|(label, _)| fold(label))
    };
    let labelled = |line: &str, labels: &[&str]| {
        label(line).is_some_and(|label| labels.contains(&label.as_str()))
    };
    let Some(first) = lines.first() else { return false };
    let others = lines.iter().skip(1).filter(|line| labelled(line, LABELS)).count();
    let leads = labelled(first, FROM) || labelled(first, &["date", "subject", "sent"]);
    others >= usize::from(!labelled(first, FROM)).saturating_add(1) && leads
}

/// Lines that programs put below what was written.
const SENT_FROM: &[&str] = &[
    "sent from",
    "get outlook for",
    "enviado desde",
    "enviado do",
    "envoye de mon",
    "envoye depuis",
    "envoye a partir",
    "von meinem",
    "gesendet von",
    "inviato da",
    "verzonden vanaf",
    "sendt fra",
    "skickat fran",
    "lahetetty",
    "sent with",
    "download outlook",
];

/// `-- `, a rule of a few dashes before a name, or what a program adds.
pub(super) fn is_signature(lines: &[&str]) -> bool {
    let first = lines.first().map(|line| line.trim()).unwrap_or_default();
    let dashes = first.chars().count();
    let rule = matches!(first, "--" | "—" | "__" | "–")
        || (dashes >= 3 && first.chars().all(|c| matches!(c, '—' | '_')));
    let folded = fold(first);
    let short = first.chars().count() < 60;
    // As a line of its own; "sent from my iPhone" also stands in sentences.
    rule || (short && !first.contains(',') && SENT_FROM.iter().any(|head| folded.starts_with(head)))
}

/// Words of goodbye that stand on a line of their own, folded.
const CLOSINGS: &[&str] = &[
    "regards",
    "best regards",
    "kind regards",
    "warm regards",
    "kindest regards",
    "best wishes",
    "with regards",
    "with best regards",
    "many regards",
    "sincerely",
    "yours sincerely",
    "yours truly",
    "yours faithfully",
    "sincerely yours",
    "best",
    "cheers",
    "mit freundlichen grussen",
    "freundliche grusse",
    "viele grusse",
    "liebe grusse",
    "beste grusse",
    "mfg",
    "lg",
    "cordialement",
    "bien cordialement",
    "bien a vous",
    "saludos",
    "un saludo",
    "saludos cordiales",
    "atentamente",
    "cordiali saluti",
    "distinti saluti",
    "met vriendelijke groet",
    "groeten",
    "atenciosamente",
    "cumprimentos",
    "med venlig hilsen",
    "mvh",
    "hilsen",
];

/// Whether a line says goodbye and nothing else.
pub(super) fn is_closing(lines: &[&str]) -> bool {
    let first = lines.first().map(|line| line.trim()).unwrap_or_default();
    first.len() < 40 && CLOSINGS.contains(&fold(first).as_str())
}
