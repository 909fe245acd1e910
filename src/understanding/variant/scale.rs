//! Which value of an option is more than another.

use super::super::piece::{quantity, words};
use crate::commerce::Product;

/// Words that are grades of one thing, from the least to the most.
const GRADES: &[&[&str]] = &[
    &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"],
    &["extra small", "small", "medium", "large", "extra large"],
    &["mini", "compact", "standard", "full", "king"],
    &["none", "low", "medium", "high", "very high"],
    &["low", "medium", "high"],
    &["dim", "medium", "bright"],
    &["easy", "medium", "hard", "expert"],
    &["beginner", "intermediate", "advanced", "expert"],
    &["thin", "medium", "thick"],
    &["light", "medium", "heavy"],
    &["light", "medium", "firm"],
    &["slow", "medium", "fast"],
    &["short", "medium", "long"],
    &["twin", "full", "queen", "king"],
    &["basic", "standard", "premium"],
];

/// Where a value stands among those of its option; nothing where they have no order.
pub(super) fn position(product: &Product, option: &str, value: &str) -> Option<f64> {
    let values = values(product, option);
    let numbers: Option<Vec<(f64, String)>> = values.iter().map(|value| number(value)).collect();
    if let Some(numbers) = numbers
        && let Some((_, unit)) = numbers.first()
        && numbers.iter().all(|(_, other)| other == unit)
    {
        return number(value).map(|(amount, _)| amount);
    }
    let folded = |value: &String| words(value).join(" ");
    let place = |grades: &&[&str], value: &str| grades.iter().position(|grade| *grade == value);
    let grades = GRADES
        .iter()
        .find(|grades| values.iter().all(|value| place(grades, &folded(value)).is_some()))?;
    let place = place(grades, &words(value).join(" "))?;
    u32::try_from(place).ok().map(f64::from)
}

/// The number that a value begins with, and its unit; `10x` and `7-piece` are numbers too.
fn number(value: &str) -> Option<(f64, String)> {
    let words = words(value);
    let from = words.iter().position(|word| word.chars().all(|c| c.is_ascii_digit()))?;
    if from > 1 {
        return None;
    }
    // A decimal fraction falls apart into two pieces.
    if let Some((whole, fraction)) = value.split_once('.')
        && let (Some(whole), Some(fraction)) = (whole.split(' ').next_back(), leading(fraction))
        && let Ok(amount) = format!("{whole}.{fraction}").parse::<f64>()
    {
        return Some((amount, words.last().cloned().unwrap_or_default()));
    }
    quantity(words.get(from..)?)
}

fn leading(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).filter(|digits| !digits.is_empty())
}

/// All values of an option, each once.
pub(super) fn values(product: &Product, option: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for variant in &product.variants {
        if let Some(value) = variant.options.get(option)
            && !values.contains(value)
        {
            values.push(value.clone());
        }
    }
    values
}

/// All options of a product, each once.
pub(super) fn options(product: &Product) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    for variant in &product.variants {
        for name in variant.options.keys() {
            if !options.contains(name) {
                options.push(name.clone());
            }
        }
    }
    options
}
