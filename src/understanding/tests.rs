use super::*;
use crate::{
    base::id::OrderId,
    conversation::Awaiting,
    understanding::{ConditionKind, Tone},
};

fn named(heard: &HeardCommand) -> String {
    let value = serde_json::to_value(&heard.command).unwrap();
    let text = |key: &str| value.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let order = value.get("order").filter(|order| !order.is_null()).map(|order| {
        let by = order["by"].as_str().unwrap_or_default();
        match order.get("value") {
            Some(value) if by != "words" => format!(" {by}={value}"),
            _ if by == "words" => String::new(),
            _ => format!(" {by}"),
        }
    });
    let name = text("skill").or_else(|| text("kind")).or_else(|| text("command")).unwrap();
    format!("{name}{}", order.unwrap_or_default().replace('"', ""))
}

/// A day on which the tests are read.
fn known() -> Known {
    let now = crate::base::time::Timestamp::parse("2026-05-13T12:00:00Z").unwrap();
    Known::of(&crate::profile::Profile::default(), &crate::playbook::Playbook::default(), now)
}

#[track_caller]
fn check(message: &str, expected: &str) {
    check_in(message, &ConversationState::default(), expected);
}

#[track_caller]
fn check_in(message: &str, state: &ConversationState, expected: &str) {
    let understood = understand(message, state, &known());
    let found: Vec<String> = understood
        .commands
        .iter()
        .map(|heard| {
            let unsure = if heard.confidence.permille() < 500 { "?" } else { "" };
            format!("{}{unsure}", named(heard))
        })
        .collect();
    assert_eq!(found.join("; "), expected, "{message}");
}

