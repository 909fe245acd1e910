//! Places in a text: which order goes there, and which address it is.

use std::sync::LazyLock;

use crate::{
    commerce::{Address, Order},
    understanding::piece::{Piece, is_alike, stretch, words},
};

/// The states of the United States with their codes.
const STATES: &[(&str, &str)] = &[
    ("alabama", "AL"),
    ("alaska", "AK"),
    ("arizona", "AZ"),
    ("arkansas", "AR"),
    ("california", "CA"),
    ("colorado", "CO"),
    ("connecticut", "CT"),
    ("delaware", "DE"),
    ("florida", "FL"),
    ("georgia", "GA"),
    ("hawaii", "HI"),
    ("idaho", "ID"),
    ("illinois", "IL"),
    ("indiana", "IN"),
    ("iowa", "IA"),
    ("kansas", "KS"),
    ("kentucky", "KY"),
    ("louisiana", "LA"),
    ("maine", "ME"),
    ("maryland", "MD"),
    ("massachusetts", "MA"),
    ("michigan", "MI"),
    ("minnesota", "MN"),
    ("mississippi", "MS"),
    ("missouri", "MO"),
    ("montana", "MT"),
    ("nebraska", "NE"),
    ("nevada", "NV"),
    ("new hampshire", "NH"),
    ("new jersey", "NJ"),
    ("new mexico", "NM"),
    ("new york", "NY"),
    ("north carolina", "NC"),
    ("north dakota", "ND"),
    ("ohio", "OH"),
    ("oklahoma", "OK"),
    ("oregon", "OR"),
    ("pennsylvania", "PA"),
    ("rhode island", "RI"),
    ("south carolina", "SC"),
    ("south dakota", "SD"),
    ("tennessee", "TN"),
    ("texas", "TX"),
    ("utah", "UT"),
    ("vermont", "VT"),
    ("virginia", "VA"),
    ("washington", "WA"),
    ("west virginia", "WV"),
    ("wisconsin", "WI"),
    ("wyoming", "WY"),
    ("district of columbia", "DC"),
];

/// What big towns are called.
const TOWNS: &[(&str, &str)] = &[
    ("la", "los angeles"),
    ("nyc", "new york"),
    ("new york city", "new york"),
    ("the big apple", "new york"),
    ("sf", "san francisco"),
    ("frisco", "san francisco"),
    ("dc", "washington"),
    ("washington dc", "washington"),
    ("philly", "philadelphia"),
    ("vegas", "las vegas"),
    ("chi town", "chicago"),
    ("san fran", "san francisco"),
    ("st louis", "saint louis"),
    ("ft worth", "fort worth"),
];

/// The names of [`STATES`], cut into pieces once.
static STATE_WORDS: LazyLock<Vec<(Vec<String>, &str)>> =
    LazyLock::new(|| STATES.iter().map(|(name, code)| (words(name), *code)).collect());

/// [`TOWNS`], cut into pieces once.
static CALLED: LazyLock<Vec<(Vec<String>, Vec<String>)>> =
    LazyLock::new(|| TOWNS.iter().map(|(said, meant)| (words(said), words(meant))).collect());

/// The code of a state, by its name or code.
pub(super) fn state_code(words: &str) -> Option<&'static str> {
    let named = STATES.iter().find(|(name, _)| *name == words);
    let coded = || STATES.iter().find(|(_, code)| code.eq_ignore_ascii_case(words));
    // A slip in a name that only one state has: "Texsa" is Texas.
    let slipped = || {
        let mut alike = STATES.iter().filter(|(name, _)| is_alike(words, name));
        alike.next().filter(|_| alike.next().is_none())
    };
    named.or_else(coded).or_else(slipped).map(|(_, code)| *code)
}

/// What the place of an address may be called. Read once for an address, then looked for at every
/// piece of a text.
pub(super) struct PlaceNames {
    names: Vec<Vec<String>>,
    /// The code of its region: said in capital letters only, for `in` and `or` are words.
    code: Option<Vec<String>>,
}

