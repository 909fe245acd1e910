// What the shop tells is known to the next turn, once, in any order, about the right person.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, order, startProduct, uniqueId } from "../harness/product.mjs";

let product;
before(async () => (product = await startProduct()));
after(() => product.stop());

const profileOf = async (id) => (await product.operator("GET", `/v1/customers/${id}`)).profile;

test("an event is applied once per source and id", async () => {
  const customer = uniqueId("cus");
  const told = event("order.updated", order(customer));
  assert.deepEqual(await product.sendEvents(told, told), { accepted: 1, duplicate: 1, rejected: [] });
  assert.deepEqual(await product.sendEvents(told), { accepted: 0, duplicate: 1, rejected: [] });
  const other = { ...told, source: "another-shop" };
  assert.equal((await product.sendEvents(other)).accepted, 1);
});

test("the time decides which state is newest, not the order of arrival", async () => {
  const customer = uniqueId("cus");
  const mine = order(customer);
  const early = event("order.updated", { ...mine, status: "pending" }, { time: "2026-01-01T10:00:00Z" });
  const late = event("order.updated", { ...mine, status: "shipped" }, { time: "2026-01-01T11:00:00Z" });
  await product.sendEvents(late);
  await product.sendEvents(early);
  assert.equal((await profileOf(customer)).orders[mine.id].value.status, "shipped");
});

test("a batch is not all or nothing, and each refusal names its place", async () => {
  const customer = uniqueId("cus");
  const answer = await product.sendEvents(
    event("page.viewed", { customer: { id: customer }, url: "/tea" }),
    event("order.updated", { id: "x" }),
    event("page.viewed", {}),
  );
  assert.equal(answer.accepted, 1);
  assert.deepEqual(
    answer.rejected.map(({ index, code, pointer }) => ({ index, code, pointer })),
    [
      { index: 1, code: "invalid", pointer: "/data/customer_id" },
      { index: 2, code: "invalid", pointer: "/data/customer" },
    ],
  );
});

test("every kind of event finds its place in the profile", async () => {
  const customer = uniqueId("cus");
  const about = { customer: { id: customer } };
  await product.sendEvents(
    event("customer.updated", { id: customer, first_name: "Zoë", email: `${customer}@example.com` }),
    event("subscription.updated", { id: "sub_1", customer_id: customer, status: "active" }),
    event("loyalty.updated", { points: 120, history: [{ delta: 120 }] }, { subject: customer }),
    event("cart.updated", { ...about, lines: [{ title: "Tea", quantity: 2 }] }),
    event("product.viewed", { ...about, product_id: "prd_9" }),
    event("checkout.started", { ...about, url: "https://shop.example/c/1" }),
    event("quiz.answered", { ...about, question: "Taste?", answer: "smoky" }),
    event("message.sent", { ...about, channel: "email", campaign: "spring" }),
    event("message.opened", { ...about, channel: "email", campaign: "spring" }),
    event("message.clicked", { ...about, channel: "email", campaign: "spring" }),
    event("consent.updated", { ...about, channel: "email", granted: false }),
    event("review.written", { ...about, stars: 5 }),
  );
  const profile = await profileOf(customer);
  assert.equal(profile.customer.value.first_name, "Zoë");
  assert.equal(profile.subscriptions.sub_1.value.status, "active");
  assert.equal(profile.loyalty.value.points, 120);
  assert.equal(profile.cart.value.lines[0].title, "Tea");
  assert.equal(profile.quiz_answers["Taste?"].value, "smoky");
  assert.deepEqual(profile.marketing.map((entry) => entry.value.step).sort(), ["clicked", "opened", "sent"]);
  assert.equal(profile.consents.email.value.granted, false);
  assert.deepEqual(profile.timeline.map((entry) => entry.value.name).sort(), [
    "checkout.started",
    "product.viewed",
    "review.written",
  ]);
  const found = await product.operator("GET", `/v1/customers?email=${customer}@EXAMPLE.com`);
  assert.equal(found.profile.customer_id, customer);
});

