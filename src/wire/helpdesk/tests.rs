use std::path::Path;

use serde_json::Value;

use super::*;
use crate::{
    base::{
        id::{ConversationId, CustomerKey, MessageId, TicketId, TurnId},
        time::Timestamp,
    },
    conversation::MessageRole,
    escalation::{
        Caller, Colleague, Found, Priority, Reason, Resolution, Said, Ticket, TicketStatus, Tried,
    },
    identity::verify_hmac_sha256,
    understanding::Tone,
};

/// What other companies have published; nothing where it is not on this machine.
fn sample(file: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared/data/wire", "../../shared/data/wire"];
    let text = folders.iter().find_map(|it| std::fs::read_to_string(root.join(it).join(file)).ok());
    if text.is_none() {
        eprintln!("skipped: {file} is not here");
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn said(id: &str, role: MessageRole, text: &str) -> Said {
    let at = Timestamp::parse("2026-01-01T10:00:00Z").unwrap();
    Said { id: MessageId::parse(id).unwrap(), role, text: Pii::new(text.to_owned()), at }
}

fn sam() -> Colleague {
    Colleague { id: "m1".to_owned(), name: "Sam".to_owned() }
}

fn told(kind: &str) -> Told {
    let message = said("m3", MessageRole::Customer, "It broke <again> & again\n@here");
    match kind {
        "answered" => {
            let message = said("m4", MessageRole::HumanAgent, "A new one is on its way.");
            Told::Answered { by: sam(), message }
        }
        "closed" => Told::Closed { by: sam(), resolution: Resolution::Solved },
        "customer_wrote" => Told::CustomerWrote { message, reply: None },
        _ => Told::Opened {
            history: vec![
                said("m1", MessageRole::Customer, "The zip broke"),
                said("m2", MessageRole::Assistant, "I am sorry. I hand this to a person."),
            ],
            left_out: 2,
        },
    }
}

fn dispatch(kind: &str, email: Option<&str>) -> Dispatch {
    let key = CustomerKey::parse("c1").unwrap();
    let conversation_id = ConversationId::derive(&key, 1);
    let turn_id = TurnId::derive(&conversation_id, 3);
    let at = Timestamp::parse("2026-01-01T10:00:05Z").unwrap();
    let ticket = Ticket {
        id: TicketId::derive(&turn_id),
        conversation_id,
        turn_id,
        opened_at: at,
        status: TicketStatus::Open,
        queue: "returns".to_owned(),
        priority: Priority::High,
        reason: Reason::Guardrail,
        rules: vec!["return.window_closed".to_owned()],
        customer_id: None,
        wants: "return the jacket\tof order #1001".to_owned(),
        skills: Vec::new(),
        waiting_since: at,
        facts: vec![Found { what: "It came 40 days ago".to_owned(), source: "shop".to_owned() }],
        tried: vec![Tried { what: "return".to_owned(), result: "refused".to_owned() }],
        left: vec!["Decide about the return.".to_owned()],
        suggested_reply: Some("We make an exception.".to_owned()),
        suggested_action: None,
        language: Some("en".to_owned()),
        tone: Tone::Calm,
        answer_due: None,
        unanswered_since: Some(at),
        snoozed_until: None,
        back_since: None,
        heard_at: None,
        tags: std::collections::BTreeSet::new(),
        assignee: None,
        resolution: None,
        log: Vec::new(),
    };
    let customer = Caller {
        name: email.map(|_| Pii::new("Jon Ñandú".to_owned())),
        email: email.map(|email| Pii::new(email.to_owned())),
        reply_to: Some(Pii::new("me@elsewhere.example".to_owned())),
    };
    Dispatch::new(&ticket, 0, customer, told(kind), at)
}

const JON: Option<&str> = Some("jon@example.com");

const KINDS: [&str; 4] = ["opened", "customer_wrote", "answered", "closed"];

fn target(kind: DestinationKind) -> Target<'static> {
    let console = Some("https://help.shop.example/");
    Target { kind, address: "bot@shop.example", console }
}

fn there() -> Remote {
    Remote { ticket: Some("35436".to_owned()), requester: Some("20978392".to_owned()) }
}

fn body(request: &HelpdeskRequest) -> Value {
    serde_json::from_str(request.body.as_ref().unwrap().expose()).unwrap()
}

fn made(kind: DestinationKind, told: &str, email: Option<&str>) -> HelpdeskRequest {
    request(target(kind), &dispatch(told, email), &there()).unwrap()
}

/// Every field of ours stands in the sample, with a value of the same kind.
#[track_caller]
fn fits(ours: &Value, sample: &Value, at: &str) {
    match (ours, sample) {
        (Value::Object(ours), Value::Object(sample)) => {
            for (name, value) in ours {
                let known = sample.get(name).unwrap_or_else(|| panic!("{at}/{name} is unknown"));
                fits(value, known, &format!("{at}/{name}"));
            }
        }
        (Value::Array(ours), Value::Array(sample)) => {
            for value in ours {
                if let Some(known) = sample.first() {
                    fits(value, known, &format!("{at}/-"));
                }
            }
        }
        (ours, sample) => {
            let kind = std::mem::discriminant::<Value>;
            assert_eq!(kind(ours), kind(sample), "{at}");
        }
    }
}

#[test]
fn a_ticket_and_what_follows_have_zendesks_form() {
    let kind = DestinationKind::Zendesk;
    let opened = made(kind, "opened", JON);
    assert_eq!((opened.method, opened.path.as_str()), ("POST", "/api/v2/tickets.json"));
    assert_eq!(opened.headers, [("idempotency-key", "c1-1-3-t-n0".to_owned())]);
    let ticket = body(&opened)["ticket"].clone();
    assert_eq!(ticket["external_id"], "c1-1-3-t");
    assert_eq!(ticket["subject"], "return the jacket of order #1001");
    assert_eq!(ticket["requester"]["email"], "jon@example.com");
    assert_eq!(ticket["comment"]["public"], false);
    let text = ticket["comment"]["body"].as_str().unwrap();
    for part in [
        "What they want: return the jacket",
        "return.window_closed",
        "Jon Ñandú, jon@example.com",
        "wants the answer at me@elsewhere.example (not shown",
        "- Decide about the return.",
        "- It came 40 days ago (shop)",
        "- return: refused",
        "Suggested reply:\nWe make an exception.",
        "(2 earlier messages are in Edgewise)",
        "Customer, 2026-01-01 10:00 UTC:\nThe zip broke",
        "https://help.shop.example/console/conversations/c1-1",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(is_ours(text) && text.ends_with("[edgewise c1-1-3-t-n0]"));
    // Whoever only says that an address is theirs is not made the requester by it.
    let stranger = body(&made(kind, "opened", None));
    assert_eq!(stranger["ticket"].get("requester"), None);
    let closed = body(&made(kind, "closed", JON));
    assert_eq!(closed["ticket"]["status"], "solved");
    let wrote = made(kind, "customer_wrote", JON);
    assert_eq!(body(&wrote)["ticket"]["status"], "open");
    let follows = follow_up(target(kind), &dispatch("customer_wrote", JON), &there()).unwrap();
    assert_eq!((follows.method, follows.path.as_str()), ("POST", "/api/v2/tickets.json"));
    assert_eq!(follows.headers, [("idempotency-key", "c1-1-3-t-n0-f".to_owned())]);
    let followed = body(&follows)["ticket"].clone();
    assert_eq!(
        (&followed["via_followup_source_id"], &followed["external_id"]),
        (&35_436.into(), &"c1-1-3-t".into())
    );
    assert!(is_ours(followed["comment"]["body"].as_str().unwrap()));
    assert_eq!((wrote.method, wrote.path.as_str()), ("PUT", "/api/v2/tickets/35436.json"));
    for told in KINDS {
        assert_eq!(body(&made(kind, told, JON))["ticket"]["comment"]["public"], false, "{told}");
    }
    let nowhere = request(target(kind), &dispatch("closed", JON), &Remote::default());
    assert_eq!(nowhere, None);
    let Some(sample) = sample("zendesk/samples/ticket_create_and_comment.json") else { return };
    let mut known = sample["create"]["body"].clone();
    known["ticket"]["comment"]["body"] = "".into();
    fits(&body(&opened), &known, "");
    // The sample has none.
    known["ticket"]["via_followup_source_id"] = 0.into();
    fits(&body(&follows), &known, "");
    let mut known = sample["add_comment"]["body"].clone();
    known["ticket"]["status"] = "".into();
    fits(&body(&wrote), &known, "");
    fits(&body(&made(kind, "closed", JON)), &known, "");
    let answer = sample["create_201"].to_string();
    let remote =
        sent(target(kind), &dispatch("opened", JON), &Remote::default(), answer.as_bytes());
    assert_eq!(remote, there());
}

#[test]
fn only_a_ticket_that_is_closed_for_good_has_one_that_follows_and_it_is_found_again() {
    let held = |status: &str, id: u32| {
        format!(r#"{{"id": {id}, "external_id": "c1-1-3-t", "status": "{status}"}}"#)
    };
    for (status, over) in [("open", false), ("solved", false), ("closed", true)] {
        let one = format!(r#"{{"ticket": {}}}"#, held(status, 35_436));
        assert_eq!(is_over(one.as_bytes()), over, "{status}");
    }
    let dispatch = dispatch("customer_wrote", JON);
    let list = |held: &[String]| format!(r#"{{"tickets": [{}]}}"#, held.join(","));
    let before = list(&[held("closed", 35_436)]);
    assert_eq!(found_follow_up(&dispatch, &there(), before.as_bytes()), None);
    let after = list(&[held("closed", 35_436), held("new", 35_500)]);
    let found = found_follow_up(&dispatch, &there(), after.as_bytes()).unwrap();
    assert_eq!(found.ticket.as_deref(), Some("35500"));
    let gorgias = target(DestinationKind::Gorgias);
    assert_eq!(before_follow_up(gorgias, &dispatch, &there()), None);
}

#[test]
fn a_ticket_and_what_follows_have_gorgiass_form() {
    let kind = DestinationKind::Gorgias;
    let opened = made(kind, "opened", JON);
    assert_eq!((opened.method, opened.path.as_str()), ("POST", "/api/tickets"));
    let ticket = body(&opened);
    let messages = ticket["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[0]["body_text"], &messages[0]["from_agent"]),
        (&"The zip broke".into(), &false.into())
    );
    assert_eq!(messages[0]["sent_datetime"], "2026-01-01T10:00:00");
    assert_eq!(
        (&messages[1]["channel"], &messages[1]["public"]),
        (&"internal-note".into(), &false.into())
    );
    let stranger = body(&made(kind, "opened", None));
    assert_eq!(stranger["customer"]["email"], "bot@shop.example");
    let wrote = made(kind, "customer_wrote", JON);
    assert_eq!((wrote.method, wrote.path.as_str()), ("POST", "/api/tickets/35436/messages"));
    assert_eq!(body(&wrote)["body_html"], "<p>It broke &lt;again&gt; &amp; again<br>@here</p>");
    assert_eq!(body(&wrote)["external_id"], "c1-1-3-t-n0");
    let closed = made(kind, "closed", JON);
    assert_eq!((closed.method, body(&closed)["status"].as_str()), ("PUT", Some("closed")));
    let Some(sample) = sample("gorgias/samples/ticket_and_message.json") else { return };
    let mut known = sample["create_ticket"]["body"].clone();
    let mut note = sample["internal_note"]["body"].clone();
    note["external_id"] = "".into();
    fits(&messages[1], &note, "");
    fits(&body(&wrote), &known["messages"][0], "");
    fits(&messages[0], &known["messages"][0], "");
    known["messages"] = Value::Array(Vec::new());
    fits(&ticket, &known, "");
    fits(&body(&made(kind, "answered", JON)), &note, "");
}

#[test]
fn what_may_have_arrived_is_found_again() {
    for kind in [DestinationKind::Zendesk, DestinationKind::Gorgias] {
        let opened = dispatch("opened", JON);
        let asked = look_up(target(kind), &opened, &Remote::default()).unwrap();
        assert_eq!((asked.method, asked.body), ("GET", None));
        assert!(asked.path.ends_with("external_id=c1-1-3-t"), "{}", asked.path);
        let list = br#"{"tickets": [{"id": 9, "external_id": null}, {"id": 35436, "external_id": "c1-1-3-t", "requester_id": 20978392}],
            "data": [{"id": 8, "external_id": "other"}, {"id": 35436, "external_id": "c1-1-3-t"}]}"#;
        let remote = found(target(kind), &opened, &Remote::default(), list).unwrap();
        assert_eq!(remote.ticket.as_deref(), Some("35436"));
        assert_eq!(found(target(kind), &opened, &Remote::default(), b"{}"), None);
        let wrote = dispatch("customer_wrote", JON);
        assert!(look_up(target(kind), &wrote, &there()).unwrap().path.contains("/35436/"));
        let list = br#"{"comments": [{"body": "Hello\n\n[edgewise c1-1-3-t-n0]\n"}], "data": [{"id": 1, "external_id": "c1-1-3-t-n0"}]}"#;
        assert_eq!(found(target(kind), &wrote, &there(), list), Some(there()));
        let other = br#"{"comments": [{"body": "[edgewise c1-1-3-t-n1]"}], "data": [{"id": 1, "external_id": "c1-1-3-t-n1"}]}"#;
        assert_eq!(found(target(kind), &wrote, &there(), other), None);
    }
    let slack = target(DestinationKind::Slack);
    assert_eq!(look_up(slack, &dispatch("opened", JON), &Remote::default()), None);
}

#[test]
fn a_message_in_slack_calls_nobody_and_fits_however_long_it_is() {
    let kind = DestinationKind::Slack;
    let wrote = made(kind, "customer_wrote", JON);
    let text = wrote.body.as_ref().unwrap().expose();
    assert!(text.contains("It broke &lt;again&gt; &amp; again"), "{text}");
    assert!(body(&wrote)["text"].as_str().unwrap().starts_with("Jon Ñandú, jon@example.com"));
    let mut long = dispatch("opened", JON);
    long.told = Told::Opened {
        history: (0..200).map(|_| said("m", MessageRole::Customer, &"&ß ".repeat(300))).collect(),
        left_out: 0,
    };
    let blocks = body(&request(target(kind), &long, &there()).unwrap());
    let blocks = blocks["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50);
    for block in blocks {
        let chars = block["text"]["text"].as_str().unwrap().chars().count();
        assert!((1..=3_000).contains(&chars), "{chars}");
    }
    let Some(sample) = sample("slack/samples/incoming_webhook_bodies.json") else { return };
    fits(&body(&made(kind, "opened", JON)), &sample["bodies"][3], "");
}

#[test]
fn a_webhook_tells_all_and_is_signed_as_published() {
    let kind = DestinationKind::StandardWebhooks;
    for (told, messages) in KINDS.iter().zip([2, 1, 1, 0]) {
        let made = made(kind, told, JON);
        assert_eq!(made.headers, [("webhook-id", "c1-1-3-t-n0".to_owned())]);
        assert!(!made.headers[0].1.contains('.'), "the id stands before a dot where it is signed");
        let read: TicketWebhook = serde_json::from_str(made.body.unwrap().expose()).unwrap();
        let name: String = json_name(&read.kind);
        assert_eq!(name, format!("ticket.{told}"));
        assert_eq!(name, dispatch(told, JON).told.name());
        assert_eq!(read.data.messages.len(), messages);
        assert_eq!(
            read.data.url.as_deref(),
            Some("https://help.shop.example/console/conversations/c1-1")
        );
    }
    assert_eq!(signature("whsec_", "id", 1, "{}"), None);
    assert_eq!(signature("whsec_no base64", "id", 1, "{}"), None);
    let Some(vectors) = sample("standard-webhooks/vectors/standard_webhooks.json") else { return };
    let mut checked = 0;
    for vector in vectors["vectors"].as_array().unwrap() {
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        let header = |name: &str| vector["headers"][name].as_str().unwrap_or_default();
        if vector["expected_valid"] != true || !text("scheme").contains("v1 (") {
            continue;
        }
        let second = header("webhook-timestamp").parse().unwrap_or_default();
        let Some(ours) = signature(text("secret"), header("webhook-id"), second, text("body"))
        else {
            continue;
        };
        if header("webhook-signature").split(' ').any(|one| one == ours) {
            checked += 1;
        }
    }
    assert!(checked >= 3, "{checked} published signatures are ours");
}

fn json_name<T: serde::Serialize>(value: &T) -> String {
    crate::base::json::name(value)
}

#[test]
fn mails_about_one_ticket_are_put_together_and_say_whose_it_is() {
    let target = target(DestinationKind::Email);
    let mail = email(target, &dispatch("opened", JON));
    assert_eq!(mail.subject, "return the jacket of order #1001");
    let mail = email(target, &dispatch("customer_wrote", JON));
    assert_eq!(mail.subject, "New message: return the jacket of order #1001");
    assert!(mail.text.expose().contains("Customer: Jon"), "{}", mail.text.expose());
    assert!(mail.text.expose().contains("/console/conversations/c1-1"));
}

#[test]
fn an_answer_is_judged_by_its_status() {
    use DestinationKind::{Gorgias, Slack, StandardWebhooks, Zendesk};
    let wrote = told("customer_wrote");
    for (kind, status, verdict_is) in [
        (Zendesk, 201, Verdict::Sent),
        (Slack, 200, Verdict::Sent),
        (StandardWebhooks, 302, Verdict::Again),
        (StandardWebhooks, 404, Verdict::Again),
        (StandardWebhooks, 410, Verdict::Never),
        (Slack, 410, Verdict::Never),
        (Gorgias, 429, Verdict::Again),
        (Zendesk, 401, Verdict::Again),
        (Zendesk, 422, Verdict::Never),
        (Slack, 503, Verdict::Again),
    ] {
        assert_eq!(verdict(kind, &wrote, status), verdict_is, "{kind:?} {status}");
    }
    assert_eq!(verdict(Zendesk, &told("closed"), 422), Verdict::Sent);
    let secret = authorization(target(Zendesk), "key").unwrap();
    assert_eq!(secret.expose(), "Basic Ym90QHNob3AuZXhhbXBsZS90b2tlbjprZXk=");
    let secret = authorization(target(Gorgias), "key").unwrap();
    assert_eq!(secret.expose(), "Basic Ym90QHNob3AuZXhhbXBsZTprZXk=");
    assert_eq!(authorization(target(Slack), "key"), None);
    assert!(verify_hmac_sha256(b"k", b"m", &crate::identity::hmac_sha256(b"k", b"m")));
}
