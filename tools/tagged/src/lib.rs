//! `#[derive(Tagged)]` reads what `#[derive(Serialize)]` writes under `#[serde(tag = "…")]`, with or
//! without `content = "…"`.
//!
//! Serde's own `Deserialize` reads such an enum by way of a buffer of its own, with a reader of its own: all
//! that such an enum can hold is compiled once more for it. Here the fields are put into the order of an
//! enum without a tag, `{"variant": {…}}`, and are read by the reader that everything is read by.
//!
//! It stands in for `Deserialize` in the list of derives; serde's attributes mean what they always mean.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// See the crate's own words.
#[proc_macro_derive(Tagged, attributes(serde))]
pub fn tagged(input: TokenStream) -> TokenStream {
    read(input).unwrap_or_else(|| {
        let told = r#"compile_error!("Tagged is for enums with #[serde(tag = \"…\")]");"#;
        told.parse().unwrap_or_default()
    })
}

fn read(input: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let at = tokens.iter().position(|token| is_ident(token, "enum"))?;
    let name = tokens.get(at.checked_add(1)?)?.to_string();
    let TokenTree::Group(body) = tokens.get(at.checked_add(2)?)? else { return None };
    let options = serde_options(tokens.get(..at)?);
    let tag = value_of(&options, "tag")?;
    let content = value_of(&options, "content")
        .map_or_else(|| "None".to_owned(), |content| format!("Some({content})"));
    let rest: Vec<String> = options
        .iter()
        .filter(|option| !["tag", "content"].iter().any(|name| is_named(option, name)))
        .cloned()
        .collect();
    let rest = rest.join(", ");
    // The mirror has the same variants and makes the enum itself: serde calls it remote.
    let head = format!(
        "#[derive(::serde::Deserialize)] #[serde(remote = \"{name}\", {rest})] #[allow(dead_code)] \
         enum {name}Untagged"
    );
    let reading = format!(
        "impl<'de> ::serde::Deserialize<'de> for {name} {{
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {{
                let untagged = ::edgewise::base::json::untagged(deserializer, {tag}, {content})?;
                {name}Untagged::deserialize(untagged).map_err(::serde::de::Error::custom)
            }}
        }}"
    );
    let mut mirror: TokenStream = head.parse().ok()?;
    mirror.extend([TokenTree::Group(Group::new(Delimiter::Brace, mirrored(body.stream(), &name)))]);
    mirror.extend(reading.parse::<TokenStream>().ok()?);
    // Its own scope, so that two enums of a module cannot meet.
    let mut scope: TokenStream = "const _: () =".parse().ok()?;
    scope.extend([TokenTree::Group(Group::new(Delimiter::Brace, mirror))]);
    scope.extend(";".parse::<TokenStream>().ok()?);
    Some(scope)
}

/// The variants without attributes of others than serde, and with the enum in place of `Self`.
fn mirrored(stream: TokenStream, name: &str) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in stream {
        match &token {
            TokenTree::Group(group) => {
                let attribute = group.delimiter() == Delimiter::Bracket
                    && kept.last().is_some_and(|last| last.to_string() == "#");
                if attribute && !is_serde(group) {
                    kept.pop();
                    continue;
                }
                let inner = mirrored(group.stream(), name);
                kept.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
            }
            TokenTree::Ident(ident) if ident.to_string() == "Self" => {
                kept.push(TokenTree::Ident(Ident::new(name, Span::call_site())));
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Punct(_) => kept.push(token),
        }
    }
    kept.into_iter().collect()
}

/// What stands in `#[serde(…)]`, option by option.
fn serde_options(tokens: &[TokenTree]) -> Vec<String> {
    let mut options = vec![String::new()];
    for token in tokens {
        let TokenTree::Group(attribute) = token else { continue };
        if !is_serde(attribute) {
            continue;
        }
        for inner in attribute.stream() {
            let TokenTree::Group(list) = inner else { continue };
            for token in list.stream() {
                match (token.to_string().as_str(), options.last_mut()) {
                    (",", _) => options.push(String::new()),
                    (text, Some(last)) => last.push_str(text),
                    (_, None) => {}
                }
            }
            options.push(String::new());
        }
    }
    options.retain(|option| !option.is_empty());
    options
}

fn value_of(options: &[String], name: &str) -> Option<String> {
    let option = options.iter().find(|option| is_named(option, name))?;
    option.split_once('=').map(|(_, value)| value.to_owned())
}

fn is_named(option: &str, name: &str) -> bool {
    option.split('=').next() == Some(name)
}

fn is_serde(attribute: &Group) -> bool {
    attribute.stream().into_iter().next().is_some_and(|first| is_ident(&first, "serde"))
}

fn is_ident(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string() == text)
}
