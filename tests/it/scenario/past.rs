//! Goal: a past conversation becomes a scenario that shows the same, and nobody is in it.
//! Method: every conversation of `tests/scenarios/` is played, and its records are made a scenario.

use edgewise::{
    base::text::words,
    lab::{NoScenario, PastTurn, Played, from_past, play},
    playbook::Playbook,
    wire::{Scenario, ScenarioDraft, ScenarioTurn},
};
use serde_json::json;

use super::file::{Case, cases};

/// A conversation that was played, as one that is past.
fn past(played: &Played, playbook: &Playbook) -> Result<ScenarioDraft, NoScenario> {
    let turns: Vec<PastTurn<'_>> = played
        .turns
        .iter()
        .map(|turn| PastTurn { record: &turn.record, profile: &turn.profile, playbook })
        .collect();
    from_past(&turns)
}

#[test]
fn conversations_become_scenarios_that_come_to_the_same() {
    let (mut count, mut refused) = (0_usize, Vec::new());
    for Case { file, scenario, playbook } in cases(super::environment("EDGEWISE_SHOW").as_deref()) {
        let played = play(&scenario, &playbook).unwrap();
        if played.turns.is_empty() {
            continue;
        }
        count += 1;
        match past(&played, &playbook) {
            Err(fault) => refused.push(format!("{file}: {}: {fault}", scenario.name)),
            Ok(draft) => {
                let again = play(&draft.scenario, &playbook).unwrap();
                assert_eq!(again.faults, [], "{file}: {}", scenario.name);
                if super::environment("EDGEWISE_SHOW").is_some() {
                    super::show(&format!(
                        "{}\n{:?} {:?}",
                        serde_json::to_string_pretty(&draft.scenario).unwrap(),
                        draft.replaced,
                        draft.read
                    ));
                }
            }
        }
    }
    let told = refused.join("\n");
    super::show(&format!("{} of {count} refused\n{told}", refused.len()));
    assert!(refused.len() * 20 <= count, "{} of {count} are refused:\n{told}", refused.len());
}

/// What somebody is called, and what leads to them.
struct Somebody {
    first: &'static str,
    last: &'static str,
    email: &'static str,
    phone: &'static str,
    street: &'static str,
    city: &'static str,
    zip: &'static str,
}

const SOMEBODIES: &[Somebody] = &[
    Somebody {
        first: "Zsófia-Réka",
        last: "Kovács",
        email: "Zsofi.Kovacs+Shop@Freemail.hu",
        phone: "+36 30 912 3476",
        street: "77 Nádor Road",
        city: "Szeged",
        zip: "67259",
    },
    Somebody {
        first: "Ngozi",
        last: "O'Connell-Okonkwo",
        email: "ngozi_o@MAIL.example.co.uk",
        phone: "(415) 867-5309",
        street: "12 Bourbonnais Lane, Apt 9C",
        city: "Kankakee",
        zip: "60914",
    },
    Somebody {
        first: "JÜRGEN",
        last: "von Österreicher",
        email: "j.oesterreicher@gmx.de",
        phone: "+49 30 90182647",
        street: "Kastanienweg 31b",
        city: "Wuppertal",
        zip: "42103",
    },
    Somebody {
        first: "<b>Mallory</b>",
        last: "Quisenberry'; --",
        email: "mallory@evil.test",
        phone: "212-736-5000",
        street: "4410 \"Thornapple\" Blvd",
        city: "Poughkeepsie",
        zip: "12603",
    },
    Somebody {
        first: "李明",
        last: "王",
        email: "liming@qq.com",
        phone: "+86 10 6552 9988",
        street: "88 Wangfujing Street",
        city: "Chaoyang",
        zip: "100022",
    },
];

/// What is said of a friend, who is in no profile.
const FRIENDS: &[(&str, &[&str])] = &[
    (
        "Send it to my friend Thibault Desrosiers at 481 Larkmoor Street, Winnetka 60093",
        &["Thibault", "Desrosiers", "Larkmoor", "60093"],
    ),
    ("Mail Bartholomew.Quill@yahoo.com or call (312) 588-2300 instead.", &["Quill", "5882300"]),
    (
        "my name is wilhelmina pruitt, card 4929 1834 5567 0016",
        &["wilhelmina", "pruitt", "49291834"],
    ),
    (
        "The parcel 1Z999AA10123456784 is with Fr. Szczepański, invoice 88231-7!",
        &["0123456784", "Szczepański", "88231"],
    ),
];

#[test]
fn nobody_is_left_in_a_scenario() {
    let cases: Vec<Case> = cases(None);
    let (mut count, mut accepted, mut left) = (0_usize, 0_usize, Vec::new());
    for (place, Case { file, scenario, playbook }) in cases.iter().enumerate() {
        if place % 4 != 0 || scenario.turns.is_empty() {
            continue;
        }
        let who = &SOMEBODIES[place / 4 % SOMEBODIES.len()];
        let (said, theirs) = FRIENDS[place / 4 % FRIENDS.len()];
        let Ok(played) = play(&planted(scenario, who, said), playbook) else { continue };
        count += 1;
        let Ok(draft) = past(&played, playbook) else { continue };
        accepted += 1;
        let told = serde_json::to_string(&draft.scenario).unwrap();
        let own = [who.first, who.last, who.email, who.phone, who.street, who.city, who.zip];
        let (folded, compact) = (plain(&told, " "), plain(&told, ""));
        for value in own.iter().chain(theirs) {
            let number = value.chars().filter(char::is_ascii_digit).count() > 4;
            let is_left = match number {
                true => compact.contains(&plain(value, "")),
                false if !value.is_ascii() && value.chars().count() < 3 => told.contains(*value),
                false => plain(value, " ").split(' ').any(|word| {
                    let own = word.chars().count() > 3 && !KNOWN.contains(&word);
                    own && format!(" {folded} ").contains(&format!(" {word} "))
                }),
            };
            if is_left {
                left.push(format!("{file}: {}: {value}", scenario.name));
            }
        }
    }
    super::show(&format!("{accepted} of {count} accepted"));
    assert_eq!(left, Vec::<String>::new());
    assert!(accepted * 3 > count * 2, "{accepted} of {count}");
}

/// Words in what was planted that are everybody's.
const KNOWN: &[&str] =
    &["road", "lane", "blvd", "street", "evil", "test", "mail", "shop", "example", "connell"];

/// A scenario with somebody as its customer, who speaks of a friend at last.
fn planted(scenario: &Scenario, who: &Somebody, said: &str) -> Scenario {
    let mut scenario = scenario.clone();
    let id = scenario.customer.get_or_insert_with(|| "cus_planted_77412".to_owned()).clone();
    let address = json!({
        "line1": who.street, "city": who.city, "region": "CO", "zip": who.zip, "country": "USA"
    });
    scenario.customers.retain(|held| held["id"] != id.as_str());
    scenario.customers.push(json!({
        "id": id, "first_name": who.first, "last_name": who.last, "email": who.email,
        "phone": who.phone, "default_address": address,
    }));
    for order in &mut scenario.orders {
        order["shipping_address"] = address.clone();
    }
    let lower = who.last.to_lowercase();
    let upper = who.city.to_uppercase();
    for say in [
        format!("I am {} {}, what's my email?", who.first, who.last),
        format!("{lower} from {upper} {} here, {} / {}", who.zip, who.phone, who.email),
        said.to_owned(),
    ] {
        scenario.turns.push(ScenarioTurn { say, ..ScenarioTurn::default() });
    }
    scenario
}

fn plain(text: &str, gap: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    words.join(gap)
}
