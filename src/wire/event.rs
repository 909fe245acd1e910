//! CloudEvents 1.0 (JSON) as shops send them, and what each type means for us.

use std::collections::BTreeMap;

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Problem, parse_json, parse_value};
use crate::{
    base::{
        id::{CustomerId, ProductId, VisitorId},
        limits::{EVENTS_PER_BATCH_MAX, ID_CHARS_MAX, TIMELINE_DATA_BYTES_MAX},
        time::Timestamp,
    },
    commerce::{Customer, Loyalty, Order, Product, Subscription},
    profile::{
        Cart, Consent, CustomerRef, EventBody, EventKey, Identifier, MarketingEntry, MarketingStep,
        ProfileEvent, TimelineEntry, TimelineKind,
    },
};

/// `POST /v1/events` → 202.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventsAnswer {
    /// Events applied now.
    pub accepted: u32,
    /// Events that had been applied before.
    pub duplicate: u32,
    /// Events that were refused; nothing of them is kept.
    pub rejected: Vec<Rejection>,
}

/// Why an event of a batch was refused.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rejection {
    /// Place in the batch, from 0.
    pub index: usize,
    /// Stable code.
    pub code: String,
    /// JSON pointer to the fault within the event.
    pub pointer: String,
    /// What is wrong.
    pub detail: String,
}

/// An event that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptedEvent {
    /// Place in the batch, from 0.
    pub index: usize,
    /// Which event, and when it was true.
    pub key: EventKey,
    /// Whom or what it is about.
    pub subject: EventSubject,
}

/// Whom or what an event is about.
#[derive(Clone, Debug, PartialEq)]
pub enum EventSubject {
    /// The catalogue.
    Catalogue(CatalogueChange),
    /// A customer. The first identifier decides who; the others are linked to the same person.
    Customer {
        /// Never empty, strongest first.
        identifiers: Vec<Identifier>,
        /// What is told.
        event: Box<ProfileEvent>,
    },
}

/// A change of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "change", content = "product")]
pub enum CatalogueChange {
    /// The product is gone.
    Deleted(ProductId),
    /// The product as it is now.
    Updated(Box<Product>),
}

/// Reads one event.
///
/// # Errors
/// A [`Problem`] that points at the fault; nothing of the event is kept.
pub fn parse_single(body: &[u8], now: Timestamp) -> Result<AcceptedEvent, Problem> {
    accept(0, parse_json(body)?, now)
}

/// Reads a batch. Each event stands for itself.
///
/// # Errors
/// A [`Problem`] when the body is no batch at all; faults of single events are [`Rejection`]s.
pub fn parse_batch(
    body: &[u8],
    now: Timestamp,
) -> Result<Vec<Result<AcceptedEvent, Rejection>>, Problem> {
    let events: Vec<Value> = parse_json(body)?;
    if events.len() > EVENTS_PER_BATCH_MAX {
        let detail = format!("must hold at most {EVENTS_PER_BATCH_MAX} events");
        return Err(Problem::invalid("", detail));
    }
    let read = |(index, value)| accept(index, value, now).map_err(|p| rejection(index, &p));
    Ok(events.into_iter().enumerate().map(read).collect())
}

fn rejection(index: usize, problem: &Problem) -> Rejection {
    let fault = problem.errors.first();
    Rejection {
        index,
        code: problem.code.clone(),
        pointer: fault.map(|fault| fault.pointer.clone()).unwrap_or_default(),
        detail: fault.map_or_else(|| problem.detail.clone(), |fault| fault.detail.clone()),
    }
}

/// The envelope. `data` is read by type.
#[derive(Deserialize)]
struct Envelope {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    time: Option<Timestamp>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    data: Option<Value>,
}

fn accept(index: usize, value: Value, now: Timestamp) -> Result<AcceptedEvent, Problem> {
    let envelope: Envelope = parse_value(value, "")?;
    if envelope.specversion != "1.0" {
        return Err(Problem::invalid("/specversion", "must be `1.0`"));
    }
    attribute("/id", &envelope.id)?;
    attribute("/source", &envelope.source)?;
    attribute("/type", &envelope.kind)?;
    let Some(data) = envelope.data else {
        return Err(Problem::invalid("/data", "is missing"));
    };
    let key =
        EventKey { time: envelope.time.unwrap_or(now), source: envelope.source, id: envelope.id };
    let subject = match envelope.kind.as_str() {
        "product.updated" => EventSubject::Catalogue(CatalogueChange::Updated(read(data)?)),
        "product.deleted" => {
            let gone: ProductGone = read(data)?;
            EventSubject::Catalogue(CatalogueChange::Deleted(gone.id))
        }
        kind => {
            let (identifiers, body) = about_customer(kind, data, envelope.subject.as_deref())?;
            let event = ProfileEvent { key: key.clone(), received_at: now, body };
            EventSubject::Customer { identifiers, event: Box::new(event) }
        }
    };
    Ok(AcceptedEvent { index, key, subject })
}

