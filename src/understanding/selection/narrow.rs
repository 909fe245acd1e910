//! From mentions to the customer's lines.

use super::{
    MeantLine, Selection, Unclear,
    describe::{describe, keep_described, single_out},
    mention::{Count, Mention, Reading, Role},
    orders::{self, OrdersSaid},
    place::Destinations,
    whole::{all_but, by_item_number},
};
use crate::{
    base::id::OrderId,
    commerce::{Order, OrderLine, OrderStatus},
    understanding::resolve::Holdings,
};

/// One of the customer's lines, with its order.
pub(super) type Held<'a> = (&'a Order, &'a OrderLine);

/// A wanted mention with the lines that it may mean.
struct Wanted<'a> {
    reading: usize,
    index: usize,
    mention: Mention,
    lines: Vec<Held<'a>>,
    newest: bool,
}

pub(super) fn narrow(
    readings: &[Reading],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
) -> Selection {
    let destinations = Destinations::of(holdings.orders);
    let said = readings.iter().map(|it| orders::read(&it.pieces, holdings, &destinations));
    let said: Vec<OrdersSaid> = said.collect();
    let named = named_orders(readings, &said, holdings, fits);
    let mut selection = Selection {
        unknown_numbers: said.iter().flat_map(|said| said.unknown_numbers.clone()).collect(),
        ..Selection::default()
    };
    if !named.is_empty() {
        selection.unknown_numbers.clear();
    }
    let mut wanted = wanted(readings, &said, &named, holdings, fits);
    share_an_order(&mut wanted, fits);
    restrict_by_later(&mut wanted);
    describe_by_later(&mut wanted, readings);
    for mention in &mut wanted {
        settle(mention, holdings);
    }
    let everything = readings.iter().any(|reading| reading.everything);
    if everything {
        selection.everything = true;
        all_but(readings, &said, &named, holdings, fits, &mut selection);
    }
    // What is clear is picked first: it may be what an unclear mention means too.
    let is_clear = |mention: &&Wanted<'_>| mention.lines.len() <= 1;
    let (clear, unclear): (Vec<&Wanted<'_>>, Vec<&Wanted<'_>>) = wanted.iter().partition(is_clear);
    for mention in clear.into_iter().chain(unclear) {
        if everything && mention.lines.iter().all(|held| is_selected(&selection, held)) {
            continue;
        }
        pick(mention, readings, &mut selection);
    }
    by_item_number(readings, holdings, fits, &mut selection);
    selection.orders = named;
    selection
}

/// The orders that were named or described.
fn named_orders(
    readings: &[Reading],
    said: &[OrdersSaid],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
) -> Vec<OrderId> {
    // The order that was named last is meant; those named together are.
    let by_number = said.iter().rev().map(|said| &said.named).find(|named| !named.is_empty());
    if let Some(named) = by_number {
        return with_described(named.clone(), readings, holdings, fits);
    }
    let mut named: Vec<OrderId> = Vec::new();
    for (reading, said) in readings.iter().zip(said) {
        for content in contents(reading) {
            let holds = |order: &&&Order| content.iter().all(|mention| holds(order, mention));
            let found: Vec<&&Order> = holdings.orders.iter().filter(holds).collect();
            let fitting: Vec<&&Order> = found.iter().copied().filter(|order| fits(order)).collect();
            let found = if fitting.is_empty() { found } else { fitting };
            named.extend(found.iter().map(|order| order.id.clone()));
        }
        // "The order without the tablet".
        let without: Vec<&Mention> =
            reading.mentions.iter().filter(|mention| mention.role == Role::NotOfOrder).collect();
        if !without.is_empty() {
            let lacks = |order: &&&Order| !without.iter().any(|mention| holds(order, mention));
            let found: Vec<&&Order> = holdings.orders.iter().filter(lacks).collect();
            let fitting: Vec<&&Order> = found.iter().copied().filter(|order| fits(order)).collect();
            let found = if fitting.is_empty() { found } else { fitting };
            named = found.iter().map(|order| order.id.clone()).collect();
            continue;
        }
        if said.all {
            let of = |order: &&&Order| said.status.is_none_or(|status| order.status == status);
            named.extend(holdings.orders.iter().filter(of).map(|order| order.id.clone()));
        }
    }
    if !named.is_empty() {
        named.dedup();
        return named;
    }
    // "My pending order", "my last order", without anything in it being named.
    let Some(said) = said
        .iter()
        .rev()
        .find(|said| said.status.is_some() || said.newest || said.same || said.other)
    else {
        return named;
    };
    let mentioned = readings
        .iter()
        .any(|reading| reading.mentions.iter().any(|mention| mention.role == Role::Wanted));
    if mentioned && !said.same {
        return named;
    }
    let mut found: Vec<&&Order> = holdings
        .orders
        .iter()
        .filter(|order| said.status.is_none_or(|status| order.status == status))
        .collect();
    let spoken = |order: &&&Order| holdings.in_focus.contains(&order.id);
    if said.same {
        found.retain(spoken);
    } else if said.other && !holdings.in_focus.is_empty() {
        found.retain(|order| !spoken(order));
    }
    if said.newest {
        let newest = found.iter().find(|order| fits(order)).or(found.first()).copied();
        found = newest.into_iter().collect();
    }
    found.into_iter().map(|order| order.id.clone()).collect()
}

