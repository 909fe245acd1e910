//! What is to become of each repeated delivery, once everything that was said is taken together.

use super::Held;
use crate::understanding::{Amount, SubscriptionWish, When};

/// What is wanted of one repeated delivery.
pub(super) struct Plan<'a> {
    pub(super) held: &'a Held,
    /// How it goes on.
    pub(super) course: Option<Course>,
    /// How often; asked for where it was not said.
    pub(super) interval: Option<Option<u32>>,
    /// How many.
    pub(super) quantity: Option<Option<Amount>>,
    /// What instead.
    pub(super) swap: Option<Option<String>>,
    /// Whether it is asked how it stands.
    pub(super) asked: bool,
    /// Whether an end is not wanted after all.
    pub(super) kept: bool,
}

/// How a repeated delivery goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Course {
    Cancel,
    Move(Option<When>),
    Pause(Option<When>),
    Resume(Option<When>),
    Skip(u32),
}

impl Plan<'_> {
    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        let as_it_is = self.interval.is_none() && self.quantity.is_none() && self.swap.is_none();
        self.course.is_none() && as_it_is
    }

    /// Takes a wish in. `later` tells that it stands in a message after an end was asked for.
    fn take(&mut self, wish: &SubscriptionWish, later: bool) {
        let course = |course: Course| Some(course);
        match wish {
            SubscriptionWish::Ask | SubscriptionWish::Dispute => {
                self.asked = true;
                return;
            }
            SubscriptionWish::Keep => {
                self.kept = true;
                self.course = self.course.filter(|held| *held != Course::Cancel);
                return;
            }
            SubscriptionWish::Cancel => {
                (self.interval, self.quantity, self.swap) = (None, None, None);
                self.course = course(Course::Cancel);
            }
            SubscriptionWish::Move(when) => {
                // "Resume it, with the first charge on the 5th."
                let resumes = matches!(self.course, Some(Course::Resume(_)));
                let moved = if resumes { Course::Resume(*when) } else { Course::Move(*when) };
                self.course = course(moved);
            }
            SubscriptionWish::Pause(when) => self.course = course(Course::Pause(*when)),
            SubscriptionWish::Resume(when) => self.course = course(Course::Resume(*when)),
            SubscriptionWish::Skip(count) => self.course = course(Course::Skip(*count)),
            SubscriptionWish::Interval(days) => self.interval = Some(*days),
            SubscriptionWish::Quantity(amount) => self.quantity = Some(*amount),
            SubscriptionWish::Swap(rest) => self.swap = Some(rest.clone()),
        }
        // "Actually, every 8 weeks will do": what was to end goes on otherwise.
        if later && *wish != SubscriptionWish::Cancel && self.course == Some(Course::Cancel) {
            self.course = None;
        }
        self.kept = false;
    }
}

/// What is wanted of each repeated delivery that is meant.
pub(super) fn plans<'a>(
    meant: &[(usize, Vec<(usize, SubscriptionWish)>)],
    held: &'a [Held],
) -> Vec<Plan<'a>> {
    let mut plans = Vec::new();
    for (index, wishes) in meant {
        let Some(held) = held.get(*index) else { continue };
        let mut plan = Plan {
            held,
            course: None,
            interval: None,
            quantity: None,
            swap: None,
            asked: false,
            kept: false,
        };
        let mut ended_in: Option<usize> = None;
        for (text, wish) in wishes {
            plan.take(wish, ended_in.is_some_and(|ended| ended < *text));
            if *wish == SubscriptionWish::Cancel {
                ended_in = Some(*text);
            }
        }
        plans.push(plan);
    }
    plans
}
