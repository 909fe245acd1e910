// What a merchant's guardrails make wait or refuse, on the real runtime: approvals by people, and
// counts that two conversations at once cannot get around.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, test } from "node:test";

import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;

const release = (playbook) => product.release({ brand: { name: "Testhaus" }, ...playbook });

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
});
after(async () => {
  await product.stop();
  await shop.stop();
});
afterEach(() => (shop.misbehave = null));

function customer(count = 1) {
  const id = uniqueId("cus");
  const email = `${id}@example.com`;
  shop.customers.set(id, { id, email });
  return { id, email, orders: Array.from({ length: count }, () => shop.add(order(id, {}))) };
}

const text = (answer) => answer.messages[0].text;
const read = (answer) => product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
const decide = (answer, approval, decision) =>
  product.operator("POST", `/v1/conversations/${answer.conversation_id}/approvals/${approval}`, { decision });
const cancelled = (order) => shop.cancellations.filter((one) => one.order === order.id).length;

async function asked(ada) {
  const shopper = await product.shopper(ada.id);
  await shopper.say("please cancel my order");
  const answer = await shopper.say("yes");
  assert.match(text(answer), /has to approve/);
  const { approvals } = await read(answer);
  assert.equal(approvals.length, 1);
  return { shopper, answer, approval: approvals[0] };
}

test("supervised: nothing is done before a person has approved it, and the customer hears of it", async () => {
  await release({ skills: { cancel_order: "supervised" } });
  const ada = customer();
  const { shopper, answer, approval } = await asked(ada);
  assert.equal(cancelled(ada.orders[0]), 0);
  assert.equal(approval.action, "cancel_order");
  assert.match(approval.told, new RegExp(ada.orders[0].number));
  assert.deepEqual(approval.rules, ["cancel_order.supervised"]);
  await until("the index knows", async () => {
    const { items } = await product.operator("GET", `/v1/conversations?state=waiting_approval&q=${ada.id}`);
    return items.some((item) => item.id === answer.conversation_id && item.approvals_waiting === 1);
  });
  // The conversation goes on.
  assert.match(text(await shopper.say("where is my order?")), new RegExp(ada.orders[0].number));
  const done = await decide(answer, approval.id, "approved");
  assert.match(text(done), /has been cancelled/);
  assert.equal(cancelled(ada.orders[0]), 1);
  const { messages } = await shopper.messages(answer.conversation_id);
  assert.match(messages.at(-1).text, /has been cancelled/);
  assert.deepEqual((await read(answer)).approvals ?? [], []);
  product.turns.push(done);
});

test("supervised: a click twice does it once, and the first decision counts", async () => {
  const ada = customer();
  const { answer, approval } = await asked(ada);
  const both = await Promise.allSettled([decide(answer, approval.id, "approved"), decide(answer, approval.id, "approved")]);
  assert.ok(both.some((one) => one.status === "fulfilled"));
  assert.equal(cancelled(ada.orders[0]), 1);
  await assert.rejects(decide(answer, approval.id, "declined"), /404/);
});

test("supervised: declined, nothing is changed and the customer is told so", async () => {
  const ada = customer();
  const { shopper, answer, approval } = await asked(ada);
  assert.match(text(await decide(answer, approval.id, "declined")), /can't do it/);
  assert.equal(cancelled(ada.orders[0]), 0);
  const { messages } = await shopper.messages(answer.conversation_id);
  assert.match(messages.at(-1).text, /Nothing has been changed/);
});

test("an approval needs an operator, a decision and something that waits", async () => {
  const ada = customer();
  const { answer, approval } = await asked(ada);
  const path = `/v1/conversations/${answer.conversation_id}/approvals/${approval.id}`;
  const status = async (path, token, body) => (await product.request("POST", path, { token, body })).status;
  const operator = product.bindings.EDGEWISE_OPERATOR_TOKEN;
  assert.equal(await status(path, "wrong", { decision: "approved" }), 401);
  assert.equal(await status(path, operator, { decision: "maybe" }), 422);
  assert.equal(await status(path, operator, {}), 422);
  assert.equal(await status(`${path}0`, operator, { decision: "approved" }), 404);
  assert.equal(cancelled(ada.orders[0]), 0);
});

test("a count holds for two conversations that say yes at the same instant", async () => {
  const once = { actions: ["cancel_order"], per: "customer", days: 30, count: 1, then: "deny" };
  await release({ skills: { cancel_order: "autonomous" }, guardrails: { limits: [once] } });
  const ada = customer(2);
  const signedIn = await product.shopper(ada.id);
  const first = await signedIn.say(`please cancel order ${ada.orders[0].number}`);
  const found = await product.shopper();
  const summary = await found.say(`please cancel order ${ada.orders[1].number}, my email is ${ada.email}`);
  assert.match(text(summary), /Shall I go ahead/);
  assert.notEqual(first.conversation_id, summary.conversation_id);
  const answers = await Promise.all([
    signedIn.say("yes", randomUUID(), first.conversation_id),
    found.say("yes", randomUUID(), summary.conversation_id),
  ]);
  const done = answers.filter((answer) => /has been cancelled/.test(text(answer)));
  const refused = answers.filter((answer) => /how often/.test(text(answer)));
  assert.deepEqual([done.length, refused.length], [1, 1], answers.map(text).join(" | "));
  assert.equal(cancelled(ada.orders[0]) + cancelled(ada.orders[1]), 1);
});

test("what the shop refused does not count", async () => {
  const ada = customer(2);
  const shopper = await product.shopper(ada.id);
  await shopper.say(`please cancel order ${ada.orders[0].number}`);
  shop.misbehave = (request, response) =>
    request.method === "POST" ? response.writeHead(409).end('{"code":"not_allowed"}') && true : false;
  assert.match(text(await shopper.say("yes")), /did not allow/);
  shop.misbehave = null;
  await shopper.say(`please cancel order ${ada.orders[1].number}`);
  assert.match(text(await shopper.say("yes")), /has been cancelled/);
});

test("a playbook with a rule that cannot hold is refused, with its place", async () => {
  const rule = { name: "odd", when: "amount > 5 && amount < 3", then: "deny" };
  const response = await product.request("POST", "/v1/playbook/import?release=true", {
    token: product.bindings.EDGEWISE_OPERATOR_TOKEN,
    body: { guardrails: { rules: [rule, { name: "x", when: "amont > 1", then: "deny" }], windows: [{ actions: ["return"] }] } },
  });
  assert.equal(response.status, 422);
  const { errors } = await response.json();
  assert.deepEqual(errors.map((error) => error.pointer).sort(), [
    "/guardrails/rules/0/when", "/guardrails/rules/1/when", "/guardrails/windows/0",
  ]);
});

test("every turn of this suite replays to the same outcome", async () => {
  await product.assertReplays();
});
