// Shopify's webhooks: verified over the raw bytes, mapped onto the same events, applied once.

import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { secrets, startProduct } from "../harness/product.mjs";
import { root } from "../../tools/steps.mjs";

const samples = join(root, "..", "shared", "data", "wire", "shopify");
let product;
before(async () => (product = await startProduct()));
after(() => product.stop());

function send(topic, body, { id = randomUUID(), secret = secrets.EDGEWISE_SHOPIFY_SECRET, signed = body } = {}) {
  const mac = createHmac("sha256", secret).update(signed).digest("base64");
  return fetch(`${product.url}/hooks/shopify`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": "fernhill.myshopify.com",
      "x-shopify-webhook-id": id,
      "x-shopify-hmac-sha256": mac,
    },
  });
}

async function accepted(topic, value, options) {
  const response = await send(topic, typeof value === "string" ? value : JSON.stringify(value), options);
  const answer = await response.json();
  assert.equal(response.status, 200, `${topic}: ${JSON.stringify(answer)}`);
  return answer;
}

const profileOf = async (id) => (await product.operator("GET", `/v1/customers/${id}`)).profile;

const order = (more = {}) => ({
  id: 820982911946154508n,
  name: "#1001",
  customer: { id: 115310627314723954n, email: "ada@example.com", first_name: "Ada" },
  currency: "USD",
  total_price: "414.95",
  created_at: "2026-03-01T10:00:00Z",
  updated_at: "2026-03-01T10:00:00Z",
  line_items: [{ id: 1, product_id: 2, variant_id: 3, title: "Aviator sunglasses", quantity: 1, price: "89.99" }],
  ...more,
});

// Ids above 2^53 must travel as they are written.
const exact = (value) =>
  JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `big:${v}` : v)).replace(/"big:(\d+)"/g, "$1");

// Long numbers are kept as text on the way in, and written as numbers again.
const parseExactly = (text) => JSON.parse(text.replace(/:\s*(\d{16,})(?=\s*[,}\]])/g, ': "big:$1"'));

// The observed shapes had every text blanked out; what must be money or a currency is filled in.
function withValues(shape) {
  return JSON.parse(JSON.stringify(shape), (key, value) => {
    if (value !== "example string") return value;
    if (/price|amount|total|tax|subtotal/.test(key)) return "12.50";
    return /currency/.test(key) ? "USD" : value;
  });
}