/// Beside orders that are named by number those that are described by what is in them: "cancel 1001,
/// and the order with the lamp". What is in one that was named describes that one.
fn with_described(
    mut named: Vec<OrderId>,
    readings: &[Reading],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
) -> Vec<OrderId> {
    let is_named = |order: &Order| named.contains(&order.id);
    let of_named = |mention: &&Mention| {
        holdings.orders.iter().any(|order| is_named(order) && holds(order, mention))
    };
    let mut more: Vec<OrderId> = Vec::new();
    for content in readings.iter().flat_map(contents) {
        if content.iter().any(of_named) {
            continue;
        }
        let found = holdings
            .orders
            .iter()
            .filter(|order| fits(order) && content.iter().all(|mention| holds(order, mention)));
        let found: Vec<OrderId> = found.map(|order| order.id.clone()).collect();
        if let [one] = found.as_slice() {
            more.push(one.clone());
        }
    }
    named.extend(more);
    named
}

/// The goods that tell which orders are meant, those of one order together: "the order with the lamp
/// and the mug, and the order with the rug".
fn contents(reading: &Reading) -> Vec<Vec<&Mention>> {
    let mut groups: Vec<Vec<&Mention>> = Vec::new();
    for mention in reading.mentions.iter().filter(|mention| mention.role == Role::OfOrder) {
        let together = groups.last().and_then(|group| group.last()).is_some_and(|last| {
            let between = reading.pieces.get(last.at.end.saturating_sub(1)..mention.at.start);
            let parts =
                |piece: &crate::understanding::piece::Piece| piece.ends || piece.word == "order";
            !between.unwrap_or_default().iter().any(parts)
        });
        match groups.last_mut() {
            Some(group) if together => group.push(mention),
            _ => groups.push(vec![mention]),
        }
    }
    groups
}

/// Whether an order holds what a mention names: two of them, where two are named.
pub(super) fn holds(order: &Order, mention: &Mention) -> bool {
    let count = order.lines.iter().filter(|line| mention.titles.contains(&line.title)).count();
    match mention.count {
        Count::Several(wanted) => count >= wanted,
        Count::All | Count::One => count > 0,
    }
}

fn wanted<'a>(
    readings: &[Reading],
    said: &[OrdersSaid],
    named: &[OrderId],
    holdings: &Holdings<'a>,
    fits: &dyn Fn(&Order) -> bool,
) -> Vec<Wanted<'a>> {
    let mut wanted: Vec<Wanted<'a>> = Vec::new();
    for (at, (reading, said)) in readings.iter().zip(said).enumerate() {
        for (index, mention) in reading.mentions.iter().enumerate() {
            if mention.role != Role::Wanted {
                continue;
            }
            let mut lines = lines_of(mention, holdings.orders);
            prefer(&mut lines, |(order, _)| named.contains(&order.id));
            // What is left out is left out of every mention of the same words.
            let left_out = excluded(readings, holdings.orders);
            prefer(&mut lines, |(_, line)| !left_out.iter().any(|(_, left)| left.id == line.id));
            // "Not the tablet, I keep that": what was wanted before is not wanted any more.
            let after = readings.get(at.saturating_add(1)..).unwrap_or_default();
            let later = excluded(after, holdings.orders);
            lines.retain(|(_, line)| !later.iter().any(|(_, left)| left.id == line.id));
            if lines.is_empty() {
                continue;
            }
            let status = status_near(reading, mention).or(said.status);
            if let Some(status) = status {
                let stands = |order: &Order| {
                    order.status == status
                        || status == OrderStatus::Delivered && order.was_delivered()
                };
                prefer(&mut lines, |(order, _)| stands(order));
            }
            prefer(&mut lines, |(order, _)| fits(order));
            if said.just_ordered {
                prefer(&mut lines, |(order, _)| !order.was_delivered());
            }
            describe(reading, index, mention, &mut lines);
            let spoken = |order: &Order| holdings.in_focus.contains(&order.id);
            if said.same {
                prefer(&mut lines, |(order, _)| spoken(order));
            }
            if said.other && !holdings.in_focus.is_empty() && readings.len() == 1 {
                prefer(&mut lines, |(order, _)| !spoken(order));
            }
            let mut mention = mention.clone();
            single_out(reading, &mut mention, &mut lines);
            wanted.push(Wanted { reading: at, index, mention, lines, newest: said.newest });
        }
    }
    wanted
}

