//! Tells the systems that a merchant's people work in what happened to tickets.
//!
//! As with a connector: only hosts that the deployment allows, over `https`, never this machine or a private
//! network; redirections are refused, and an answer is read up to its bound. What came of an attempt is told to
//! the customer's object, which decides when there is another one.

use edgewise::{
    base::{
        host::public_address,
        id::CustomerKey,
        pii::Pii,
        time::{DAY_MS, SECOND_MS},
    },
    escalation::{Dispatch, Reason, next_attempt_ms},
    playbook::{DESTINATION_SECRET, Destination, DestinationKind, Playbook, PlaybookFault},
    wire::helpdesk::{self, HelpdeskRequest, Remote, Target, Verdict},
};
use wasm_bindgen::JsValue;
use worker::{
    AbortController, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

use crate::{
    bindings, clock,
    connectors::{address_fault, is_allowed},
    contract::customer::{BeginDispatch, Dispatched, DueDispatch, Ended},
    delivery,
    fault::Result,
    http::gathered,
    people::call_customer,
    playbooks, random,
    shop::{AbortOnDrop, within},
};

/// Milliseconds that one request may take.
const WAIT_MS: i64 = 12 * SECOND_MS;

/// Milliseconds that an attempt may take with all of its requests: less than a function may go on after what it was
/// called for, and than after which an attempt is begun anew.
const ATTEMPT_MS: i64 = 25 * SECOND_MS;

/// Bytes of an answer that are read. A list of a hundred comments is far below it.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Why an attempt failed.
struct Failed {
    /// A stable code, free of personal data.
    fault: String,
    /// Whether another one may help, and after how many milliseconds at the earliest.
    again_ms: Option<i64>,
}

impl Failed {
    fn again(fault: impl Into<String>) -> Self {
        Self { fault: fault.into(), again_ms: Some(0) }
    }

    fn never(fault: impl Into<String>) -> Self {
        Self { fault: fault.into(), again_ms: None }
    }
}

/// An answer, as far as it counts.
struct Answered {
    status: u16,
    retry_after_ms: i64,
    body: Vec<u8>,
}

/// The destinations of a ticket that is opened now.
pub(crate) async fn taking(
    env: &Env,
    key: &CustomerKey,
    queue: &str,
    reason: Reason,
) -> Result<Vec<String>> {
    Ok(playbooks::live(env, key).await?.destinations_for(queue, reason))
}

/// What keeps the destinations of a playbook from being told anything in this deployment.
pub(crate) fn faults(env: &Env, playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    for (name, destination) in &playbook.destinations {
        let mut fault = |field: &str, detail: &str| {
            let pointer = format!("/destinations/{name}/{field}");
            faults.push(PlaybookFault { pointer, detail: detail.to_owned() });
        };
        if destination.kind == DestinationKind::Email && delivery::reach(env).is_empty() {
            fault("kind", "needs a service that sends emails: see EDGEWISE_DELIVERY_URL");
        }
        for (field, secret) in
            [("secret", &destination.secret), ("hook_secret", &destination.hook_secret)]
        {
            // What is wrong with a name is told where the playbook itself is checked.
            if let Some(secret) = secret
                && secret.starts_with(DESTINATION_SECRET)
                && bindings::destination_secret(env, secret).is_none()
            {
                fault(field, "names a secret that this deployment does not have");
            }
        }
        // The address of an incoming webhook of Slack is a secret, and looked at where it is used.
        if let Some(why) = destination.url.as_ref().and_then(|url| address_fault(env, url)) {
            fault("url", &why);
        }
    }
    faults
}

/// Tells a destination what is next for it, unless it was told, or this attempt was begun before.
pub(crate) async fn tell(
    env: &Env,
    key: &CustomerKey,
    destination: &str,
    id: &str,
    generation: u32,
) -> Result<()> {
    let now = clock::now();
    let begin = |_: &CustomerKey| BeginDispatch {
        destination: destination.to_owned(),
        id: id.to_owned(),
        generation,
        now,
    };
    let (key, due) = call_customer(env, key, begin).await?;
    let Some(due) = due else { return Ok(()) };
    let playbook = playbooks::live(env, &key).await?;
    let told = match playbook.destinations.get(destination) {
        None => Err(Failed::never("no_destination")),
        // After the first attempt it may be there.
        Some(held) => match within(attempt(env, held, &due, generation > 1), ATTEMPT_MS).await {
            Some(told) => told,
            None => Err(Failed::again("timed_out")),
        },
    };
    let ended = match told {
        Ok(remote) => Ended::Sent { remote },
        Err(Failed { fault, again_ms }) => {
            worker::console_warn!("destination {destination} was not told: {fault}");
            let attempts = due.attempts.saturating_add(1);
            let next = next_attempt_ms(attempts, random::permille()?);
            let wait_ms = again_ms.and_then(|at_least| next.map(|ms| ms.max(at_least)));
            Ended::Failed { fault, wait_ms }
        }
    };
    let now = clock::now();
    let call = |key: &CustomerKey| Dispatched {
        key: key.clone(),
        destination: destination.to_owned(),
        id: id.to_owned(),
        generation,
        ended: ended.clone(),
        now,
    };
    call_customer(env, &key, call).await.map(|_| ())
}

async fn attempt(
    env: &Env,
    destination: &Destination,
    due: &DueDispatch,
    may_be_there: bool,
) -> std::result::Result<Remote, Failed> {
    let console = bindings::public_address(env);
    let address = destination.address.as_deref().unwrap_or_default();
    let target = Target { kind: destination.kind, address, console: console.as_deref() };
    let DueDispatch { dispatch, remote, .. } = due;
    if destination.kind == DestinationKind::Email {
        let to = Pii::new(address.to_owned());
        let mail = helpdesk::email(target, dispatch);
        let sent = delivery::send_to_team(env, &dispatch.id, &to, mail).await;
        return match sent {
            Ok(()) => Ok(remote.clone()),
            Err(_) => Err(Failed::again("email_not_sent")),
        };
    }
    let account = Account::of(env, destination, target)?;
    if may_be_there
        && let Some(asked) = helpdesk::look_up(target, dispatch, remote)
        && let Some(remote) =
            helpdesk::found(target, dispatch, remote, &account.read(&asked).await?)
    {
        return Ok(remote);
    }
    let asked = helpdesk::request(target, dispatch, remote);
    let asked = asked.ok_or_else(|| Failed::never("not_opened_there"))?;
    let answered = account.ask(&asked).await?;
    let fault = format!("status_{}", answered.status);
    match helpdesk::verdict(destination.kind, &dispatch.told, answered.status) {
        Verdict::Again => Err(Failed { fault, again_ms: Some(answered.retry_after_ms) }),
        Verdict::Never => match follow_up(&account, dispatch, remote, may_be_there).await? {
            Some(remote) => Ok(remote),
            None => Err(Failed::never(fault)),
        },
        Verdict::Sent => Ok(helpdesk::sent(target, dispatch, remote, &answered.body)),
    }
}

/// Opens a ticket there that follows the one of before, where that is closed for good; nothing where it is not.
async fn follow_up(
    account: &Account<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
    may_be_there: bool,
) -> std::result::Result<Option<Remote>, Failed> {
    let target = account.target;
    let Some([state, others]) = helpdesk::before_follow_up(target, dispatch, remote) else {
        return Ok(None);
    };
    if !helpdesk::is_over(&account.read(&state).await?) {
        return Ok(None);
    }
    // The answer to an attempt to open it may have been lost.
    if may_be_there
        && let Some(remote) =
            helpdesk::found_follow_up(dispatch, remote, &account.read(&others).await?)
    {
        return Ok(Some(remote));
    }
    let Some(asked) = helpdesk::follow_up(target, dispatch, remote) else { return Ok(None) };
    let answered = account.ask(&asked).await?;
    match answered.status {
        200..=299 => Ok(Some(helpdesk::opened_follow_up(remote, &answered.body))),
        status => Err(Failed {
            fault: format!("status_{status}"),
            again_ms: Some(answered.retry_after_ms),
        }),
    }
}

/// Reads something there; nothing where that is not possible now.
pub(crate) async fn look(
    env: &Env,
    destination: &Destination,
    asked: &HelpdeskRequest,
) -> Option<Vec<u8>> {
    let address = destination.address.as_deref().unwrap_or_default();
    let target = Target { kind: destination.kind, address, console: None };
    let account = Account::of(env, destination, target).ok()?;
    let answered = account.ask(asked).await.ok()?;
    (200..=299).contains(&answered.status).then_some(answered.body)
}

/// A destination with all that it takes to ask it.
struct Account<'a> {
    target: Target<'a>,
    url: String,
    secret: String,
}

