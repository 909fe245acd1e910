//! stub
#![expect(missing_docs)]
use crate::{
    base::id::{LineId, OrderId, PaymentMethodId},
    commerce::{Address, Order, PaymentMethod},
    understanding::Holdings,
};
#[derive(Debug, Default)]
pub struct Selection {
    pub lines: Vec<MeantLine>,
    pub unclear: Vec<Unclear>,
    pub missing: Vec<String>,
    pub orders: Vec<OrderId>,
    pub unknown_numbers: Vec<String>,
    pub part: bool,
}
#[derive(Debug)]
pub struct Unclear {
    pub mention: String,
    pub candidates: Vec<(OrderId, LineId)>,
    pub count: usize,
}
#[derive(Debug)]
pub struct MeantLine {
    pub order: OrderId,
    pub line: LineId,
    pub said: Vec<String>,
}
#[derive(Debug, Default)]
pub struct PartialAddress {
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub zip: Option<String>,
    pub country: Option<String>,
}
#[derive(Debug)]
pub enum AddressSaid {
    Given(PartialAddress),
    Known(Address),
    Unclear(Vec<Address>),
    Unsaid,
}
#[derive(Debug)]
pub enum PaymentSaid {
    Method(PaymentMethodId),
    Original,
    NotOnFile(String),
    Unclear(Vec<PaymentMethodId>),
    Unsaid,
    OfOtherOrder,
    Split,
}
pub fn select(
    _: &[&str],
    _: &Holdings<'_>,
    _: &dyn Fn(&Order) -> bool,
    _: &[(String, String)],
) -> Selection {
    Selection::default()
}
pub fn address(_: &[&str], _: &Holdings<'_>, _: Option<&Address>) -> AddressSaid {
    AddressSaid::Unsaid
}
pub fn payment(_: &[&str], _: &[PaymentMethod]) -> PaymentSaid {
    PaymentSaid::Unsaid
}
pub fn reason(_: &[&str], _: &[String]) -> Option<String> {
    None
}