/// Keeps those that something speaks for, where there are any.
pub(super) fn prefer<T>(things: &mut Vec<T>, speaks: impl Fn(&T) -> bool) {
    if things.iter().any(&speaks) {
        things.retain(speaks);
    }
}

fn lines_of<'a>(mention: &Mention, orders: &[&'a Order]) -> Vec<Held<'a>> {
    let of_order = |order: &&'a Order| {
        let order: &'a Order = order;
        let named = order.lines.iter().filter(|line| mention.titles.contains(&line.title));
        named.map(move |line| (order, line)).collect::<Vec<_>>()
    };
    orders.iter().flat_map(of_order).collect()
}

pub(super) fn excluded<'a>(readings: &[Reading], orders: &[&'a Order]) -> Vec<Held<'a>> {
    let mut left_out: Vec<Held<'a>> = Vec::new();
    for reading in readings {
        for (index, mention) in reading.mentions.iter().enumerate() {
            if mention.role == Role::Excluded {
                let mut lines = lines_of(mention, orders);
                describe(reading, index, mention, &mut lines);
                left_out.extend(lines);
            }
        }
    }
    left_out
}

/// Where the order of a thing stands, by a word right beside it: "the pending boots".
fn status_near(reading: &Reading, mention: &Mention) -> Option<crate::commerce::OrderStatus> {
    use crate::commerce::OrderStatus::{Delivered, Pending};
    let near = reading.pieces.get(mention.from..mention.at.start).unwrap_or_default();
    near.iter().find_map(|piece| match piece.typed.as_str() {
        "pending" => Some(Pending),
        "delivered" | "received" => Some(Delivered),
        _ => None,
    })
}

