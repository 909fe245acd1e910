// Subscriptions on the real runtime: skipped, paused, resumed, and ended after an offer to stay.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, startProduct, uniqueId, usd } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const DAY_MS = 86_400_000;

let product;
let shop;

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  await product.release({
    brand: { name: "Testhaus" },
    skills: { subscription: "autonomous" },
    subscriptions: { ask_reason: true, stay: [{ offer: "pause", days: 60 }], notice_hours: 24 },
  });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

function subscription(customer_id, more = {}) {
  const held = {
    id: uniqueId("sub"),
    customer_id,
    status: "active",
    title: "Sencha Asamushi, 125 g",
    variant_id: "var_1",
    quantity: 1,
    price: usd("16.20"),
    interval_days: 30,
    next_charge_at: new Date(Date.now() + 9 * DAY_MS).toISOString(),
    ...more,
  };
  shop.subscriptions.set(held.id, held);
  return held;
}

function subscriber(more = {}) {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com` });
  return subscription(id, more);
}

const text = (answer) => answer.messages[0].text;
const changes = (held) =>
  shop.subscriptionChanges.filter((it) => it.subscription === held.id).map((it) => it.kind);

test("the next one is skipped on one yes, once, however often the yes is sent", async () => {
  const held = subscriber();
  const due = Date.parse(held.next_charge_at);
  const shopper = await product.shopper(held.customer_id);
  assert.match(text(await shopper.say("when is my next subscription charge")), /Sencha.*\$16\.20/s);
  assert.match(text(await shopper.say("skip it")), /skip the next delivery of Sencha/);
  assert.deepEqual(changes(held), []);
  await Promise.all([shopper.say("yes"), shopper.say("yes")]);
  await shopper.say("yes");
  assert.deepEqual(changes(held), ["skip_next"]);
  assert.equal(Date.parse(shop.subscriptions.get(held.id).next_charge_at), due + 30 * DAY_MS);
});

test("paused until a month, told from the shop's record, and resumed", async () => {
  const held = subscriber();
  const shopper = await product.shopper(held.customer_id);
  const asked = await shopper.say("pause my subscription for 2 months pls");
  assert.match(text(asked), /pause your subscription to Sencha Asamushi, 125 g until/);
  const done = await shopper.say("yep");
  assert.match(text(done), /is paused/);
  assert.equal(held.status, "paused");
  assert.ok(Date.parse(held.resume_at) > Date.now() + 50 * DAY_MS);
  const receipt = await product.receipt(done);
  assert.match(JSON.stringify(receipt), /pause_subscription/);
  await shopper.say("resume my subscription");
  assert.match(text(await shopper.say("yes")), /active again/);
  assert.deepEqual(changes(held), ["pause", "resume"]);
});

test("an end: asked why once, offered to stay once, and done on the yes to the end", async () => {
  const held = subscriber();
  const shopper = await product.shopper(held.customer_id);
  assert.match(text(await shopper.say("stop sending me this tea, cancel my subscription")), /why/);
  assert.match(text(await shopper.say("I have too much of it")), /pause/i);
  assert.match(text(await shopper.say("no just cancel")), /I'll cancel your subscription/);
  assert.deepEqual(changes(held), []);
  assert.match(text(await shopper.say("yes")), /cancelled/);
  assert.deepEqual(shop.subscriptionChanges.at(-1), {
    subscription: held.id,
    kind: "cancel",
    reason: "I have too much of it",
  });
});

test("an offer to stay that is taken is done instead of the end", async () => {
  const held = subscriber();
  const shopper = await product.shopper(held.customer_id);
  await shopper.say("cancel my subscription, it's too expensive");
  assert.match(text(await shopper.say("yes please")), /is paused/);
  assert.deepEqual(changes(held), ["pause"]);
});

test("what is near a charge, and what was charged wrongly, is a person's; nothing is changed", async () => {
  const held = subscriber({ next_charge_at: new Date(Date.now() + 3_600_000).toISOString() });
  const near = await (await product.shopper(held.customer_id)).say("skip the next one of my subscription");
  const other = subscriber();
  const wrong = await (await product.shopper(other.customer_id)).say("you charged me twice for my subscription!!");
  for (const answer of [near, wrong]) {
    const detail = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
    assert.equal(detail.tickets.length, 1);
  }
  assert.deepEqual([...changes(held), ...changes(other)], []);
});

test("an event of the shop is known to the next answer without a question to the shop", async () => {
  const held = subscriber();
  const shopper = await product.shopper(held.customer_id);
  await shopper.say("when is the next charge of my subscription?");
  const moved = { ...held, next_charge_at: "2031-03-09T12:00:00Z" };
  await product.sendEvents(event("subscription.updated", moved));
  const asked = shop.requests.length;
  assert.match(text(await shopper.say("and when is the next charge now?")), /March 9, 2031/);
  assert.equal(shop.requests.length, asked);
});
