//! What is wanted with repeated deliveries, in shoppers' words.

use jiff::civil::date;

use super::*;
use crate::base::time::Timestamp;

fn wishes(texts: &[&str]) -> Vec<SubscriptionWish> {
    let known = Known {
        now: Timestamp::parse("2026-11-26T12:00:00Z").unwrap(),
        time_zone: "America/New_York".to_owned(),
        ..Known::default()
    };
    subscription_said(texts, &known).into_iter().filter_map(|held| held.wish).collect()
}

use SubscriptionWish::{
    Ask, Cancel, Dispute, Interval, Keep, Move, Pause, Quantity, Resume, Skip, Swap,
};

#[track_caller]
fn check(text: &str, expected: &[SubscriptionWish]) {
    assert_eq!(wishes(&[text]), expected, "{text}");
}

fn weeks(count: i64) -> Option<When> {
    Some(When::Later(Lapse { count, unit: LapseUnit::Week }))
}

#[test]
fn one_thing_is_wanted() {
    check("when is my next charge?", &[Ask]);
    check("why was I charged", &[Ask]);
    check("I was charged twice for my subscription", &[Dispute]);
    check("cancel my tea subscription", &[Cancel]);
    check("please cancel the next delivery of my subscription", &[Skip(1)]);
    check("skip the next one", &[Skip(1)]);
    check("skip the next two boxes", &[Skip(2)]);
    check("don't cancel it", &[Keep]);
    check("resume my subscription", &[Resume(None)]);
    check("pause my subscription", &[Pause(None)]);
    check("quiero cancelar mi suscripción", &[Cancel]);
    check("salta el próximo envío", &[Skip(1)]);
}

#[test]
fn days_are_still_to_come() {
    let on = |year, month, day| Some(When::On(date(year, month, day)));
    check("pause it until January", &[Pause(on(2027, 1, 1))]);
    check("pause until the 5th of June", &[Pause(on(2027, 6, 5))]);
    check("pausa mi suscripción hasta enero", &[Pause(on(2027, 1, 1))]);
    check("push it back a week", &[Move(weeks(1))]);
    check("bring it forward two weeks", &[Move(weeks(-2))]);
    check("move my next charge to December 15", &[Move(on(2026, 12, 15))]);
    check("move the next charge to the 15th", &[Move(on(2026, 12, 15))]);
    check("can you move it to next Tuesday", &[Move(on(2026, 12, 1))]);
    check("stop it for two weeks", &[Pause(weeks(2))]);
}

#[test]
fn how_often_and_how_many() {
    check("every 6 weeks please", &[Interval(Some(42))]);
    check("make it monthly", &[Interval(Some(30))]);
    check("every other month", &[Interval(Some(60))]);
    check("cámbiala a cada dos meses", &[Interval(Some(60))]);
    check("can I get it less often", &[Interval(None)]);
    check("make it two bags", &[Quantity(Some(Amount::Is(2)))]);
    check("make it 3", &[Quantity(Some(Amount::Is(3)))]);
    check("one more bag each time", &[Quantity(Some(Amount::More(1)))]);
    check("skip the next one and make it two bags", &[Skip(1), Quantity(Some(Amount::Is(2)))]);
    assert_eq!(
        wishes(&["every 6 weeks", "no, every 8 weeks"]),
        [Interval(Some(42)), Interval(Some(56))]
    );
    assert_eq!(wishes(&["less often please", "8 weeks"]), [Interval(None), Interval(Some(56))]);
    assert_eq!(
        wishes(&["pause my subscription", "until the 10th of January"]),
        [Pause(None), Pause(Some(When::On(date(2027, 1, 10))))]
    );
}

#[test]
fn something_else_is_wanted() {
    check("swap it for the 250 g bag", &[Swap(Some("the 250 g bag".to_owned()))]);
    check("switch my subscription to earl grey", &[Swap(Some("earl grey".to_owned()))]);
    check("I want to swap my tea", &[Swap(None)]);
    assert_eq!(
        wishes(&["swap my subscription", "the jasmine"]),
        [Swap(None), Swap(Some("the jasmine".to_owned()))]
    );
}
