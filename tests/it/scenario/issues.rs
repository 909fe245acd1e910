//! Goal: the honest count counts what happened, and never more.
//! Method: the issues of every scenario are noted turn by turn and held against what the turns show; and a few
//! conversations are told in full.

use edgewise::{
    base::time::{HOUR_MS, Timestamp},
    commerce::Call,
    engine::{ISSUES_MAX, Issue, IssueOutcome, IssueStanding, Outcome, note_issues},
    escalation::{Resolution, Ticket},
    lab::{PlayedTurn, play},
    skill::ActionEnd,
    understanding::Skill,
};

use super::file::cases;

fn issues_of(turns: &[PlayedTurn]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for turn in turns {
        note_issues(&mut issues, &turn.record, &turn.outcome);
    }
    issues
}

fn has(issues: &[Issue], standing: IssueStanding) -> bool {
    issues.iter().any(|issue| issue.standing == standing)
}

/// A change in the shop: what changes our own record alone needs no shop to show it, but counts as well.
fn has_done(outcome: &Outcome) -> bool {
    outcome.actions.iter().any(|it| it.end == ActionEnd::Done)
}

#[test]
fn what_is_counted_is_what_the_turns_show() {
    let (mut faults, mut seen) = (Vec::new(), [0_u32; IssueStanding::ALL.len()]);
    for case in cases(None) {
        let turns = play(&case.scenario, &case.playbook).unwrap().turns;
        let issues = issues_of(&turns);
        let title = format!("{}: {}: {issues:?}", case.file, case.scenario.name);
        for issue in &issues {
            let place = IssueStanding::ALL.iter().position(|it| *it == issue.standing).unwrap();
            seen[place] += 1;
        }
        let skills: Vec<_> = issues.iter().map(|issue| issue.skill).collect();
        let doubled = skills.iter().enumerate().any(|(place, it)| skills[..place].contains(it));
        let done = turns.iter().any(|turn| has_done(&turn.outcome));
        let handed = turns.iter().any(|turn| !turn.outcome.escalations.is_empty());
        let asked = turns
            .iter()
            .any(|turn| turn.record.answers.iter().any(|it| !matches!(it.call, Call::Act(_))));
        let rules = [
            ("one issue for each ability", !doubled && issues.len() <= ISSUES_MAX),
            ("verified only by what was done", done || !has(&issues, IssueStanding::Verified)),
            (
                "escalated only by what was handed over",
                handed || !has(&issues, IssueStanding::Escalated),
            ),
            (
                "told only by what was found out",
                asked || done || !has(&issues, IssueStanding::Told) || knows(&turns),
            ),
            ("in order of time", issues.iter().all(|it| it.began_at <= it.heard_at)),
        ];
        for (rule, holds) in rules {
            if !holds {
                faults.push(format!("{rule}: {title}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let voided_by_people = IssueStanding::ALL.iter().position(|it| *it == IssueStanding::Voided);
    for (place, count) in seen.iter().enumerate() {
        let enough = *count >= 2 || Some(place) == voided_by_people;
        assert!(enough, "{:?} was seen {count} times", IssueStanding::ALL[place]);
    }
}

/// Whether anything was told from the profile.
fn knows(turns: &[PlayedTurn]) -> bool {
    let told = |turn: &PlayedTurn| serde_json::to_string(&turn.outcome.facts).unwrap();
    turns.iter().any(|turn| told(turn).contains(r#""from":"profile""#))
}

fn issue(skill: Option<Skill>, standing: IssueStanding) -> Issue {
    let at = Timestamp::from_ms(0);
    Issue { skill, began_at: at, heard_at: at.plus_ms(HOUR_MS), standing }
}

/// A ticket about an ability, of a scenario that opens one.
fn ticket(skill: Option<Skill>, resolution: Option<Resolution>) -> Ticket {
    let mut found = cases(Some("handoff")).into_iter().find_map(|case| {
        let turns = play(&case.scenario, &case.playbook).unwrap().turns;
        turns.into_iter().find_map(|turn| turn.outcome.ticket)
    });
    let mut ticket = found.take().unwrap();
    ticket.skills = skill.into_iter().collect();
    ticket.resolution = resolution;
    ticket
}

#[track_caller]
fn check(
    standing: IssueStanding,
    came: Option<Option<Resolution>>,
    rating: Option<u8>,
    expected: IssueStanding,
) {
    for skill in [Some(Skill::Return), None] {
        let tickets: Vec<Ticket> =
            came.iter().map(|resolution| ticket(skill, *resolution)).collect();
        let issue = |skill| issue(skill, standing);
        let at = |issue: &Issue, ms| rating.map(|score| (score, issue.heard_at.plus_ms(ms)));
        let about = issue(skill);
        assert_eq!(about.settled(&tickets, at(&about, 0)), expected, "{skill:?}");
        // What is asked after a rating was not rated.
        assert_eq!(about.settled(&tickets, at(&about, -1)), about.settled(&tickets, None));
        // A ticket about something else changes nothing.
        let other = [ticket(Some(Skill::Claim), Some(Resolution::Voided))];
        assert_eq!(issue(skill).settled(&other, None), standing);
    }
}

#[test]
fn people_and_the_customer_have_their_say() {
    use IssueStanding::{
        Abandoned, Asked, Confirmed, Escalated, Told, Unassisted, Verified, Voided,
    };
    check(Escalated, Some(None), None, Escalated);
    check(Escalated, Some(Some(Resolution::Solved)), Some(5), Escalated);
    check(Escalated, Some(Some(Resolution::Voided)), None, Voided);
    check(Escalated, Some(Some(Resolution::Abandoned)), None, Abandoned);
    check(Escalated, Some(Some(Resolution::Returned)), None, Asked);
    // Whoever stepped in where something was told or done took it over.
    check(Told, Some(None), None, Escalated);
    check(Verified, Some(Some(Resolution::Solved)), None, Escalated);
    check(Verified, Some(Some(Resolution::Returned)), None, Verified);
    for (rating, expected) in
        [(1, Unassisted), (2, Unassisted), (3, Told), (4, Confirmed), (5, Confirmed)]
    {
        check(Told, None, Some(rating), expected);
    }
    check(Unassisted, None, Some(5), Unassisted);
}

#[test]
fn silence_resolves_nothing() {
    for standing in IssueStanding::ALL {
        let (now, later) = (standing.outcome(false), standing.outcome(true));
        assert!(now.is_none() || now == later, "{standing:?}");
        let resolved = later.is_some_and(IssueOutcome::is_resolved);
        let shown = matches!(standing, IssueStanding::Verified | IssueStanding::Confirmed);
        assert_eq!(resolved, shown, "{standing:?}");
    }
    assert_eq!(IssueStanding::Waits.outcome(true), None);
}

/// How each issue of a scenario of several goals stands at its end.
#[track_caller]
fn check_several(name: &str, expected: &[(Skill, IssueStanding)]) {
    let case = cases(Some("several_goals")).into_iter().find(|case| case.scenario.name == name);
    let case = case.unwrap();
    let issues = issues_of(&play(&case.scenario, &case.playbook).unwrap().turns);
    let mut stand: Vec<_> = issues.iter().map(|it| (it.skill.unwrap(), it.standing)).collect();
    stand.sort_by_key(|(skill, _)| format!("{skill:?}"));
    assert_eq!(stand, expected, "{name}");
}

#[test]
fn what_one_wish_came_to_says_nothing_of_another() {
    use IssueStanding::{Asked, Escalated, Told, Unassisted, Verified};
    use Skill::{CancelOrder, OrderStatus, Return};
    check_several(
        "a question and a wish: the question is answered, the wish is summarised",
        &[(CancelOrder, Verified), (OrderStatus, Told)],
    );
    check_several(
        "a cancellation and a return, said yes to at once",
        &[(CancelOrder, Verified), (Return, Verified)],
    );
    check_several(
        "one of two works: what worked and what did not are told, each by its order",
        &[(CancelOrder, Unassisted), (Return, Verified)],
    );
    check_several(
        "of two one is not known: the one is done, a person looks at the other",
        &[(CancelOrder, Escalated), (Return, Verified)],
    );
    check_several(
        "what is told of one order says nothing of what is refused for another",
        &[(CancelOrder, Unassisted), (OrderStatus, Told)],
    );
    // The return was wanted only if it could not be cancelled: it stays open, and nobody speaks of it again.
    check_several(
        "cancel it if it has not been sent, else return it: it has not",
        &[(CancelOrder, Verified), (Return, Asked)],
    );
    check_several(
        "cancel it if it has not been sent, else return it: it has arrived",
        &[(CancelOrder, Unassisted), (Return, Verified)],
    );
}

/// What was kept before it was noted what each ability came to is counted by the turn, as it was.
#[test]
fn a_turn_that_does_not_say_which_ability_did_what_is_counted_as_a_whole() {
    let name = "one of two works: what worked and what did not are told, each by its order";
    let case = cases(Some("several_goals")).into_iter().find(|it| it.scenario.name == name);
    let case = case.unwrap();
    let mut turns = play(&case.scenario, &case.playbook).unwrap().turns;
    for turn in &mut turns {
        let mut kept = serde_json::to_value(&turn.outcome).unwrap();
        kept.as_object_mut().unwrap().remove("served");
        turn.outcome = serde_json::from_value(kept).unwrap();
    }
    let issues = issues_of(&turns);
    let of = |skill| issues.iter().find(|it| it.skill == Some(skill)).unwrap().standing;
    assert_eq!(of(Skill::Return), IssueStanding::Verified);
    assert_eq!(of(Skill::CancelOrder), IssueStanding::Told);
}
