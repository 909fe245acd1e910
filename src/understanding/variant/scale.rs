//! Which value of an option is more than another.

use super::super::piece::{is_number, quantity, words};
use crate::commerce::Product;

/// Words that are grades of one thing, from the least to the most.
const GRADES: &[&[&str]] = &[
    &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"],
    &["xs", "s", "m", "l", "xl", "2 xl", "3 xl", "4 xl"],
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
    &["basic", "standard", "premium", "professional"],
    &["portable", "small", "medium", "large"],
    &["light", "medium", "dark"],
    &["mild", "medium", "hot"],
    // Sheets of paper are halved from one number to the next.
    &["a7", "a6", "a5", "a4", "a3", "a2", "a1"],
];

/// Where a value stands among those of its option; nothing where they have no order.
pub(super) fn position(product: &Product, option: &str, value: &str) -> Option<f64> {
    let values = values(product, option);
    let number = |value: &String| number(value).or_else(|| end_of_numbers(value, &values));
    let numbers: Option<Vec<(f64, String)>> = values.iter().map(number).collect();
    if let Some(numbers) = numbers
        && let Some((_, unit)) = numbers.first()
        && numbers.iter().all(|(_, other)| other == unit)
    {
        return number(&value.to_owned()).map(|(amount, _)| amount);
    }
    let folded = |value: &String| words(value).join(" ");
    let place = |grades: &&[&str], value: &str| grades.iter().position(|grade| *grade == value);
    let grades = GRADES
        .iter()
        .find(|grades| values.iter().all(|value| place(grades, &folded(value)).is_some()))?;
    let place = place(grades, &words(value).join(" "))?;
    u32::try_from(place).ok().map(f64::from)
}

/// "Full size" beside percentages, "not resistant" beside grades of resistance.
fn end_of_numbers(value: &str, values: &[String]) -> Option<(f64, String)> {
    let words = words(value);
    let (_, unit) = values.iter().find_map(|value| number(value))?;
    match words.first()?.as_str() {
        "full" if unit == "percent" => Some((100.0, unit)),
        "no" | "none" | "not" | "without" => Some((0.0, unit)),
        _ => None,
    }
}

/// The number that a value begins with, and its unit; `10x` and `7-piece` are numbers too.
fn number(value: &str) -> Option<(f64, String)> {
    let words = words(value);
    let grade = words.first().and_then(|word| word.strip_prefix("ipx")?.parse::<f64>().ok());
    if let Some(grade) = grade {
        return Some((grade, "ipx".to_owned()));
    }
    let from = words.iter().position(|word| is_number(word))?;
    if from > 1 {
        return None;
    }
    quantity(words.get(from..)?)
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
