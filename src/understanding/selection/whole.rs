//! Whole orders but for what is left out, and lines by the numbers of their items.

use super::{
    MeantLine, Selection,
    mention::{Reading, Role},
    narrow::{excluded, holds, prefer},
    orders::OrdersSaid,
};
use crate::{
    base::{
        id::{LineId, OrderId},
        text::fold,
    },
    commerce::{Order, OrderLine},
    understanding::resolve::Holdings,
};

/// Everything of the orders meant, but what was left out.
pub(super) fn all_but(
    readings: &[Reading],
    said: &[OrdersSaid],
    named: &[OrderId],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
    selection: &mut Selection,
) {
    let left_out = excluded(readings, holdings.orders);
    let mut orders: Vec<&Order> = holdings.orders.to_vec();
    prefer(&mut orders, |order| fits(order));
    let pool = orders.clone();
    if !named.is_empty() {
        orders = holdings.orders.iter().copied().filter(|o| named.contains(&o.id)).collect();
    } else if !left_out.is_empty() {
        // "Everything but the tablet" speaks of an order with a tablet.
        prefer(&mut orders, |order| left_out.iter().any(|(held, _)| held.id == order.id));
    }
    for mention in readings.iter().flat_map(|reading| &reading.mentions) {
        if mention.role == Role::Wanted && orders.len() > 1 {
            prefer(&mut orders, |order| holds(order, mention));
        }
    }
    let all = said.iter().any(|said| said.all);
    if named.is_empty() && orders.len() > 1 && !all {
        prefer(&mut orders, |order| holdings.in_focus.contains(&order.id));
    }
    if orders.len() > 1 && said.iter().any(|said| said.newest) {
        orders.truncate(1);
    }
    let bought = readings.iter().any(|reading| {
        let words: Vec<&str> = reading.pieces.iter().map(|piece| piece.typed.as_str()).collect();
        words.windows(2).any(|pair| matches!(pair, ["i", "ordered" | "bought"]))
    });
    if orders.len() > 1 && named.is_empty() && !all && !(bought && pool.len() == orders.len()) {
        return;
    }
    let texts: Vec<String> = readings.iter().map(|reading| reading.text.clone()).collect();
    for order in orders {
        for line in &order.lines {
            if left_out.iter().any(|(_, left)| left.id == line.id) {
                continue;
            }
            let (order, line) = (order.id.clone(), line.id.clone());
            selection.lines.push(MeantLine { order, line, said: texts.clone() });
        }
    }
}

/// "Item 123456": a line by the number of its variant.
pub(super) fn by_item_number(
    readings: &[Reading],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
    selection: &mut Selection,
) {
    const DIGITS_MIN: usize = 5;
    let ids = |line: &OrderLine| [fold(line.variant_id.as_str()), fold(line.id.as_str())];
    let ids = |order: &Order| -> Vec<[String; 2]> { order.lines.iter().map(ids).collect() };
    let held: Vec<(&Order, Vec<[String; 2]>)> =
        holdings.orders.iter().map(|order| (*order, ids(order))).collect();
    for reading in readings {
        for (at, piece) in reading.pieces.iter().enumerate() {
            // "For item 123" names what is wanted, not what is given for it.
            let led = reading.pieces.get(at.saturating_sub(3)..at).unwrap_or_default();
            let target = led
                .iter()
                .any(|piece| matches!(piece.typed.as_str(), "to" | "for" | "into" | "with"));
            if target || piece.typed.len() < DIGITS_MIN {
                continue;
            }
            let line_of = |(order, ids): &(&Order, Vec<[String; 2]>)| {
                let at = ids.iter().position(|own| own.contains(&piece.typed))?;
                let line = order.lines.get(at)?;
                Some((order.id.clone(), line.id.clone()))
            };
            let mut found: Vec<(bool, (OrderId, LineId))> =
                held.iter().filter_map(|one| Some((fits(one.0), line_of(one)?))).collect();
            prefer(&mut found, |(fits, _)| *fits);
            let found: Vec<(OrderId, LineId)> = found.into_iter().map(|(_, line)| line).collect();
            if let [(order, line)] = found.as_slice()
                && !selection.lines.iter().any(|held| held.line == *line)
            {
                selection.lines.push(MeantLine {
                    order: order.clone(),
                    line: line.clone(),
                    said: vec![reading.text.clone()],
                });
            }
        }
    }
}
