//! The products: made from one table, priced by it, stocked by the seed.

mod away;
mod drinks;
mod home;
mod rows;

use std::collections::BTreeMap;

use edgewise::{
    base::{
        id::{IdError, ProductId, VariantId},
        time::{DAY_MS, Timestamp},
    },
    commerce::{Product, Variant},
};
use rows::{Row, Shelf};

use crate::{SHOP_ORIGIN, random::Random, shop::usd};

/// The label of products that do not come back once sold out.
pub(crate) const DISCONTINUED: &str = "discontinued";
/// The label of products that cannot be returned or exchanged.
pub(crate) const FINAL_SALE: &str = "final-sale";

/// All products. Titles, prices and options are the same for every seed; stock is not.
pub(crate) fn stock(seed: u64, base: Timestamp) -> Result<Vec<Product>, IdError> {
    let shelves = [drinks::SHELVES, away::SHELVES, home::SHELVES];
    let rows = shelves
        .into_iter()
        .flatten()
        .flat_map(|shelf| shelf.rows.iter().map(move |row| (shelf, row)));
    let numbers = FIRST_NUMBER..;
    rows.zip(numbers)
        .map(|((shelf, row), number)| product(shelf, row, number, seed, base))
        .collect()
}

/// Whether a product carries one of the shop's labels.
pub(crate) fn has_tag(product: &Product, tag: &str) -> bool {
    product.tags.iter().any(|own| own == tag)
}

fn product(
    shelf: &Shelf,
    row: &Row,
    number: u32,
    seed: u64,
    base: Timestamp,
) -> Result<Product, IdError> {
    let mut random = Random::stream(seed, u64::from(number));
    let tags: Vec<String> = row.tags.split_whitespace().map(ToOwned::to_owned).collect();
    let is_discontinued = tags.iter().any(|tag| tag == DISCONTINUED);
    let mut variants = Vec::new();
    for (index, (options, percent)) in (1_u32..).zip(combinations(row.options)) {
        // About one variant in nine is sold out, as on any Monday.
        let is_sold_out = is_discontinued || random.chance(11);
        let inventory = if is_sold_out { 0 } else { random.between(1, 60) };
        variants.push(Variant {
            id: VariantId::parse(format!("var_{number}{index:02}"))?,
            sku: Some(format!("{}-{number}-{index:02}", shelf.code)),
            options,
            price: usd(round_price(row.cents.saturating_mul(percent))),
            available: inventory > 0,
            inventory: Some(inventory),
        });
    }
    Ok(Product {
        id: ProductId::parse(format!("prd_{number}"))?,
        title: row.title.to_owned(),
        description: Some(row.text.to_owned()),
        product_type: Some(shelf.product_type.to_owned()),
        tags,
        image_url: None,
        url: Some(format!("{SHOP_ORIGIN}/products/{}", slug(row.title))),
        variants,
        updated_at: Some(base.plus_ms(random.between(1, 90).saturating_mul(-DAY_MS))),
    })
}

/// Every combination of the options of a row, with its percent of the price.
fn combinations(options: &str) -> Vec<(BTreeMap<String, String>, i64)> {
    let mut made = vec![(BTreeMap::new(), 100)];
    for axis in options.split(';') {
        let (name, values) = axis.split_once(':').unwrap_or((axis, ""));
        let mut next = Vec::new();
        for (chosen, percent) in &made {
            for value in values.split(',') {
                let (label, factor) = value.split_once('=').unwrap_or((value, "100"));
                let factor: i64 = factor.parse().unwrap_or(100);
                let mut chosen = chosen.clone();
                chosen.insert(name.to_owned(), label.to_owned());
                next.push((chosen, i64::saturating_mul(*percent, factor) / 100));
            }
        }
        made = next;
    }
    made
}

/// Hundredths of cents to cents, rounded to half dollars: prices as a shop would write them.
const fn round_price(hundredths: i64) -> i64 {
    (hundredths.saturating_add(2_500) / 5_000).saturating_mul(50)
}

fn slug(title: &str) -> String {
    edgewise::base::text::fold(title).replace(' ', "-")
}

/// Products are numbered from here.
const FIRST_NUMBER: u32 = 1_001;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_multiply_and_prices_follow() {
        let made = combinations("size:50 g,125 g=220;strength:classic,strong=150");
        let percents: Vec<i64> = made.iter().map(|(_, percent)| *percent).collect();
        assert_eq!(percents, [100, 150, 220, 330]);
        assert_eq!(round_price(1_200 * 100), 1_200);
        assert_eq!(round_price(1_230 * 100), 1_250);
        assert_eq!(slug("Chef's Knife 20 cm"), "chefs-knife-20-cm");
    }
}
