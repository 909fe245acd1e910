//! stub
#![expect(missing_docs)]
use crate::{
    base::id::VariantId,
    commerce::{Order, OrderLine, Product, Variant},
};
use std::collections::BTreeMap;
#[derive(Debug)]
pub struct VariantWish;
#[derive(Clone, Copy, Debug)]
pub struct OtherLine<'a> {
    pub order: &'a Order,
    pub newest: bool,
    pub line: &'a OrderLine,
}
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub product: &'a Product,
    pub current: Option<&'a OrderLine>,
    pub others: &'a [OtherLine<'a>],
    pub synonyms: &'a [(String, String)],
}
#[derive(Debug)]
pub enum Choice {
    One { variant: VariantId, given_up: Vec<String> },
    Several(Vec<VariantId>),
    NotAvailable { wanted: BTreeMap<String, String>, nearest: Vec<VariantId> },
    Same,
    Unsaid,
}
impl VariantWish {
    pub fn read(_: &[&str], _: &About<'_>) -> Self {
        Self
    }
}
pub fn choose(_: &VariantWish, _: &About<'_>) -> Choice {
    Choice::Unsaid
}
pub fn matching<'p>(_: &VariantWish, _: &'p Product, _: bool) -> Vec<&'p Variant> {
    Vec::new()
}
