// A shop that is slow, busy, broken or lying: the shopper gets a truthful answer within the
// playbook's bound, and nothing is claimed that the shop's own record does not show.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { event, order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const WAIT_MS = 1500;
let product;
let shop;

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "shop-token" });
  await product.operator("POST", "/v1/playbook/import?release=true", {
    brand: { name: "Testhaus", time_zone: "Europe/Berlin" },
    shop: { wait_ms: WAIT_MS, tries_max: 3 },
    skills: { cancel_order: "autonomous" },
  });
});
after(async () => {
  await product.stop();
  await shop.stop();
});
afterEach(() => (shop.misbehave = null));

// A customer whom the shop did not know yet when the chat was opened: every fact is still to be asked for.
async function customerWith(...orders) {
  const customer = uniqueId("cus");
  shop.misbehave = (_, response) => response.writeHead(404).end("{}") && true;
  const shopper = await product.shopper(customer);
  shop.misbehave = null;
  shop.customers.set(customer, { id: customer, email: `${customer}@example.com` });
  const added = orders.map((more) => shop.add(order(customer, more)));
  return { customer, orders: added, shopper };
}

const text = (answer) => answer.messages[0].text;

async function handedOver(shopper, because) {
  const begun = Date.now();
  const answer = await shopper.say("where is my order?");
  assert.ok(Date.now() - begun < WAIT_MS * 2 + 1000, "the shopper waited too long");
  assert.equal(answer.state, "with_human");
  assert.match(text(answer), /can't look up your orders/);
  const { tickets } = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  assert.equal(tickets[0].reason, "shop_fault");
  assert.ok(tickets[0].rules.includes(because), `${because} in ${tickets[0].rules}`);
}

test("a customer of whom no event has come is met before the first word", async () => {
  const customer = uniqueId("cus");
  shop.customers.set(customer, { id: customer, first_name: "Åsa", email: `${customer}@example.com` });
  const { number } = shop.add(order(customer, { status: "processed" }));
  const shopper = await product.shopper(customer);
  assert.match(shopper.session.greeting.text, /Åsa/);
  const asked = shop.requests.length;
  assert.match(text(await shopper.say("where is my order?")), new RegExp(number));
  assert.equal(shop.requests.length, asked, "what the session learned is not asked for again");
  await product.shopper(customer);
  assert.equal(shop.requests.length, asked, "a known customer is not asked for again");
});

test("a chat opens without a name when the shop is dead", async () => {
  shop.misbehave = () => new Promise(() => {});
  const begun = Date.now();
  const { session } = await product.shopper(uniqueId("cus"));
  assert.ok(Date.now() - begun < 3000, "the shopper waited too long");
  assert.equal(session.customer.first_name, undefined);
  assert.ok(session.greeting.text.length > 0);
});

test("the shop's own list is asked when the profile knows nothing, and remembered", async () => {
  const { orders, shopper } = await customerWith({ status: "processed" });
  assert.match(text(await shopper.say("where is my order?")), new RegExp(orders[0].number));
  const asked = shop.requests.length;
  assert.match(text(await shopper.say("any update?")), new RegExp(orders[0].number));
  assert.equal(shop.requests.length, asked, "a fresh list is not asked for again");
});

test("a dead shop costs the shopper no more than the bound", async () => {
  const { shopper } = await customerWith({});
  shop.misbehave = () => new Promise(() => {});
  await handedOver(shopper, "shop.timed_out");
});

test("a shop that fails every time is given up", async () => {
  const { shopper } = await customerWith({});
  shop.misbehave = (_, response) => response.writeHead(500).end("{}") && true;
  await handedOver(shopper, "shop.unavailable");
});

test("a shop that cannot be reached is given up", async () => {
  const { shopper } = await customerWith({});
  shop.misbehave = (request) => request.socket.destroy() && true;
  await handedOver(shopper, "shop.unavailable");
});

test("a shop that fails once is asked again", async () => {
  const { orders, shopper } = await customerWith({});
  let failures = 0;
  shop.misbehave = (_, response) => (failures++ === 0 ? response.writeHead(503).end("{}") && true : false);
  assert.match(text(await shopper.say("where is my order?")), new RegExp(orders[0].number));
});

test("429 is obeyed: not before Retry-After, and not at all past the bound", async () => {
  const { orders, shopper } = await customerWith({});
  let first;
  shop.misbehave = (_, response) => {
    if (first) {
      assert.ok(Date.now() - first >= 950);
      return false;
    }
    first = Date.now();
    return response.writeHead(429, { "retry-after": "1" }).end("{}") && true;
  };
  assert.match(text(await shopper.say("where is my order?")), new RegExp(orders[0].number));
  const other = await customerWith({});
  shop.misbehave = (_, response) => response.writeHead(429, { "retry-after": "60" }).end("{}") && true;
  await handedOver(other.shopper, "shop.rate_limited");
});

test("an answer that is not what the API promises is not believed", async () => {
  for (const body of ["<html>", "{}", '{"items":[{"id":7}]}', '{"items":[{"id":"1"}]}']) {
    const { shopper } = await customerWith({});
    shop.misbehave = (_, response) => response.writeHead(200).end(body) && true;
    await handedOver(shopper, "shop.malformed");
  }
});

test("an order that the shop lists for somebody else is nobody's", async () => {
  const { shopper } = await customerWith();
  const foreign = order("somebody_else", { number: "#SECRET1" });
  shop.misbehave = (_, response) => response.writeHead(200).end(JSON.stringify({ items: [foreign] })) && true;
  assert.doesNotMatch(text(await shopper.say("where is my order?")), /SECRET1/);
});

test("asking for somebody else's order is answered like asking for one that does not exist", async () => {
  const { orders } = await customerWith({ number: "#REAL55555" });
  const { shopper } = await customerWith({});
  const theirs = text(await shopper.say(`where is order ${orders[0].number}`));
  const other = await customerWith({});
  const none = text(await other.shopper.say("where is order #REAL99999"));
  assert.equal(theirs.replace("55555", "99999"), none);
});

test("facts that are fresh are told without the shop, stale ones are not told when it is silent", async () => {
  const customer = uniqueId("cus");
  const mine = order(customer, { status: "processed" });
  shop.add(mine);
  const shopper = await product.shopper(customer);
  await shopper.say("where is my order?");
  await product.operator("POST", "/v1/playbook/import?release=true", {
    freshness: { orders_seconds: 0 },
    shop: { wait_ms: WAIT_MS, tries_max: 3 },
    skills: { cancel_order: "autonomous" },
  });
  // The conversation stays on the playbook it began with; a new one takes the new one.
  const other = uniqueId("cus");
  const theirs = order(other, { status: "processed" });
  await product.sendEvents(event("order.updated", theirs));
  await new Promise((resolve) => setTimeout(resolve, 1100));
  shop.misbehave = (_, response) => response.writeHead(500).end("{}") && true;
  assert.match(text(await shopper.say("and where is my order now?")), new RegExp(mine.number));
  await handedOver(await product.shopper(other), "shop.unavailable");
});

test("an order is cancelled once, after a yes, and called done only as read back", async () => {
  const { orders, shopper } = await customerWith({});
  const asked = await shopper.say("please cancel my order");
  assert.equal(asked.state, "awaiting_customer");
  assert.match(text(asked), /\$79\.00/);
  assert.equal(shop.cancellations.length, 0);
  const done = await shopper.say("yes");
  assert.match(text(done), /has been cancelled/);
  assert.deepEqual(shop.cancellations.map((one) => one.order), [orders[0].id]);
  const receipt = await product.receipt(done);
  assert.equal(receipt.outcome.actions[0].end, "done");
  assert.ok(receipt.outcome.actions[0].read_back);
  assert.equal(receipt.outcome.decisions.at(-1).verdict, "allow");
});

test("a no leaves everything as it is", async () => {
  const { orders, shopper } = await customerWith({});
  await shopper.say("cancel my order");
  assert.match(text(await shopper.say("no")), /left everything|nothing has been changed/);
  assert.equal(orders[0].status, "pending");
  assert.match(text(await shopper.say("yes")), /What else can I do/);
  assert.equal(orders[0].status, "pending");
});

test("what was packed since the summary is not cancelled", async () => {
  const { orders, shopper } = await customerWith({});
  await shopper.say("cancel my order");
  orders[0].status = "processed";
  assert.match(text(await shopper.say("yes")), /can't be changed or cancelled any more/);
  assert.equal(orders[0].status, "processed");
});

test("a change whose answer got lost is looked up, not repeated and not called failed", async () => {
  const { orders, shopper } = await customerWith({});
  await shopper.say("cancel my order");
  let lost = 0;
  shop.misbehave = async (request, response, url) => {
    if (request.method !== "POST") return false;
    lost += 1;
    // The shop does it, and the answer never arrives.
    shop.answer(request, { writeHead() {}, end() {} }, url, request.headers["idempotency-key"], '{"reason":"no longer needed"}');
    request.socket.destroy();
    return true;
  };
  const before = shop.cancellations.length;
  assert.match(text(await shopper.say("yes")), /has been cancelled/);
  assert.ok(lost >= 1);
  assert.equal(shop.cancellations.length, before + 1);
  assert.equal(orders[0].status, "cancelled");
});

test("a change of which nobody knows whether it happened goes to a person who is told so", async () => {
  const { shopper } = await customerWith({});
  await shopper.say("cancel my order");
  shop.misbehave = (request, response) =>
    request.method === "POST" ? response.writeHead(500).end("{}") && true : false;
  const answer = await shopper.say("yes");
  assert.equal(answer.state, "with_human");
  assert.doesNotMatch(text(answer), /is cancelled|been cancelled|failed|could not/i);
  const { tickets } = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  assert.equal(tickets[0].reason, "unknown_result");
  assert.match(tickets[0].left[0], /may have happened/);
});

test("a ticket holds what a person needs, and nobody is asked to repeat themselves", async () => {
  const { customer, orders, shopper } = await customerWith({ status: "processed" });
  await shopper.say("where is my order?");
  const answer = await shopper.say("and I want to return something, this is ridiculous");
  assert.equal(answer.state, "with_human");
  const { tickets } = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  const ticket = await product.operator("GET", `/v1/tickets/${tickets[0].id}`);
  assert.equal(ticket.customer_id, customer);
  assert.equal(ticket.wants, "return an item");
  assert.equal(ticket.reason, "missing_ability");
  assert.equal(ticket.tone, "upset");
  assert.equal(ticket.language, "en");
  assert.equal(ticket.history.length, 4);
  assert.ok(ticket.profile.orders[orders[0].id]);
  assert.ok(ticket.left[0] && ticket.suggested_reply && ticket.suggested_action);
  assert.ok(ticket.waiting_since);
  // Further messages reach the person, without another ticket.
  const more = await shopper.say("my size is M by the way");
  assert.match(text(more), /our team/);
  const after = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  assert.equal(after.tickets.length, 1);
});

test("the list of conversations knows each one, with its ticket", async () => {
  const { customer, shopper } = await customerWith({});
  const said = await shopper.say("talk to a person");
  const item = await until("the index knows", async () => {
    const { items } = await product.operator("GET", `/v1/conversations?q=${customer}`);
    return items[0];
  });
  assert.equal(item.id, said.conversation_id);
  assert.equal(item.status, "waiting_human");
  assert.ok(item.ticket_id);
});

test("every turn of this suite replays to the same outcome, also after a restart", async () => {
  assert.ok(product.turns.length > 20);
  await product.restart();
  await product.assertReplays();
});