fn attribute(pointer: &str, text: &str) -> Result<(), Problem> {
    let printable = !text.is_empty() && !text.chars().any(char::is_control);
    if printable && text.chars().count() <= ID_CHARS_MAX {
        Ok(())
    } else {
        let detail = format!("must have 1 to {ID_CHARS_MAX} printable characters");
        Err(Problem::invalid(pointer, detail))
    }
}

fn about_customer(
    kind: &str,
    data: Value,
    subject: Option<&str>,
) -> Result<(Vec<Identifier>, EventBody), Problem> {
    match kind {
        "customer.updated" => customer_updated(read(data)?),
        "order.updated" => {
            let order: Box<Order> = read(data)?;
            check_order(&order)?;
            Ok((vec![Identifier::Shop(order.customer_id.clone())], EventBody::Order(order)))
        }
        "subscription.updated" => {
            let subscription: Box<Subscription> = read(data)?;
            let who = Identifier::Shop(subscription.customer_id.clone());
            Ok((vec![who], EventBody::Subscription(subscription)))
        }
        "loyalty.updated" => loyalty_updated(data, subject),
        "identity.linked" => {
            let link: IdentityLinked = read(data)?;
            let identifiers = vec![
                Identifier::Shop(link.customer_id.clone()),
                Identifier::Visitor(link.visitor_id.clone()),
            ];
            let body = EventBody::VisitorLinked {
                visitor_id: link.visitor_id,
                customer_id: Some(link.customer_id),
            };
            Ok((identifiers, body))
        }
        _ => Ok((identifiers_of(&data)?, behaviour(kind, data)?)),
    }
}

/// What the types cannot say: a line has at least one piece.
fn check_order(order: &Order) -> Result<(), Problem> {
    match order.lines.iter().position(|line| line.quantity == 0) {
        Some(index) => {
            Err(Problem::invalid(format!("/data/lines/{index}/quantity"), "must be at least 1"))
        }
        None => Ok(()),
    }
}

fn customer_updated(customer: Box<Customer>) -> Result<(Vec<Identifier>, EventBody), Problem> {
    let mut identifiers = vec![Identifier::Shop(customer.id.clone())];
    // What is no address or number in the shop's own records is kept as text, not linked.
    let email = customer.email.as_ref().map(|email| Identifier::email(email.expose()));
    let phone = customer.phone.as_ref().map(|phone| Identifier::phone(phone.expose()));
    identifiers.extend([email, phone].into_iter().flatten().flatten());
    Ok((identifiers, EventBody::Customer(customer)))
}

/// The loyalty resource does not say whose it is: `data.customer_id`, `data.customer` or the
/// event's `subject` does.
fn loyalty_updated(
    data: Value,
    subject: Option<&str>,
) -> Result<(Vec<Identifier>, EventBody), Problem> {
    let owner: LoyaltyOwner = parse_value(data.clone(), "/data")?;
    let subject = subject.and_then(|subject| CustomerId::parse(subject).ok());
    let identifiers = match (owner.customer_id.or(subject), owner.customer) {
        (Some(id), _) => vec![Identifier::Shop(id)],
        (None, Some(about)) => identified(&about)?,
        (None, None) => return Err(nobody()),
    };
    Ok((identifiers, EventBody::Loyalty(Box::new(read::<Loyalty>(data)?))))
}

fn identifiers_of(data: &Value) -> Result<Vec<Identifier>, Problem> {
    match data.get("customer") {
        None | Some(Value::Null) => Err(nobody()),
        Some(about) => identified(&parse_value(about.clone(), "/data/customer")?),
    }
}