#[test]
fn where_an_order_is_can_be_asked_in_many_ways() {
    let mut wrong = Vec::new();
    for message in [
        "where is my order",
        "wheres my stuff",
        "Where's my package?",
        "where is my parcel??",
        "hasn't arrived yet",
        "it still hasnt come",
        "my order has not arrived",
        "when will it get here",
        "when will my order arrive",
        "when does it ship",
        "any update on my order",
        "any updates?",
        "track my order",
        "did it ship",
        "has my order shipped yet",
        "it says delivered but I never got it",
        "order late",
        "my package is late",
        "its late",
        "not recieved",
        "i havent received my order",
        "order status",
        "status of my order",
        "ETA?",
        "what's the ETA on my order",
        "where the heck is my delivery",
        "can you tell me where my order is",
        "I ordered a week ago and nothing has come",
        "still waiting for my parcel",
        "my parcel is lost",
        "package missing",
        "when is my delivery date",
        "expected delivery?",
        "my lamp hasn't come",
        "WHERE IS MY ORDER",
        "wher is my order",
        "where is my ordr",
        "could you please check on my order",
        "what happened to my order",
        "trackng info",
        "has it been sent out",
        "how long until it arrives",
        "I never received my package",
        "my order is delayed",
        "why is it taking so long",
        "it was supposed to arrive yesterday",
        "says out for delivery since monday",
        "tracking hasn't moved in 3 days",
        "hi where is my order",
        "hello, when will my package be delivered?",
        "I don't want to cancel, I just want to know where it is",
    ] {
        let understood = understand(message, &ConversationState::default(), &known());
        let mut understood = understood;
        understood.commands.retain(|heard| !matches!(heard.command, Command::Chitchat { .. }));
        let heard = &understood.commands[0];
        let right = matches!(heard.command, Command::StartSkill { skill: Skill::OrderStatus, .. })
            && heard.confidence.permille() >= 500
            && understood.commands.len() == 1;
        if !right {
            let found: Vec<String> = understood.commands.iter().map(named).collect();
            wrong.push(format!("{message}: {}", found.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn other_wishes_are_not_taken_for_the_status_of_an_order() {
    check("tracking number please", "order_question");
    check("cancel my order", "cancel_order");
    check("I want to cancel order 12345", "cancel_order number=12345");
    check("please cancel it", "cancel_order");
    check("I want to return the lamp", "return");
    check("how do I send it back", "return");
    check("where is my refund", "refund_status");
    check("I haven't been refunded yet", "refund_status");
    check("can I exchange it for a bigger size", "exchange");
    check("change the shipping address please", "change_address");
    check("I put the wrong address on my order", "change_address");
    check("can i pay with another card", "change_payment");
    check("my mug arrived broken", "claim");
    check("you sent the wrong item", "claim");
    check("my discount code does not work", "discount");
    check("how many points do I have", "loyalty");
    check("pause my subscription", "subscription");
    check("can I get that same earl grey again", "reorder");
    check("could you get me that earl grey tea again", "reorder");
    check("i'd love to buy the same earl grey tea as I had before", "reorder");
    check("can you recommend a tea for my mother", "recommendation");
    check("do you have this in stock", "product_question");
    check("I forgot my password", "account");
    check("unsubscribe me", "account");
    check("I want to talk to a human", "ask_person");
    check("speak to someone please", "ask_person");
    check("agent", "ask_person");
    check("what's your return policy", "ask_knowledge");
    check("do you ship to Canada", "ask_knowledge");
    check("how long does shipping take", "ask_knowledge");
    check("asdf qwer zxcv", "cannot_handle");
    check("", "cannot_handle");
}

#[test]
fn talk_is_talk() {
    check("hi", "greeting");
    check("Hello there", "greeting");
    check("thanks!", "thanks");
    check("thank you so much", "thanks");
    check("bye", "goodbye");
    check("are you a bot?", "are_you_human");
    check("what can you do", "what_can_you_do");
    check("🙂", "thanks");
    check("...", "listening");
}

#[test]
fn several_wishes_are_heard_in_their_order() {
    check("where is my order and also I want to change my address", "order_status; change_address");
    check("Where's my order? Also, how many points do I have?", "order_status; loyalty");
    check(
        "cancel order #F10234 and where is #F10235?",
        "cancel_order number=F10234; order_status number=F10235",
    );
    check(
        "hi, where's #F10234 and #F10235?",
        "greeting; order_status number=F10234; order_status number=F10235",
    );
}

/// Wishes as `tie skill if condition`, joined by `; `.
fn tied(message: &str) -> String {
    let understood = understand(message, &ConversationState::default(), &known());
    let shown = understood.commands.iter().map(|heard| {
        let tie = heard.tie.map_or(String::new(), |tie| format!("{tie:?} "));
        let condition = heard.condition.map_or(String::new(), |it| format!(" if {:?}", it.kind));
        format!("{tie}{}{condition}", named(heard))
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn wishes_hang_together_as_they_are_said() {
    let cases = [
        ("cancel my order. If not, change the address", "cancel_order; Otherwise change_address"),
        (
            "Can you cancel it? If not possible change the shipping address",
            "cancel_order; Otherwise change_address",
        ),
        ("cancel it, otherwise I want to return it", "cancel_order; Otherwise return"),
        ("cancel my order or else refund me please", "cancel_order; Otherwise refund_status"),
        ("track my order and then cancel my subscription", "order_status; Then subscription"),
        ("please cancel my order if it hasn't shipped yet", "cancel_order if NotShipped"),
        ("if it has not shipped, cancel my order", "cancel_order if NotShipped"),
        (
            "If it hasn't shipped cancel it, otherwise I will return it",
            "cancel_order if NotShipped; Otherwise return",
        ),
        ("cancel my order unless it has already shipped", "cancel_order if NotShipped"),
        ("I want to exchange it if it's in stock", "exchange if InStock"),
        ("can I exchange it instead", "Instead exchange"),
        ("I want to know if my order has shipped", "order_status"),
        ("cancel my order but keep my subscription", "cancel_order"),
        ("then where is my order", "order_status"),
        ("do you have this in stock", "product_question"),
        ("return the mug, and where is my order?", "return; order_status"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(message, expected)| (message, tied(message), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(message, found, expected)| format!("{message}: {found} and not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let message = "cancel it unless it has shipped";
    let heard = understand(message, &ConversationState::default(), &known()).commands.remove(0);
    let condition = heard.condition.unwrap();
    assert_eq!(condition.kind, ConditionKind::NotShipped);
    assert_eq!(
        message.get(condition.span.start..condition.span.end),
        Some("unless it has shipped")
    );
}

#[test]
fn orders_are_named_in_many_ways() {
    check("#F10234", "order_status number=F10234");
    check("where is order 10234", "order_status number=10234");
    check("where is my last order", "order_status last");
    check("status of all my orders", "order_status all");
    check("what about the other one, has it shipped", "order_status other");
    check("my email is Ada@Example.com where is my order", "order_status");
}

/// A question whether an order may be cancelled.
fn consent_to_cancel() -> Awaiting {
    serde_json::from_value(serde_json::json!({
        "for": "consent",
        "proposals": [{
            "goals": [1],
            "skill": "cancel_order",
            "action": {
                "customer_id": "ada",
                "change": { "change": "cancel_order", "order_id": "1", "reason": "none" },
            },
            "fact": {
                "change": "cancel_order",
                "number": "1", "titles": [], "refunds": [], "reason": "none",
            },
        }],
    }))
    .unwrap()
}

#[test]
fn an_answer_is_heard_where_something_was_asked() {
    let order = |id: &str| OrderId::parse(id).unwrap();
    let confirm =
        ConversationState { awaiting: Some(consent_to_cancel()), ..ConversationState::default() };
    for yes in ["yes", "Yes please", "yeah go ahead", "ok", "sure", "Yes, cancel it", "please do"] {
        check_in(yes, &confirm, "confirm");
    }
    for no in ["no", "nope", "No, keep it", "nah", "not really"] {
        check_in(no, &confirm, "deny");
    }
    for unclear in ["not sure", "I'm not so sure", "hmm maybe", "I don't know yet"] {
        let heard = understand(unclear, &confirm, &Known::default());
        let yes = heard.commands.iter().any(|heard| heard.command == Command::Confirm);
        assert!(!yes, "{unclear}");
    }
    let found = ConversationState {
        awaiting: Some(Awaiting::ConfirmNotReceived { goal: 1, order_id: order("1") }),
        ..ConversationState::default()
    };
    check_in("Yes, I found it", &found, "confirm");
    check_in("No, still not there", &found, "deny");
    check_in("i looked everywhere, still nothing", &found, "deny");
    let choose = ConversationState {
        awaiting: Some(Awaiting::ChooseOrder { goal: 1, options: vec![order("1"), order("2")] }),
        ..ConversationState::default()
    };
    check_in("the second one", &choose, "set_order position=2");
    check_in("#F10234", &choose, "set_order number=F10234");
    check_in("the lamp", &choose, "set_order");
    check_in("talk to a person", &choose, "ask_person");
}

#[test]
fn what_counts_as_delivered_and_is_not_there_is_heard_across_clauses() {
    for message in [
        "It says delivered but I don't have it",
        "delivered yesterday. I got nothing",
        "tracking shows delivered but it's not here",
        "marked as delivered, never received it",
    ] {
        let understood = understand(message, &ConversationState::default(), &known());
        let heard = understood
            .commands
            .iter()
            .any(|heard| matches!(heard.command, Command::StartSkill { not_received: true, .. }));
        assert!(heard, "{message}: {:?}", understood.commands);
    }
}

/// What a message means to a shop that serves Spanish too.
#[track_caller]
fn check_spanish(state: &ConversationState, cases: &[(&str, &str)]) {
    let known = Known { languages: vec!["en".to_owned(), "es".to_owned()], ..known() };
    for (message, expected) in cases {
        let understood = understand(message, state, &known);
        let found: Vec<String> = understood.commands.iter().map(named).collect();
        assert_eq!(found.join("; "), *expected, "{message}");
    }
}

#[test]
fn a_second_language_is_heard_by_data_alone() {
    check_spanish(
        &ConversationState::default(),
        &[
            ("¿Dónde está mi pedido?", "order_status"),
            ("hola, mi paquete no ha llegado", "greeting; order_status"),
            ("¿cuándo llega mi pedido?", "order_status"),
            ("quiero cancelar mi pedido #F10234", "cancel_order number=F10234"),
            ("quiero devolver la lámpara", "return"),
            ("me gustaría cambiar la dirección de envío", "change_address"),
            ("quiero hablar con una persona", "ask_person"),
            ("muchas gracias por todo", "thanks"),
            (
                "mi pedido no ha llegado y quiero cambiar la dirección",
                "order_status; change_address",
            ),
            (
                "cancela mi pedido, si no es posible quiero devolver el producto",
                "cancel_order; return",
            ),
            ("where is my order", "order_status"),
        ],
    );
    let confirm = ConversationState {
        awaiting: Some(consent_to_cancel()),
        language: Some("es".to_owned()),
        ..ConversationState::default()
    };
    check_spanish(
        &confirm,
        &[("Sí, cancélalo", "confirm"), ("No, déjalo", "deny"), ("sí", "confirm")],
    );
}

#[test]
fn anger_is_noticed() {
    let tone = |text: &str| understand(text, &ConversationState::default(), &known()).tone;
    assert_eq!(tone("where is my order"), Tone::Calm);
    assert_eq!(tone("this is ridiculous, where is my order"), Tone::Upset);
    assert_eq!(tone("WHERE IS MY FUCKING ORDER!!"), Tone::Furious);
}

#[test]
fn any_text_is_understood_without_a_fault_and_always_alike() {
    let pieces = [
        "where", " ", "order", "#", "ß", "İ", "🙂", "\u{301}", "@", ".", "x@y.z", "\n", "12345",
        "don't", "’", "\u{200b}", "ﬁ", "Ａ", ",", "and", "cancel", "\0", "😀", "'", "ne",
    ];
    let mut seed: usize = 7;
    for _ in 0..2_000 {
        let mut text = String::new();
        for _ in 0..seed % 23 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            text.push_str(pieces[(seed >> 33) % pieces.len()]);
        }
        seed = seed.wrapping_add(1);
        let understood = understand(&text, &ConversationState::default(), &known());
        assert_eq!(understood, understand(&text, &ConversationState::default(), &known()));
        assert!(!understood.commands.is_empty());
        for span in understood.commands.iter().flat_map(|heard| &heard.spans) {
            assert!(text.get(span.start..span.end).is_some(), "{text:?} {span:?}");
        }
        for entity in &understood.entities {
            assert!(text.get(entity.span.start..entity.span.end).is_some(), "{text:?}");
        }
    }
}

#[test]
fn what_says_more_of_a_wish_is_no_other_wish() {
    check("I'd like to return the rug. The money should go to my PayPal account.", "return");
    check("swap the rug for a green one. My gift card for the payment.", "exchange");
    check("Could you change the mug for one in blue and waterproof?", "change_items");
    check("change the camera to one with an SD card slot", "change_items");
    check("replace the speaker with one with no microphone", "change_items");
    check("return the mug and get the same one in blue", "exchange");
    check(
        "What is the total of order 1001 after the address change?",
        "order_question number=1001",
    );
    check("My profile has my old address. Change it to the new one.", "default_address");
}