impl<'a> Account<'a> {
    fn of(
        env: &Env,
        destination: &Destination,
        target: Target<'a>,
    ) -> std::result::Result<Self, Failed> {
        let named = destination.secret.as_ref();
        let secret = named.and_then(|name| bindings::destination_secret(env, name));
        let secret = secret.ok_or_else(|| Failed::again("no_secret"))?;
        let signs = destination.kind == DestinationKind::StandardWebhooks;
        if signs && helpdesk::signature(&secret, "", 0, "").is_none() {
            return Err(Failed::again("no_signing_key"));
        }
        // The address of an incoming webhook of Slack is its secret.
        let url = match &destination.url {
            Some(url) => url,
            None if destination.kind == DestinationKind::Slack => &secret,
            None => return Err(Failed::again("no_address")),
        };
        let url = public_address(url, bindings::local_connectors(env))
            .map_err(|_| Failed::again("address_not_public"))?;
        if !is_allowed(env, url.host_str().unwrap_or_default()) {
            return Err(Failed::again("host_not_allowed"));
        }
        Ok(Self { target, url: url.into(), secret })
    }

    async fn ask(&self, asked: &HelpdeskRequest) -> std::result::Result<Answered, Failed> {
        match within(self.send(asked), WAIT_MS).await {
            None => Err(Failed::again("timed_out")),
            Some(Err(_)) => Err(Failed::again("unreachable")),
            Some(Ok(None)) => Err(Failed::again("answer_too_long")),
            Some(Ok(Some(answered))) => Ok(answered),
        }
    }

