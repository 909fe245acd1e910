//! What came back that this customer waited for: folded once, sent once.

use edgewise::identity::Via;
use worker::{Request, Response};

use super::{super::store::Batch, CustomerObject, alarm, delivery, profile::write_profile};
use crate::{
    contract::{
        customer::{Applied, BringNews, Delivery, NewsShown, StockMessage},
        serve,
    },
    fault::Result,
};

impl CustomerObject {
    pub(super) async fn bring_news(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.came_back(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    /// News of what is not waited for any more (it was told, stopped, or everything was erased) changes
    /// nothing.
    fn came_back(&self, call: &BringNews) -> Result<()> {
        let mut stored = self.stored_profile()?;
        let Some(event) = stored.profile.came_back(&call.variant_id, call.now) else {
            return Ok(());
        };
        let id = event.key.id.clone();
        let mut batch = Batch::default();
        self.keep_snapshots(&mut batch, &stored)?;
        let applied = self.fold(&mut batch, &mut stored.profile, vec![event])?;
        if !applied.contains(&Applied::Now) {
            return Ok(());
        }
        write_profile(&mut batch, &stored)?;
        let customer = stored.profile.customer.as_ref().map(|seen| &seen.value);
        let to = customer.and_then(|customer| customer.email.clone());
        if let (Some(to), true) = (to, call.reach.contains(&Via::Email)) {
            let spoken = self.conversations(1)?.into_iter().next();
            let message = StockMessage { id, to, news: call.news.clone() };
            let delivery = Delivery {
                stock: Some(message),
                language: spoken.and_then(|row| row.state.language),
                playbook_version: call.playbook_version,
                ..Delivery::default()
            };
            alarm::push_key(&mut batch, &call.key);
            delivery::push_delivery(&mut batch, &delivery, call.now)?;
            self.wake_at(call.now);
        }
        self.store.commit(batch)
    }

    /// The news was told in the chat: it is none any more.
    pub(super) fn news_shown(&self, call: &NewsShown) -> Result<()> {
        let mut stored = self.stored_profile()?;
        let Some(event) = stored.profile.news_told(&call.variant_id, call.now) else {
            return Ok(());
        };
        let mut batch = Batch::default();
        self.keep_snapshots(&mut batch, &stored)?;
        self.fold(&mut batch, &mut stored.profile, vec![event])?;
        write_profile(&mut batch, &stored)?;
        self.store.commit(batch)
    }
}