fn identified(about: &CustomerRef) -> Result<Vec<Identifier>, Problem> {
    let identifiers = about.identifiers().map_err(|error| {
        let field = match error {
            crate::profile::IdentifierError::Email => "email",
            crate::profile::IdentifierError::Phone => "phone",
        };
        Problem::invalid(format!("/data/customer/{field}"), error.to_string())
    })?;
    if identifiers.is_empty() { Err(nobody()) } else { Ok(identifiers) }
}

fn nobody() -> Problem {
    Problem::invalid(
        "/data/customer",
        "must say who: an object with `id`, `email`, `phone` or `visitor_id`",
    )
}

fn behaviour(kind: &str, data: Value) -> Result<EventBody, Problem> {
    let timeline =
        |kind_of| EventBody::Timeline(TimelineEntry { name: kind.to_owned(), kind: kind_of });
    Ok(match kind {
        "cart.updated" => match data.get("cart") {
            Some(cart) => EventBody::Cart(parse_value(cart.clone(), "/data/cart")?),
            None => EventBody::Cart(read::<Cart>(data)?),
        },
        "checkout.started" => {
            let page: Page = read(data)?;
            timeline(TimelineKind::CheckoutStarted { url: page.url })
        }
        "consent.updated" => {
            let consent: ConsentUpdated = read(data)?;
            EventBody::Consent {
                channel: consent.channel,
                consent: Consent {
                    granted: consent.granted,
                    collected_from: consent.collected_from,
                },
            }
        }
        "message.clicked" => marketing(MarketingStep::Clicked, data)?,
        "message.opened" => marketing(MarketingStep::Opened, data)?,
        "message.sent" => marketing(MarketingStep::Sent, data)?,
        "page.viewed" => {
            let page: Page = read(data)?;
            timeline(TimelineKind::PageViewed { url: page.url, title: page.title })
        }
        "product.viewed" => {
            let product: ProductViewed = read(data)?;
            timeline(TimelineKind::ProductViewed {
                product_id: product.product_id,
                title: product.title,
            })
        }
        "quiz.answered" => EventBody::QuizAnswered(quiz(data)?),
        _ => timeline(other(data)),
    })
}

fn other(mut data: Value) -> TimelineKind {
    if let Some(fields) = data.as_object_mut() {
        fields.remove("customer");
    }
    let fits = data.to_string().len() <= TIMELINE_DATA_BYTES_MAX;
    TimelineKind::Other { data: fits.then_some(data), data_dropped: !fits }
}

fn marketing(step: MarketingStep, data: Value) -> Result<EventBody, Problem> {
    let told: MarketingTold = read(data)?;
    Ok(EventBody::Marketing(MarketingEntry {
        step,
        channel: told.channel,
        campaign: told.campaign,
        subject: told.subject,
        discount_code: told.discount_code,
    }))
}

fn quiz(data: Value) -> Result<BTreeMap<String, String>, Problem> {
    let told: QuizTold = read(data)?;
    let mut answers: BTreeMap<String, String> =
        told.answers.into_iter().map(|(question, answer)| (question, plain(&answer))).collect();
    if let (Some(question), Some(answer)) = (told.question, told.answer) {
        answers.insert(question, plain(&answer));
    }
    if answers.is_empty() {
        return Err(Problem::invalid("/data", "must hold `question` and `answer`, or `answers`"));
    }
    Ok(answers)
}

/// A quiz answer as text: several choices are joined.
fn plain(answer: &Value) -> String {
    match answer {
        Value::String(text) => text.clone(),
        Value::Array(choices) => choices.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::Object(_) => answer.to_string(),
    }
}

fn read<T: DeserializeOwned>(data: Value) -> Result<T, Problem> {
    parse_value(data, "/data")
}

#[derive(Deserialize)]
struct ProductGone {
    id: ProductId,
}

#[derive(Deserialize)]
struct IdentityLinked {
    visitor_id: VisitorId,
    customer_id: CustomerId,
}

#[derive(Deserialize)]
struct LoyaltyOwner {
    #[serde(default)]
    customer_id: Option<CustomerId>,
    #[serde(default)]
    customer: Option<CustomerRef>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Deserialize)]
struct ProductViewed {
    #[serde(default)]
    product_id: Option<ProductId>,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Deserialize)]
struct ConsentUpdated {
    channel: String,
    granted: bool,
    #[serde(default)]
    collected_from: Option<String>,
}

#[derive(Deserialize)]
struct MarketingTold {
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    campaign: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    discount_code: Option<String>,
}