    /// What is read there. Where it cannot be, another attempt may help.
    async fn read(&self, asked: &HelpdeskRequest) -> std::result::Result<Vec<u8>, Failed> {
        let answered = self.ask(asked).await?;
        match answered.status {
            200..=299 => Ok(answered.body),
            status => Err(Failed {
                fault: format!("status_{status}"),
                again_ms: Some(answered.retry_after_ms),
            }),
        }
    }

    async fn send(&self, asked: &HelpdeskRequest) -> Result<Option<Answered>> {
        let mut init = RequestInit::new();
        let body = asked.body.as_ref().map(Pii::expose);
        if let Some(body) = body {
            init.with_body(Some(JsValue::from_str(body)));
        }
        init.with_method(match asked.method {
            "POST" => Method::Post,
            "PUT" => Method::Put,
            _ => Method::Get,
        });
        init.with_headers(self.headers(asked)?).with_redirect(RequestRedirect::Manual);
        let url = if asked.path.is_empty() {
            self.url.clone()
        } else {
            format!("{}{}", self.url.trim_end_matches('/'), asked.path)
        };
        let request = Request::new_with_init(&url, &init)?;
        // Whoever stops waiting drops this, and the request ends with it.
        let abort = AbortOnDrop::new(AbortController::default());
        let mut response = match abort.signal() {
            Some(signal) => Fetch::Request(request).send_with_signal(&signal).await?,
            None => Fetch::Request(request).send().await?,
        };
        let retry_after_ms = retry_after(&response);
        let status = response.status_code();
        let body = gathered(response.stream(), ANSWER_BYTES_MAX).await?;
        abort.disarm();
        Ok(body.map(|body| Answered { status, retry_after_ms, body }))
    }

    fn headers(&self, asked: &HelpdeskRequest) -> Result<Headers> {
        let headers = Headers::new();
        headers.set("accept", "application/json")?;
        headers.set("user-agent", "edgewise/1.0")?;
        for (name, value) in &asked.headers {
            headers.set(name, value)?;
        }
        let Some(body) = &asked.body else { return self.authorized(headers) };
        headers.set("content-type", "application/json")?;
        if self.target.kind == DestinationKind::StandardWebhooks {
            let id = asked.headers.iter().find(|(name, _)| *name == "webhook-id");
            let id = id.map(|(_, id)| id.as_str()).unwrap_or_default();
            let second = clock::now().as_ms() / SECOND_MS;
            headers.set("webhook-timestamp", &second.to_string())?;
            if let Some(signed) = helpdesk::signature(&self.secret, id, second, body.expose()) {
                headers.set("webhook-signature", &signed)?;
            }
        }
        self.authorized(headers)
    }

    fn authorized(&self, headers: Headers) -> Result<Headers> {
        if let Some(authorization) = helpdesk::authorization(self.target, &self.secret) {
            headers.set("authorization", authorization.expose())?;
        }
        Ok(headers)
    }
}

/// How long a system asks not to be asked, a day at most.
fn retry_after(response: &Response) -> i64 {
    let header = response.headers().get("retry-after").ok().flatten();
    let seconds: Option<i64> = header.and_then(|text| text.trim().parse().ok());
    seconds.unwrap_or_default().saturating_mul(SECOND_MS).clamp(0, DAY_MS)
}
