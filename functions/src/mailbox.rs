//! The developer's mailbox as a page. It is there only where nothing else delivers and the mailbox
//! is switched on, which `npm start` does and a deployment does not.

use maud::{DOCTYPE, html};
use worker::Response;

use crate::{
    bindings,
    contract::{self, mailbox},
    fault::{Fault, Result},
    http::{self, Asked},
};

/// `GET /dev/mailbox`: what would have been sent, newest first; as JSON where that is asked for.
pub(crate) async fn page(asked: &Asked) -> Result<Response> {
    if bindings::delivery_service(&asked.env).is_some() || !bindings::dev_mailbox(&asked.env) {
        return Err(Fault::not_found());
    }
    let mails = contract::call(&asked.env, mailbox::NAME, &mailbox::List {}).await?;
    if asked.header("accept").is_some_and(|accept| accept.contains("application/json")) {
        return http::json(200, &mails);
    }
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="refresh" content="5";
                title { "Mailbox" }
                link rel="stylesheet" href="/console.css";
            }
            body {
                main {
                    h1 { "Mailbox" }
                    p { "What this installation would have sent. Only here while developing." }
                    @if mails.is_empty() { p { "Nothing yet." } }
                    @for mail in &mails {
                        article {
                            h2 { (mail.subject) }
                            p { "To " (mail.to.expose()) ", " time { (mail.at) } }
                            p { (mail.text.expose()) }
                        }
                    }
                }
            }
        }
    };
    let mut response = Response::from_html(page.into_string())?;
    response.headers_mut().set("cache-control", "no-store")?;
    Ok(response)
}
