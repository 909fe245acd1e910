//! Things that are sold out: who waits for them, and telling those once they are back.
//!
//! Events only say when to look: what is told is what the shop's own record shows at that moment. Rows
//! of who waits stay until everybody was told, so that nobody is forgotten whatever dies meanwhile; and
//! a customer's object tells each news once, however often it is brought.

use edgewise::{
    base::id::{CallId, CustomerKey, ProductId, VariantId},
    commerce::{Action, Answer, Before, Call, Change, PendingCall, Read, ShopFault},
    conversation::LineFact,
};
use worker::Env;

use crate::{
    clock,
    contract::{
        self,
        catalogue::{Looked, NAME, Watch},
        customer::{BringNews, StockNews},
    },
    delivery,
    fault::Result,
    people::call_customer,
    playbooks, random, shop,
};

/// Milliseconds that the shop may take. Where it takes longer, it is asked again later.
const LOOK_MS_MAX: i64 = 10_000;

/// Notes in the catalogue what our own record of a customer shows now. A turn that is cut short before
/// this does it again when it is resumed.
pub(crate) async fn note(
    env: &Env,
    key: &CustomerKey,
    action: &Action,
    shown: &Answer,
) -> Result<()> {
    let Change::WatchStock { items, on } = action.change() else { return Ok(()) };
    if !action.is_shown_by(shown, Before::default()) {
        return Ok(());
    }
    let call = Watch { items: items.clone(), key: key.clone(), on: *on };
    contract::call(env, NAME, &call).await
}

/// Looks at the shop whether a variant can be had, and tells those who wait for it. Where the shop does
/// not answer, the catalogue asks again.
pub(crate) async fn look(
    env: &Env,
    product_id: &ProductId,
    variant_id: VariantId,
    keys: Vec<CustomerKey>,
) -> Result<()> {
    let standing = playbooks::standing(env).await?;
    let playbook = playbooks::of_version(env, standing.live).await?;
    let id = CallId::of_session(&random::hex(8)?, 0);
    let pending = PendingCall { id, call: Call::Read(Read::product(product_id.clone())) };
    let deadline = clock::now().plus_ms(LOOK_MS_MAX);
    let answered = shop::perform(env, pending, &playbook.shop, deadline).await;
    let news = match answered.result {
        Ok(Answer::Product(product)) => {
            let mut variants = product.variants.iter();
            let variant = variants.find(|it| it.id == variant_id && it.available);
            variant.map(|variant| StockNews {
                line: LineFact::of_variant(&product.title, variant, 1),
                url: product.url.clone().filter(|url| url.starts_with("https://")),
            })
        }
        Err(ShopFault::NotFound) => None,
        // The rows stay, and are handed over again.
        Ok(_) | Err(_) => return Ok(()),
    };
    if let Some(news) = &news {
        for key in &keys {
            let call = |key: &CustomerKey| BringNews {
                key: key.clone(),
                variant_id: variant_id.clone(),
                news: news.clone(),
                reach: delivery::reach(env),
                playbook_version: standing.version_for(key),
                now: clock::now(),
            };
            call_customer(env, key, call).await?;
        }
    }
    contract::call(env, NAME, &Looked { variant_id, keys, available: news.is_some() }).await
}
