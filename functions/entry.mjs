// What the Workers runtime loads.

import { guarded, object, rethrow, unavailable, wasm } from "./instance.mjs";

export const CatalogueObject = object("CatalogueObject");
export const CustomerObject = object("CustomerObject");
export const HelpdeskObject = object("HelpdeskObject");
export const IdentifierObject = object("IdentifierObject");
export const KnowledgeObject = object("KnowledgeObject");
export const MailboxObject = object("MailboxObject");
export const PlaybookObject = object("PlaybookObject");

export default {
  fetch: (request, env, context) =>
    guarded(() => wasm.fetch(request, env, context), unavailable),
  queue: (batch, env, context) => guarded(() => wasm.queue(batch, env, context), rethrow),
  scheduled: (event, env, context) => guarded(() => wasm.scheduled(event, env, context), rethrow),
};
