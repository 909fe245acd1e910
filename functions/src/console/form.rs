//! Forms as browsers send them (`application/x-www-form-urlencoded`), and addresses with a query.

use worker::Url;

use crate::{fault::Result, http::Asked};

/// Bytes of a form. Letters outside ASCII take three for each byte of a text, which has 128 KiB.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// The fields of a form.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the form that was sent.
    pub(super) async fn read(asked: &mut Asked) -> Result<Self> {
        let body = asked.body_within(FORM_BYTES_MAX).await?;
        let text = String::from_utf8_lossy(&body);
        Ok(Url::parse(&format!("https://form/?{text}"))
            .map(|url| Self::of(&url))
            .unwrap_or_default())
    }

    /// The query of an address.
    pub(super) fn of(url: &Url) -> Self {
        let owned = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            (name.into_owned(), value.into_owned())
        };
        Self(url.query_pairs().map(owned).collect())
    }

    /// All fields of a name, in their order.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A field; empty where it is absent.
    pub(super) fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// An address of the console with a query; fields without a value are left out.
pub(super) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(&format!("https://console{path}")) else {
        return path.to_owned();
    };
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}