impl PlaceNames {
    /// The names of an address.
    pub(super) fn of(address: &Address) -> Self {
        let city = words(&address.city);
        let mut names: Vec<Vec<String>> = vec![words(&address.zip)];
        let towns = CALLED.iter().filter(|(_, meant)| *meant == city);
        names.extend(towns.map(|(said, _)| said.clone()));
        names.push(city);
        let mut code = None;
        if let Some(region) = &address.region {
            if region.len() > 2 {
                names.push(words(region));
            } else {
                code = Some(words(region));
            }
            let named = STATE_WORDS.iter().filter(|(_, code)| code.eq_ignore_ascii_case(region));
            names.extend(named.map(|(name, _)| name.clone()));
        }
        let line = words(&address.line1);
        // "Elm Avenue" without the number.
        let number = |word: &&String| word.chars().all(|c| c.is_ascii_digit());
        let street: Vec<String> = line.iter().skip_while(number).cloned().collect();
        names.push(line);
        if street.len() > 1 {
            names.push(street);
        }
        names.retain(|name| !name.is_empty());
        Self { names, code }
    }

    /// How many pieces from here on name the place; nothing where none do.
    pub(super) fn length_at(&self, pieces: &[Piece]) -> Option<usize> {
        let capital = pieces.first().is_some_and(|piece| piece.capital);
        let code = self.code.as_ref().filter(|code| capital && !code.is_empty());
        let here = |name: &Vec<String>| {
            let fits = pieces.len() >= name.len()
                && pieces.iter().zip(name).all(|(piece, word)| is_alike(&piece.word, word));
            fits.then_some(name.len())
        };
        self.names.iter().chain(code).filter_map(here).max()
    }
}

/// Whether a place is said as where an order goes ("my LA order", "going to Texas"), and not as an
/// address to send something to ("to my NYC address").
pub(super) fn is_destination(pieces: &[Piece], at: usize, length: usize) -> bool {
    let end = at.saturating_add(length);
    let after = stretch(pieces, end, end.saturating_add(3));
    let is = |piece: &Piece, of: &[&str]| of.contains(&piece.word.as_str());
    let next = |of: &[&str]| after.iter().any(|piece| is(piece, of));
    let before = pieces.get(at.saturating_sub(7)..at).unwrap_or_default();
    const GOES: &[&str] = &["go", "goe", "goes", "going", "headed", "bound", "sending", "destined"];
    const SENT: &[&str] = &["sent", "shipped", "delivered"];
    const MUST: &[&str] =
        &["should", "could", "would", "shall", "must", "can", "needs", "has", "to"];
    let goes = before.iter().enumerate().rposition(|(at, piece)| {
        let led = at.checked_sub(1).and_then(|at| before.get(at));
        // "Have it sent to" and "should go to" are still to come.
        let to_be = led.is_some_and(|led| is(led, &["be", "it", "them"]));
        let must = |led: &Piece| MUST.iter().any(|must| is_alike(&led.typed, must));
        let mut near = stretch(before, at.saturating_sub(2), at).iter();
        let wanted = piece.typed == "go" && near.any(must);
        is(piece, GOES) && !wanted || is(piece, SENT) && !to_be
    });
    let order = before.iter().rposition(|piece| is(piece, &["order"]));
    let changes = before.iter().rposition(|piece| {
        is(piece, &["change", "changed", "update", "correct", "modify", "move", "switch"])
    });
    if after.first().is_some_and(|piece| is(piece, &["order", "package", "parcel"])) {
        return true;
    }
    if goes.is_some() && goes > changes {
        return true;
    }
    if next(&["address", "home", "house", "place"]) {
        return false;
    }
    // "My order to Washington" goes there; "change it to Washington" does not yet.
    order.is_some_and(|order| before.len().saturating_sub(order) <= 3)
}

/// Where orders go.
pub(super) struct Destinations<'a>(Vec<(&'a Order, PlaceNames)>);

impl<'a> Destinations<'a> {
    pub(super) fn of(orders: &[&'a Order]) -> Self {
        let place = |order: &&'a Order| {
            Some((*order, PlaceNames::of(order.shipping_address.as_ref()?.expose())))
        };
        Self(orders.iter().filter_map(place).collect())
    }

    /// The orders that go to a place named in a text as where they go.
    pub(super) fn named_in(&self, pieces: &[Piece]) -> impl Iterator<Item = &'a Order> {
        let goes = |names: &PlaceNames| {
            (0..pieces.len()).any(|at| {
                let length = names.length_at(pieces.get(at..).unwrap_or_default());
                length.is_some_and(|length| is_destination(pieces, at, length))
            })
        };
        self.0.iter().filter(move |(_, names)| goes(names)).map(|(order, _)| *order)
    }
}
