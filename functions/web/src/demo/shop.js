/** The shop's own server, as its pages see it. */

const WAIT_MS_MAX = 15_000;

export const shop = {
  /** `{items, next_cursor?}`: as many as a page may hold, so that the shelf can be mixed. */
  products(cursor) {
    const query = new URLSearchParams({ limit: "250" });
    if (cursor) query.set("cursor", cursor);
    return call(`/demo/api/products?${query}`);
  },

  /** Has goods arrive: what is sold out of a product can be had again. The product, as it is then. */
  deliver(productId) {
    const path = `/demo/api/products/${encodeURIComponent(productId)}/delivery`;
    return call(path, { method: "POST" });
  },

  /** `[{customer_id, name, blurb}]` */
  async personas() {
    const { items } = await call("/demo/api/personas");
    return items ?? [];
  },

  /** What a shop's server signs for whoever is signed in. */
  async identityToken(customerId) {
    const answer = await call("/demo/api/identity-token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ customer_id: customerId }),
    });
    return answer.identity_token;
  },
};

async function call(path, init) {
  const response = await fetch(path, { ...init, signal: AbortSignal.timeout(WAIT_MS_MAX) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