/// Things named together that all lie in one order speak for that order.
fn share_an_order(wanted: &mut [Wanted<'_>], fits: &dyn Fn(&Order) -> bool) {
    if wanted.len() < 2 {
        return;
    }
    let mut orders: Vec<&Order> = Vec::new();
    for (order, _) in wanted.iter().flat_map(|mention| &mention.lines) {
        if !orders.iter().any(|held| held.id == order.id) {
            orders.push(order);
        }
    }
    let holds_all = |order: &&&Order| {
        wanted.iter().all(|mention| mention.lines.iter().any(|(held, _)| held.id == order.id))
    };
    let mut shared: Vec<&Order> = orders.iter().filter(holds_all).copied().collect();
    prefer(&mut shared, |order| fits(order));
    if let [one] = shared.as_slice() {
        let id = one.id.clone();
        for mention in wanted.iter_mut().filter(|mention| mention.mention.count == Count::One) {
            mention.lines.retain(|(order, _)| order.id == id);
        }
    }
}

/// "No, the earbuds with the microphone": what is named again more closely is what was meant.
fn restrict_by_later(wanted: &mut [Wanted<'_>]) {
    for later in 1..wanted.len() {
        let (before, after) = wanted.split_at_mut(later);
        let Some(new) = after.first() else { continue };
        for held in before.iter_mut().filter(|held| held.reading < new.reading) {
            let same = held.mention.titles.iter().any(|it| new.mention.titles.contains(it));
            let within = |(_, line): &Held<'_>| new.lines.iter().any(|(_, it)| it.id == line.id);
            if same && new.lines.len() < held.lines.len() && held.lines.iter().any(within) {
                held.lines.retain(within);
                held.mention.count = new.mention.count;
            }
        }
    }
}

/// "The 15 inch one", where it was asked which: what is said later without naming anything tells the
/// lines apart.
fn describe_by_later(wanted: &mut [Wanted<'_>], readings: &[Reading]) {
    const PIECES_MAX: usize = 12;
    for held in wanted.iter_mut().filter(|held| held.lines.len() > 1) {
        for later in readings.iter().skip(held.reading.saturating_add(1)) {
            if later.mentions.is_empty() && later.pieces.len() <= PIECES_MAX {
                keep_described(&later.text, &mut held.lines);
            }
        }
    }
}

/// The last things that tell several lines apart: what was spoken of, and what is newest.
fn settle(wanted: &mut Wanted<'_>, holdings: &Holdings<'_>) {
    if wanted.lines.len() < 2 || wanted.mention.count != Count::One {
        return;
    }
    if wanted.newest
        && let Some(newest) = wanted.lines.first().map(|(order, _)| order.id.clone())
    {
        wanted.lines.retain(|(order, _)| order.id == newest);
    }
    if holdings.in_focus.len() == 1 {
        prefer(&mut wanted.lines, |(order, _)| holdings.in_focus.contains(&order.id));
    }
}

fn is_selected(selection: &Selection, (order, line): &Held<'_>) -> bool {
    selection.lines.iter().any(|held| held.order == order.id && held.line == line.id)
}

fn pick(wanted: &Wanted<'_>, readings: &[Reading], selection: &mut Selection) {
    let Some(reading) = readings.get(wanted.reading) else { return };
    let said = said_of(reading, wanted.index, readings, wanted.reading);
    let chosen: Vec<&Held<'_>> = match (wanted.mention.count, wanted.lines.as_slice()) {
        (_, []) => return,
        (Count::All, all) => all.iter().collect(),
        (Count::Several(count), all) if count >= all.len() => all.iter().collect(),
        (_, [one]) => vec![one],
        // The same thing twice in one order: either will do.
        (Count::One, [first, ..]) if is_one_thing(&wanted.lines) => vec![first],
        (count, several) => {
            // What was picked before by other words is still meant.
            if let Some(held) = several.iter().find(|held| is_selected(selection, held)) {
                vec![held]
            } else {
                let piece = |at: usize| reading.pieces.get(at).map(|piece| piece.typed.clone());
                let words: Vec<String> = wanted.mention.at.clone().filter_map(piece).collect();
                selection.unclear.push(Unclear {
                    mention: words.join(" "),
                    candidates: several
                        .iter()
                        .map(|(order, line)| (order.id.clone(), line.id.clone()))
                        .collect(),
                    count: if let Count::Several(count) = count { count } else { 1 },
                    said,
                });
                return;
            }
        }
    };
    for (order, line) in chosen {
        let at =
            selection.lines.iter_mut().find(|held| held.order == order.id && held.line == line.id);
        match at {
            Some(held) => {
                for said in &said {
                    if !held.said.contains(said) {
                        held.said.push(said.clone());
                    }
                }
            }
            None => selection.lines.push(MeantLine {
                order: order.id.clone(),
                line: line.id.clone(),
                said: said.clone(),
            }),
        }
    }
}

fn is_one_thing(lines: &[Held<'_>]) -> bool {
    let Some((order, line)) = lines.first() else { return false };
    lines.iter().all(|(other, same)| other.id == order.id && same.variant_id == line.variant_id)
}

/// What a text says of one of the things that it names: what stands before all of them, its own
/// part, and the sentences after it that name nothing else.
fn said_of(reading: &Reading, index: usize, readings: &[Reading], at: usize) -> Vec<String> {
    let mut said = vec![part_of(reading, index)];
    // A later text that names nothing speaks of what was named last.
    for later in readings.iter().skip(at.saturating_add(1)) {
        if later.mentions.iter().any(|mention| mention.role == Role::Wanted) {
            break;
        }
        let last = reading.mentions.iter().rposition(|m| m.role == Role::Wanted);
        let all = later.pieces.iter().any(|piece| {
            matches!(piece.typed.as_str(), "both" | "all" | "each" | "everything" | "them")
        });
        let wanted = reading.mentions.iter().filter(|m| m.role == Role::Wanted).count();
        if all || wanted == 1 || last == Some(index) {
            said.push(later.text.clone());
        }
    }
    said
}

fn part_of(reading: &Reading, index: usize) -> String {
    let wanted: Vec<usize> = reading
        .mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.role == Role::Wanted)
        .map(|(index, _)| index)
        .collect();
    let place = |at: usize| reading.mentions.get(at).map(|mention| mention.from);
    let byte =
        |at: usize| reading.pieces.get(at).map_or(reading.text.len(), |piece| piece.span.start);
    let Some(position) = wanted.iter().position(|at| *at == index) else {
        return reading.text.clone();
    };
    let first = wanted.first().copied().and_then(place).map_or(0, byte);
    let start = place(index).map_or(0, byte);
    // Things in a list share what follows the list.
    let mut last = position;
    while let (Some(this), Some(next)) = (
        wanted.get(last).and_then(|at| reading.mentions.get(*at)),
        wanted.get(last.saturating_add(1)).and_then(|at| reading.mentions.get(*at)),
    ) {
        let between = reading.pieces.get(this.at.end..next.from).unwrap_or_default();
        let listed = between.iter().all(|piece| {
            matches!(piece.typed.as_str(), "and" | "the" | "my" | "a" | "an" | "also" | "then")
        });
        let broken =
            reading.pieces.get(this.at.end.saturating_sub(1)).is_some_and(|piece| piece.ends);
        if !listed || broken {
            break;
        }
        last = last.saturating_add(1);
    }
    let end = wanted
        .get(last.saturating_add(1))
        .copied()
        .and_then(place)
        .map_or(reading.text.len(), byte);
    let shared = reading.text.get(..first.min(start)).unwrap_or_default();
    let own = reading.text.get(start..end).unwrap_or_default();
    format!("{shared}{own}")
}