#[derive(Deserialize)]
struct QuizTold {
    #[serde(default)]
    question: Option<String>,
    #[serde(default)]
    answer: Option<Value>,
    #[serde(default)]
    answers: BTreeMap<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_ms(1_000);

    fn event(kind: &str, data: &Value) -> Vec<u8> {
        json!({"specversion": "1.0", "id": "1", "source": "shop", "type": kind, "data": data})
            .to_string()
            .into_bytes()
    }

    #[track_caller]
    fn refused(kind: &str, data: &Value, pointer: &str) {
        let problem = parse_single(&event(kind, data), NOW).unwrap_err();
        assert_eq!(problem.status, 422);
        assert_eq!(problem.errors[0].pointer, pointer, "{problem:?}");
    }

    #[track_caller]
    fn accepted(kind: &str, data: &Value) -> (Vec<Identifier>, EventBody) {
        match parse_single(&event(kind, data), NOW).unwrap().subject {
            EventSubject::Customer { identifiers, event } => (identifiers, event.body),
            EventSubject::Catalogue(change) => panic!("{change:?}"),
        }
    }

    #[test]
    fn faults_are_named_with_their_place() {
        refused("order.updated", &json!({}), "/data/id");
        refused("page.viewed", &json!({}), "/data/customer");
        refused("page.viewed", &json!({"customer": {"email": "nobody"}}), "/data/customer/email");
        refused("page.viewed", &json!({"customer": {}}), "/data/customer");
        refused("consent.updated", &json!({"customer": {"id": "1"}}), "/data/channel");
        refused("loyalty.updated", &json!({"points": 5}), "/data/customer");
        refused("product.updated", &json!({"id": "p"}), "/data/title");
        refused("identity.linked", &json!({"visitor_id": "v"}), "/data/customer_id");
    }

    #[test]
    fn the_envelope_is_checked_before_the_data() {
        let body = json!({"specversion": "0.3", "id": "1", "source": "s", "type": "t"});
        let problem = parse_single(body.to_string().as_bytes(), NOW).unwrap_err();
        assert_eq!(problem.errors[0].pointer, "/specversion");
        let body = json!({"specversion": "1.0", "source": "s", "type": "t"});
        let problem = parse_single(body.to_string().as_bytes(), NOW).unwrap_err();
        assert_eq!(problem.errors[0].pointer, "/id");
    }

    #[test]
    fn a_batch_is_not_all_or_nothing() {
        let good = json!({"specversion": "1.0", "id": "1", "source": "s", "type": "page.viewed",
            "data": {"customer": {"visitor_id": "v1"}}});
        let body = json!([good, 7, {"specversion": "1.0"}]).to_string();
        let read = parse_batch(body.as_bytes(), NOW).unwrap();
        assert!(read[0].is_ok());
        assert_eq!(read[1].as_ref().unwrap_err().index, 1);
        assert_eq!(read[2].as_ref().unwrap_err().pointer, "/id");
    }

    #[test]
    fn identifiers_are_folded_and_the_first_decides() {
        let data = json!({"customer": {"id": "7", "email": " Ada@Example.COM ", "phone": "+1 (555) 0100"}});
        let (identifiers, _) = accepted("page.viewed", &data);
        let names: Vec<_> = identifiers.iter().map(Identifier::object_name).collect();
        assert_eq!(names, ["shop:7", "email:ada@example.com", "phone:+15550100"]);
    }

    #[test]
    fn an_unknown_type_is_kept_as_a_timeline_entry_without_the_customer() {
        let data = json!({"customer": {"id": "7"}, "stars": 5});
        let (_, body) = accepted("review.written", &data);
        let EventBody::Timeline(entry) = body else { panic!("{body:?}") };
        assert_eq!(entry.name, "review.written");
        let kept = TimelineKind::Other { data: Some(json!({"stars": 5})), data_dropped: false };
        assert_eq!(entry.kind, kept);
    }

    #[test]
    fn quiz_answers_come_one_by_one_or_together() {
        let one = json!({"customer": {"id": "7"}, "question": "Skin?", "answer": ["dry", "oily"]});
        let (_, body) = accepted("quiz.answered", &one);
        let expected = [("Skin?".to_owned(), "dry, oily".to_owned())].into_iter().collect();
        assert_eq!(body, EventBody::QuizAnswered(expected));
    }
}
