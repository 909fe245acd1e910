//! The typed contract of each Durable Object, used by both sides: who calls builds the request from
//! a type here, who serves reads it into the same type.

/// The calls of one object: `calls! { BINDING; Call, "/path" => Answer; … }`.
macro_rules! calls {
    ($binding:path; $($call:ty, $path:literal => $answer:ty;)*) => {
        $(impl $crate::contract::ObjectCall for $call {
            const BINDING: &'static str = $binding;
            const PATH: &'static str = $path;
            type Answer = $answer;
        })*
    };
}

pub(crate) mod catalogue;
pub(crate) mod customer;
#[cfg(feature = "demo")]
pub(crate) mod demo_store;
mod desk;
pub(crate) mod held;
pub(crate) mod helpdesk;
pub(crate) mod identifier;
pub(crate) mod knowledge;
pub(crate) mod mailbox;
pub(crate) mod outbox;
pub(crate) mod playbook;
pub(crate) mod site;

use edgewise::base::json;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use worker::{Env, Method, Request, RequestInit, Response, Stub};

use crate::fault::{Fault, Result};

/// One call of an object.
pub(crate) trait ObjectCall: Serialize + DeserializeOwned {
    /// Binding of the object's namespace.
    const BINDING: &'static str;
    /// Path of the call.
    const PATH: &'static str;
    /// What it answers.
    type Answer: Serialize + DeserializeOwned;
}

/// Calls the object of that name.
pub(crate) async fn call<C: ObjectCall>(env: &Env, name: &str, call: &C) -> Result<C::Answer> {
    let stub = stub(env, C::BINDING, name)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_body(Some(JsValue::from_str(&serde_json::to_string(call)?)));
    let request = Request::new_with_init(&format!("https://object{}", C::PATH), &init)?;
    let mut response = stub.fetch_with_request(request).await?;
    if response.status_code() != 200 {
        return Err(Fault::internal(format!("object{}.{}", C::PATH, response.status_code())));
    }
    Ok(json::read(&response.text().await?)?)
}

/// The object of that name.
pub(crate) fn stub(env: &Env, binding: &str, name: &str) -> Result<Stub> {
    Ok(env.durable_object(binding)?.id_from_name(name)?.get_stub()?)
}

/// Serves one call: reads it, and writes what `answer` gives.
pub(crate) async fn serve<C: ObjectCall>(
    mut request: Request,
    answer: impl FnOnce(C) -> Result<C::Answer>,
) -> worker::Result<Response> {
    let body = request.text().await?;
    let given = json::read::<C>(&body).map_err(Fault::from).and_then(answer);
    match given {
        Ok(given) => Response::ok(serde_json::to_string(&given)?),
        Err(fault) => {
            let problem = fault.into_problem(C::PATH);
            Response::error(problem.code, 500)
        }
    }
}
