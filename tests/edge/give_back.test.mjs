// Giving a conversation back on the real runtime: what a person says that the assistant shall do, it does as a turn
// of its own, once, through the guardrails, on no yes but the customer's own.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  await product.release({
    brand: { name: "Testhaus" }, skills: { cancel_order: "autonomous" }, freshness: { orders_seconds: 0 },
  });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});
afterEach(() => (shop.misbehave = null));

// Somebody with so many orders, who has said these things, the last of which asks for a person.
async function waiting(orders, ...words) {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com` });
  const bought = Array.from({ length: orders }, () => shop.add(order(id, {})));
  const shopper = await product.shopper(id);
  const answers = [];
  for (const text of [...words, "I want to talk to a person"]) answers.push(await shopper.say(text));
  const conversation = answers[0].conversation_id;
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation}`);
  const said = async (role = "assistant") => (await shopper.messages(conversation)).messages.filter((message) => message.role === role).map(({ text }) => text);
  return { shopper, orders: bought, conversation, answers, ticket: tickets.at(-1).id, said };
}

const back = (ticket, body) => product.operator("POST", `/v1/tickets/${ticket}/return-to-agent`, body);
const status = async (ticket, body) =>
  (await product.request("POST", `/v1/tickets/${ticket}/return-to-agent`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN, body })).status;
const cancelled = (bought) => shop.cancellations.filter((one) => one.order === bought.id).length;

// What the assistant said next, once it has.
// Longer than it takes until what a stopped machine has lost is handed over again.
const next = (it, before) => until("the assistant goes on", async () => (await it.said()).slice(before).at(-1), 40_000);

// The turns that nobody's message began, to be replayed with the others.
async function takenUp({ conversation }) {
  const { turns } = await product.operator("GET", `/v1/conversations/${conversation}`);
  const known = product.turns.map((turn) => turn.turn_id);
  const own = turns.filter((turn_id) => !known.includes(turn_id));
  product.turns.push(...own.map((turn_id) => ({ conversation_id: conversation, turn_id })));
  return own;
}

test("a person puts one thing right, and the assistant goes on where it stopped; only the customer's yes does it", async () => {
  const it = await waiting(2, "please cancel my order");
  const [first, second] = it.orders;
  const before = (await it.said()).length;
  const answer = await back(it.ticket, { scope: "take_up", instead: `the order is ${second.number}` });
  assert.deepEqual([answer.conversation_status, answer.log.at(-1).did, answer.log.at(-1).text], ["assistant", "returned", `to go on with: the order is ${second.number}`]);
  const told = await next(it, before);
  assert.ok(told.includes(`“the order is ${second.number}”`), "the customer sees what was said for them");
  assert.match(told, new RegExp(`cancel the whole order ${second.number}.*Shall I go ahead`, "s"));
  assert.deepEqual(it.orders.map(cancelled), [0, 0]);
  await it.shopper.say("yes");
  assert.deepEqual([cancelled(first), cancelled(second)], [0, 1]);
  assert.equal((await takenUp(it)).length, 1);
});

test("a yes of a person, or one of before, is none", async () => {
  const it = await waiting(1, "please cancel my order");
  let before = (await it.said()).length;
  await back(it.ticket, { scope: "take_up", instead: "yes, go ahead" });
  await next(it, before);
  assert.equal(cancelled(it.orders[0]), 0);
  // What was said yes to, while the shop was away, is summarised again.
  const other = await waiting(1, "please cancel my order");
  shop.misbehave = (request, response) => request.method === "POST" && (response.writeHead(503).end(), true);
  const failed = await other.shopper.say("yes");
  shop.misbehave = null;
  before = (await other.said()).length;
  await back(other.ticket, { scope: "take_up", step: failed.turn_id });
  await next(other, before);
  assert.equal(cancelled(other.orders[0]), 0);
  await takenUp(it);
  await takenUp(other);
});

test("a step of before is taken up again with the customer's own words, once, though everything stops meanwhile", async () => {
  const it = await waiting(1, "please cancel my order", "no, wait");
  const before = (await it.said()).length;
  await back(it.ticket, { scope: "take_up", step: it.answers[0].turn_id });
  await product.restart();
  assert.match(await next(it, before), /cancel the whole order .*Shall I go ahead/s);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.equal((await it.said()).length, before + 1);
  await it.shopper.say("yes");
  assert.equal(cancelled(it.orders[0]), 1);
  await takenUp(it);
});

test("told to change nothing, it answers and hands over what would, until a person says otherwise", async () => {
  const it = await waiting(1);
  await back(it.ticket, { scope: "only_answer" });
  const status_ = await it.shopper.say("where is my order?");
  assert.ok(status_.messages[0].text.includes(it.orders[0].number));
  const handed = await it.shopper.say("please cancel my order");
  assert.equal(handed.state, "with_human");
  await it.shopper.say("yes");
  assert.equal(cancelled(it.orders[0]), 0);
  const { tickets } = await product.operator("GET", `/v1/conversations/${it.conversation}`);
  const ticket = tickets.find((one) => one.status !== "closed");
  assert.deepEqual([ticket.reason, (await product.operator("GET", `/v1/tickets/${ticket.id}`)).rules], ["guardrail", ["escalation.guardrail", "cancel_order.only_answers"]]);
  await back(ticket.id);
  assert.match((await it.shopper.say("please cancel my order")).messages[0].text, /Shall I go ahead/);
});

test("what a person says shows nothing of who is writing, and who steps in again takes it back", async () => {
  const known = await waiting(1);
  const [bought] = known.orders;
  const stranger = await product.shopper();
  const asked = await stranger.say("where is my order?");
  const { conversation_id } = await stranger.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  const said = async () => (await stranger.messages(conversation_id)).messages.filter((one) => one.role === "assistant").map(({ text }) => text);
  const before = (await said()).length;
  await back(tickets.at(-1).id, { scope: "take_up", instead: `where is my order ${bought.number}? my email is ${bought.customer_id}@example.com` });
  const told = await until("the assistant goes on", async () => (await said()).slice(before).at(-1));
  assert.equal(/Walnut|pending|79/.test(told), false, told);
  assert.ok(asked.turn_id);
});

test("what does not fit is refused with its place, and nothing changes hands", async () => {
  const it = await waiting(1);
  assert.equal(await status(it.ticket, { scope: "undo" }), 422);
  assert.equal(await status(it.ticket, { instead: "the order is #1" }), 422);
  assert.equal(await status(it.ticket, { scope: "take_up", instead: "x".repeat(2_001) }), 422);
  assert.equal(await status(it.ticket, { scope: "take_up", step: "c0123456789abcdef01234567-1-9" }), 409);
  const held = await product.operator("GET", `/v1/tickets/${it.ticket}`);
  assert.deepEqual([held.status, held.log], ["open", undefined]);
});