test("a visitor who signs in keeps every message and every event", async () => {
  const customer = uniqueId("cus");
  const nobody = await product.shopper();
  const visitor = nobody.session.visitor_id;
  await product.sendEvents(event("product.viewed", { customer: { visitor_id: visitor }, product_id: "prd_3" }));
  const said = await nobody.say("hello");
  await product.sendEvents(event("customer.updated", { id: customer, first_name: "Ada" }));
  const known = await product.shopper(customer, { visitor_id: visitor });
  const profile = await profileOf(customer);
  assert.equal(profile.timeline[0].value.kind.product_id, "prd_3");
  const { messages } = await known.messages(said.conversation_id);
  assert.equal(messages[0].text, "hello");
  // What the browser does from now on is the customer's.
  await product.sendEvents(event("product.viewed", { customer: { visitor_id: visitor }, product_id: "prd_4" }));
  assert.equal((await profileOf(customer)).timeline[0].value.kind.product_id, "prd_4");
  // The old session goes on where the customer lives now.
  const again = await nobody.say("hello again");
  assert.equal(again.conversation_id, said.conversation_id);
});

test("two known customers on one browser stay two people", async () => {
  const [first, second] = [uniqueId("cus"), uniqueId("cus")];
  const { session } = await product.shopper();
  const visitor_id = session.visitor_id;
  await product.sendEvents(event("customer.updated", { id: first }), event("customer.updated", { id: second }));
  await product.sendEvents(event("identity.linked", { visitor_id, customer_id: first }));
  await product.sendEvents(event("page.viewed", { customer: { visitor_id }, url: "/first" }));
  await product.sendEvents(event("identity.linked", { visitor_id, customer_id: second }));
  await product.sendEvents(event("page.viewed", { customer: { visitor_id }, url: "/second" }));
  const pages = async (id) => (await profileOf(id)).timeline?.map((entry) => entry.value.kind.url) ?? [];
  assert.deepEqual(await pages(first), ["/first"]);
  assert.deepEqual(await pages(second), ["/second"]);
});

test("an address without a customer becomes the customer's when the shop says so", async () => {
  const customer = uniqueId("cus");
  const email = `${customer}@example.com`;
  await product.sendEvents(event("message.sent", { customer: { email }, channel: "email" }));
  await product.sendEvents(event("customer.updated", { id: customer, email }));
  assert.equal((await profileOf(customer)).marketing.length, 1);
});

// Tells something, asks at once, and counts the answers that do not know it. `round` gives the event
// of a round and what the answer to it must say.
async function misses(text, round) {
  const customer = uniqueId("cus");
  const shopper = await product.shopper(customer);
  const rounds = Number(process.env.EDGEWISE_ROUNDS ?? 1000);
  let missed = 0;
  for (let index = 0; index < rounds; index += 1) {
    const { told, said } = round(customer, index);
    await product.sendEvents(told);
    const answer = await product.json("POST", "/v1/chat", {
      token: shopper.token,
      body: { text, client_message_id: `round-${index}` },
    });
    if (!JSON.stringify(answer.messages).includes(said)) missed += 1;
  }
  return missed;
}

test("a thousand times: told, then asked, and never missed", async () => {
  const mine = order("nobody");
  const missed = await misses("where is my order?", (customer_id, index) => {
    const number = `#N${100_000 + index}`;
    return { told: event("order.updated", { ...mine, customer_id, number }), said: number };
  });
  assert.equal(missed, 0);
});

test("a thousand times: points are redeemed, asked for at once, and never those of before", async () => {
  const history = [{ id: "led_0", at: "2026-01-01T10:00:00Z", delta: 600_500, reason: "Earned" }];
  const missed = await misses("how many points do I have?", (customer_id, index) => {
    const points = 600_000 - index * 500;
    history.unshift({ id: `led_${index + 1}`, at: new Date().toISOString(), delta: -500, reason: "Redeemed" });
    const told = { customer_id, points, history: history.slice(0, 20) };
    return { told: event("loyalty.updated", told), said: `${points.toLocaleString("en-US")} points` };
  });
  assert.equal(missed, 0);
});
