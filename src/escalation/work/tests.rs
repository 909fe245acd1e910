use super::*;
use crate::{
    base::id::{ConversationId, CustomerKey, TicketId, TurnId},
    escalation::Reason,
    understanding::Tone,
};

fn ticket() -> Ticket {
    let key = CustomerKey::parse("c1").unwrap();
    let conversation = ConversationId::derive(&key, 1);
    let turn = TurnId::derive(&conversation, 1);
    Ticket {
        id: TicketId::derive(&turn),
        conversation_id: conversation,
        turn_id: turn,
        opened_at: at(0),
        status: TicketStatus::Open,
        queue: "support".to_owned(),
        priority: Priority::Normal,
        reason: Reason::AskedForPerson,
        rules: vec![Reason::AskedForPerson.rule().to_owned()],
        customer_id: None,
        wants: "talk to a person".to_owned(),
        skills: Vec::new(),
        waiting_since: at(0),
        facts: Vec::new(),
        tried: Vec::new(),
        left: Vec::new(),
        suggested_reply: None,
        suggested_action: None,
        language: None,
        tone: Tone::Calm,
        answer_due: None,
        unanswered_since: Some(at(0)),
        snoozed_until: None,
        back_since: None,
        heard_at: None,
        assignee: None,
        tags: BTreeSet::new(),
        resolution: None,
        log: Vec::new(),
    }
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn who(id: &str) -> Colleague {
    Colleague { id: id.to_owned(), name: id.to_uppercase() }
}

fn reply(text: &str) -> Act {
    Act::Reply { text: text.to_owned() }
}

fn tags(named: &[&str]) -> BTreeSet<Tag> {
    named.iter().map(|name| Tag::parse(name).unwrap()).collect()
}

fn tagged(add: &[&str], remove: &[&str]) -> Act {
    Act::Tag { add: tags(add), remove: tags(remove) }
}

const SOLVED: Act = Act::Close { resolution: Resolution::Solved };

#[test]
fn whoever_answers_first_has_it_and_the_customer_waits_no_longer() {
    let mut held = ticket();
    let first = held.act(&reply("Hello"), &who("sam"), None, None, at(5)).unwrap();
    assert_eq!((held.status, held.unanswered_since), (TicketStatus::WaitingCustomer, None));
    held.customer_wrote(at(9));
    held.customer_wrote(at(10));
    assert_eq!((held.status, held.unanswered_since), (TicketStatus::Open, Some(at(9))));
    let second = held.act(&reply("And"), &who("kim"), None, None, at(11)).unwrap();
    assert_ne!(first, second);
    assert_eq!(held.assignee, Some(who("sam")), "an answer takes it from nobody");
    assert_eq!(held.waiting_since, at(0), "the first wait is remembered");
}

#[test]
fn whoever_acts_on_what_has_changed_is_told_and_nothing_is_lost() {
    let mut held = ticket();
    let seen = held.revision();
    held.act(&reply("mine"), &who("sam"), None, Some(seen), at(1)).unwrap();
    let before = held.clone();
    let late = held.act(&reply("mine, too"), &who("kim"), None, Some(seen), at(2));
    assert_eq!((late, &held), (Err(Refused::Stale), &before));
    let now = held.revision();
    assert!(held.act(&reply("mine, too"), &who("kim"), None, Some(now), at(3)).is_ok());
}

#[test]
fn what_is_closed_takes_notes_and_tags_and_nothing_else() {
    let mut held = ticket();
    held.act(&SOLVED, &who("sam"), None, None, at(1)).unwrap();
    assert_eq!((held.is_alive(), held.unanswered_since), (false, None));
    held.customer_wrote(at(2));
    let snooze = Act::Snooze { until: at(9) };
    for act in [
        reply("late"),
        SOLVED,
        snooze,
        Act::Return { scope: GiveBack::Answer },
        Act::TakeOver,
        Act::Wake,
    ] {
        let refused = held.act(&act, &who("sam"), None, None, at(3));
        assert_eq!(refused, Err(Refused::Closed), "{act:?}");
    }
    let note = Act::Note { text: "called back".to_owned() };
    held.act(&tagged(&["spam"], &[]), &who("kim"), None, None, at(4)).unwrap();
    held.act(&note, &who("kim"), None, None, at(4)).unwrap();
    let kept = held.log.last().unwrap();
    assert_eq!((kept.did, kept.text.as_deref()), (Deed::Noted, Some("called back")));
}

#[test]
fn what_is_given_back_is_closed_as_returned() {
    let mut held = ticket();
    held.act(&Act::TakeOver, &who("sam"), None, None, at(1)).unwrap();
    held.act(&Act::Return { scope: GiveBack::Answer }, &who("sam"), None, None, at(2)).unwrap();
    assert_eq!(held.resolution, Some(Resolution::Returned));
}

#[test]
fn an_assignment_says_who_where_and_how_soon_and_can_be_taken_back() {
    let mut held = ticket();
    let act = Act::Assign {
        to: Assignee::Member(who("kim")),
        queue: Some("returns".to_owned()),
        priority: Some(Priority::High),
    };
    held.act(&act, &who("sam"), None, None, at(1)).unwrap();
    assert_eq!((held.queue.as_str(), held.priority), ("returns", Priority::High));
    assert_eq!(held.log.last().unwrap().text.as_deref(), Some("to KIM, queue returns, high"));
    let sorted = Act::Assign { to: Assignee::Kept, queue: None, priority: Some(Priority::Normal) };
    held.act(&sorted, &who("sam"), None, None, at(2)).unwrap();
    assert_eq!((held.assignee.clone(), held.priority), (Some(who("kim")), Priority::Normal));
    let nobody = Act::Assign { to: Assignee::Nobody, queue: None, priority: None };
    held.act(&nobody, &who("kim"), None, None, at(3)).unwrap();
    assert_eq!((held.assignee, held.queue.as_str()), (None, "returns"));
}

#[test]
fn what_is_put_aside_comes_back_in_time_or_when_the_customer_writes_or_by_hand() {
    let snooze = Act::Snooze { until: at(100) };
    let aside = |held: &mut Ticket| {
        held.act(&reply("I asked the warehouse"), &who("sam"), None, None, at(1)).unwrap();
        held.act(&snooze, &who("sam"), None, None, at(2)).unwrap();
        assert_eq!((held.status, held.snoozed_until), (TicketStatus::Snoozed, Some(at(100))));
        assert!(held.is_alive());
    };
    let mut held = ticket();
    aside(&mut held);
    assert!(!held.come_back(at(99)));
    assert!(held.come_back(at(105)));
    assert!(!held.come_back(at(106)), "it comes back once");
    let told = (held.status, held.snoozed_until, held.back_since, held.unanswered_since);
    assert_eq!(told, (TicketStatus::Open, None, Some(at(100)), None));
    held.act(&reply("It is there"), &who("sam"), None, None, at(110)).unwrap();
    assert_eq!(held.back_since, None, "something was done about it");

    let mut held = ticket();
    aside(&mut held);
    held.customer_wrote(at(50));
    let told = (held.status, held.snoozed_until, held.unanswered_since);
    assert_eq!(told, (TicketStatus::Open, None, Some(at(50))));
    let mark = held.mark();
    held.customer_wrote(at(51));
    assert_ne!(held.mark(), mark, "whoever has not read it does not know the ticket");
    assert!(!held.come_back(at(100)), "what is open does not come back");

    for act in [Act::Wake, Act::TakeOver] {
        let mut held = ticket();
        aside(&mut held);
        held.act(&act, &who("kim"), None, None, at(60)).unwrap();
        assert_eq!((held.status, held.back_since), (TicketStatus::Open, Some(at(60))));
        let awake = held.act(&Act::Wake, &who("kim"), None, None, at(61));
        assert_eq!(awake, Err(Refused::Awake));
    }
    let mut held = ticket();
    aside(&mut held);
    held.act(&SOLVED, &who("sam"), None, None, at(60)).unwrap();
    assert!(!held.come_back(at(200)), "what is closed stays closed");
}

#[test]
fn whoever_is_mentioned_is_awaited_until_they_do_something_or_it_is_closed() {
    let mut held = ticket();
    let note = Act::Note { text: "@kim @sam".to_owned() };
    held.act(&note, &who("sam"), None, None, at(1)).unwrap();
    held.mention(&[who("kim"), who("sam")]);
    assert_eq!(held.awaits(), BTreeSet::from(["kim"]), "nobody awaits themselves");
    held.act(&Act::TakeOver, &who("lee"), None, None, at(2)).unwrap();
    held.mention(&[who("lee")]);
    assert_eq!(held.awaits(), BTreeSet::from(["kim"]), "only notes speak to anybody");
    held.act(&tagged(&["seen"], &[]), &who("kim"), None, None, at(3)).unwrap();
    assert!(held.awaits().is_empty());
    held.act(&note, &who("sam"), None, None, at(4)).unwrap();
    held.mention(&[who("kim")]);
    assert_eq!(held.awaits(), BTreeSet::from(["kim"]), "spoken to again");
    held.act(&SOLVED, &who("sam"), None, None, at(5)).unwrap();
    assert!(held.awaits().is_empty());
}

#[test]
fn tags_come_and_go_within_their_bound() {
    let mut held = ticket();
    held.act(&tagged(&["late", "VIP "], &[]), &who("sam"), None, None, at(1)).unwrap();
    held.act(&tagged(&["broken"], &["late", "unknown"]), &who("sam"), None, None, at(2)).unwrap();
    assert_eq!(held.tags, tags(&["broken", "vip"]));
    assert_eq!(held.log.last().unwrap().text.as_deref(), Some("+broken -late -unknown"));
    let many: Vec<String> = (0..TAGS_MAX).map(|n| format!("t{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let before = held.clone();
    let refused = held.act(&tagged(&many, &[]), &who("sam"), None, None, at(3));
    assert_eq!((refused, &held), (Err(Refused::Tags), &before));
    held.act(&tagged(&many, &["broken", "vip"]), &who("sam"), None, None, at(3)).unwrap();
    assert_eq!(held.tags.len(), TAGS_MAX);
}

#[test]
fn a_full_ticket_can_still_be_ended_and_its_customer_answered() {
    let mut held = ticket();
    let note = Act::Note { text: "again".to_owned() };
    for _ in 0..ENTRIES_MAX {
        held.act(&note, &who("sam"), None, None, at(1)).unwrap();
    }
    let refused = held.act(&note, &who("sam"), None, None, at(2));
    assert_eq!(refused, Err(Refused::Full));
    let answered = held.act(&reply("Here it is"), &who("sam"), None, None, at(2)).unwrap();
    assert!(answered.is_some());
    assert!(held.act(&SOLVED, &who("sam"), None, None, at(3)).is_ok());
}

#[test]
fn a_repeated_request_is_recognised_by_its_name() {
    let mut held = ticket();
    let name = ClientMessageId::parse("r1").unwrap();
    let id = held.act(&reply("Hello"), &who("sam"), Some(name.clone()), None, at(1)).unwrap();
    assert_eq!(held.entry_of(&name).unwrap().message_id, id);
    assert_eq!(held.entry_of(&ClientMessageId::parse("r2").unwrap()), None);
}