test("an order with its customer, its parcel and its refund become one person's order", async () => {
  const id = "820982911946154508";
  // The parcel comes first: it waits for the order that says whose it is.
  const parcel = { id: 77, order_id: 820982911946154508n, status: "success", tracking_company: "UPS",
    shipment_status: "in_transit", tracking_numbers: ["1Z"], updated_at: "2026-03-02T10:00:00Z" };
  await accepted("fulfillments/create", exact(parcel));
  assert.equal((await accepted("orders/create", exact(order()))).accepted, 2);
  const profile = await profileOf("115310627314723954");
  assert.equal(profile.orders[id].value.number, "#1001");
  assert.deepEqual(profile.orders[id].value.total, { amount: "414.95", currency: "USD" });
  assert.equal(profile.customer.value.email, "ada@example.com");
  const shopper = await product.shopper("115310627314723954");
  const answer = await shopper.say("where is my order?");
  assert.match(answer.messages[0].text, /#1001 .*on its way with UPS/);

  await accepted("fulfillment_events/create", exact({ fulfillment_id: 77, order_id: 820982911946154508n,
    status: "delivered", happened_at: "2026-03-03T10:00:00Z" }));
  assert.match((await shopper.say("where is my order?")).messages[0].text, /delivered/);

  await accepted("refunds/create", exact({ order_id: 820982911946154508n, processed_at: "2026-03-04T10:00:00Z",
    transactions: [{ kind: "refund", status: "success", amount: "414.95", currency: "USD" }] }));
  assert.match((await shopper.say("where is my order?")).messages[0].text, /refunded: \$414\.95/);
});

test("a wrong signature is 401 and changes nothing", async () => {
  const body = exact(order({ id: 5, customer: { id: 555 } }));
  for (const options of [{ secret: "another" }, { signed: `${body} ` }]) {
    const response = await send("orders/create", body, options);
    assert.equal(response.status, 401);
    assert.equal((await response.json()).code, "invalid_signature");
  }
  const missing = await fetch(`${product.url}/hooks/shopify`, { method: "POST", body });
  assert.equal(missing.status, 401);
  await assert.rejects(profileOf("555"), /404/);
});

test("a repeated webhook id changes nothing", async () => {
  const body = exact(order({ id: 6, customer: { id: 666 } }));
  assert.equal((await accepted("orders/create", body, { id: "same" })).accepted, 2);
  assert.deepEqual(await accepted("orders/create", body, { id: "same" }), { accepted: 0, duplicate: 2, rejected: [] });
});

test("a topic without a meaning for us is taken and ignored", async () => {
  assert.equal((await accepted("app/uninstalled", {})).accepted, 0);
  assert.equal((await accepted("orders/edited", { order_edit: { id: 1 } })).accepted, 0);
});

test("a signed body that is not what its topic promises is refused with its place", async () => {
  const response = await send("orders/create", '{"id":1,"line_items":[{"id":{}}]}');
  assert.equal(response.status, 422);
  assert.match((await response.json()).detail, /\/line_items\/0\/id/);
});

test("the signature vectors hold", { skip: !existsSync(samples) && "../shared/data is not here" }, async () => {
  const { vectors } = JSON.parse(readFileSync(join(samples, "vectors", "webhook_hmac.json"), "utf8"));
  const bySecret = new Map();
  for (const vector of vectors) {
    bySecret.set(vector.secret, [...(bySecret.get(vector.secret) ?? []), vector]);
  }
  const wrong = [];
  for (const [secret, group] of bySecret) {
    await product.restart({ EDGEWISE_SHOPIFY_SECRET: secret });
    for (const vector of group) {
      const response = await fetch(`${product.url}/hooks/shopify`, {
        method: "POST",
        headers: { ...vector.headers },
        body: vector.body_base64 ? Buffer.from(vector.body_base64, "base64") : vector.body,
      });
      const refused = [401, 503].includes(response.status);
      if (refused === vector.expected_valid) wrong.push(`${vector.id}: ${response.status} ${vector.reason}`);
    }
  }
  await product.restart({ EDGEWISE_SHOPIFY_SECRET: secrets.EDGEWISE_SHOPIFY_SECRET });
  assert.deepEqual(wrong, []);
});

test("every sample payload is mapped", { skip: !existsSync(samples) && "../shared/data is not here" }, async () => {
  const carrying = [/^orders\/(?!edited|delete)/, /^customers\/(update|create)/, /^fulfillments\//, /^refunds\//,
    /^products\//, /^carts\//, /^checkouts\/(?!delete)/, /^customers_.*consent/, /^fulfillment_events\//];
  for (const name of readdirSync(join(samples, "webhooks"))) {
    const text = readFileSync(join(samples, "webhooks", name), "utf8");
    const { topic } = JSON.parse(text);
    const body = exact(parseExactly(text).body);
    const answer = await accepted(topic, body);
    const told = answer.accepted + answer.duplicate;
    assert.equal(told > 0, carrying.some((pattern) => pattern.test(topic)), `${topic}: ${JSON.stringify(answer)}`);
  }
  const observed = join(samples, "webhooks_observed_shapes");
  for (const name of readdirSync(observed)) {
    const text = readFileSync(join(observed, name), "utf8");
    const kind = /_(orders|customers|products|checkouts|fulfillments|refunds)_/.exec(name)?.[1];
    if (!kind) continue;
    const topic = { orders: "orders/updated", customers: "customers/update", products: "products/update",
      checkouts: "checkouts/update", fulfillments: "fulfillments/update", refunds: "refunds/create" }[kind];
    const parsed = parseExactly(text);
    const body = exact(withValues(parsed.body ?? parsed));
    const answer = await accepted(topic, body);
    assert.ok(answer.accepted + answer.duplicate > 0, `${name}: ${JSON.stringify(answer)}`);
  }
});
