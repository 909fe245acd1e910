// A past conversation becomes a scenario on the real runtime: with personal data replaced, coming to the
// same, kept only where somebody saves it. Its customer can be chatted as, and nothing is done.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, order, secrets, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const owner = secrets.EDGEWISE_OPERATOR_TOKEN;

let product;
let shop;
let people = 40_000;
const team = {};

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t", EDGEWISE_DEV_MAILBOX: "on" });
  await product.release({ skills: { cancel_order: "autonomous" } });
  for (const role of ["viewer", "agent", "editor"]) {
    team[role] = (await product.operator("POST", "/v1/team", { name: role, role })).token;
  }
});
after(async () => {
  try {
    await product.assertReplays();
  } finally {
    await product.stop();
    await shop.stop();
  }
});

async function call(method, path, { token = team.editor, body } = {}) {
  const response = await product.request(method, path, { token, body });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}
const text = (answer) => answer.messages[0].text;
const make = (id, token) => call("POST", `/v1/conversations/${id}/scenario`, { token });

// Somebody whom the shop knows, with an order that has not been packed.
function somebody() {
  const id = uniqueId("cus");
  const address = { line1: "77 Nádor Lane", city: "Szeged", region: "CO", zip: "67259", country: "USA" };
  const email = `Zsofia.Kovacs${(people += 1)}@freemail.test`;
  shop.customers.set(id, {
    id, email, first_name: "Zsófia", last_name: "Kovács", phone: "+36 30 912 3476", default_address: address,
  });
  const bought = shop.add(order(id, { shipping_address: address }));
  return { id, email, bought, own: ["Zsófia", "Kovács", "Nádor", "Szeged", "67259", "9123476", email, id, bought.id, bought.number] };
}

const plain = (value) => JSON.stringify(value).toLowerCase().normalize("NFD").replace(/[^a-z0-9]/g, "");

function assertNobody(value, own) {
  for (const word of own) assert.ok(!plain(value).includes(plain(word)), `${word} is left`);
}

async function cancelled() {
  const who = somebody();
  const shopper = await product.shopper(who.id);
  await shopper.say(`This is Zsófia Kovács (${who.email}), hello`);
  const asked = await shopper.say(`please cancel order ${who.bought.number} for my friend Thibault Desrosiers, call (312) 588-2300`);
  const done = await shopper.say("yes");
  assert.match(text(done), /cancelled/, `${text(asked)} ${text(done)}`);
  return { ...who, conversation: done.conversation_id, own: [...who.own, "Thibault", "Desrosiers", "5882300"] };
}

test("what was said and done becomes a scenario that comes to the same, and nobody is in it", async () => {
  const { conversation, own } = await cancelled();
  const asked = shop.requests.length;
  const { status, body } = await make(conversation);
  assert.equal(status, 200, JSON.stringify(body));
  assertNobody(body, own);
  const kinds = Object.fromEntries(body.replaced.map(({ kind, count }) => [kind, count]));
  assert.ok(kinds.name >= 2 && kinds.email === 1 && kinds.phone >= 1 && kinds.order_number === 1 && kinds.city === 1, JSON.stringify(kinds));
  assert.deepEqual(body.scenario.turns.map(({ expect }) => expect.actions), [[], [], ["cancel_order done"]]);
  assert.deepEqual((await call("GET", "/v1/playbook/scenarios")).body.of, 0, "nothing is kept");
  assert.deepEqual(await make(conversation).then((again) => again.body), body, "the same each time");

  const saved = await call("PUT", "/v1/playbook/scenarios/from-past", { body: body.scenario });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const played = await call("POST", "/v1/playbook/scenarios/from-past/play?against=live");
  assert.deepEqual([played.status, played.body.passed, played.body.result.faults], [200, true, []]);
  assertNobody(played.body, own);
  await product.operator("PUT", "/v1/playbook/draft", { skills: { cancel_order: "off" } });
  const draft = await call("POST", "/v1/playbook/scenarios/from-past/play?against=draft");
  assert.equal(draft.body.passed, false, "a draft that forbids it fails");
  assert.equal(shop.requests.length, asked, "the shop was not asked");
  assert.equal((await call("DELETE", "/v1/playbook/scenarios/from-past")).status, 204);
});

test("who proved in the conversation who they are proves it again, with another code", async () => {
  const who = somebody();
  const shopper = await product.shopper();
  await shopper.say("where is my order?");
  await shopper.say(`my email is ${who.email}`);
  const mail = await until("a code is sent", async () => {
    const mails = await product.json("GET", "/dev/mailbox", { headers: { accept: "application/json" } });
    return mails.find(({ to }) => to.toLowerCase() === who.email.toLowerCase());
  });
  const code = /\b(\d{6})\b/.exec(mail.text)[1];
  await shopper.say(code === "000000" ? "111111" : "000000");
  const told = await shopper.say(`it's ${code}`);
  assert.match(text(told), new RegExp(who.bought.number));
  await shopper.say("thanks, and when will it arrive?");
  const { status, body } = await make(told.conversation_id);
  assert.equal(status, 200, JSON.stringify(body));
  assertNobody(body, [...who.own, code]);
  assert.equal(body.scenario.customer, undefined, "nobody had signed in");
  assert.deepEqual(body.scenario.turns.slice(2, 4).map(({ say }) => say), ["{wrong code}", "it's {code}"]);
});

test("what an event told in the middle is told in the scenario, too", async () => {
  const who = somebody();
  const shopper = await product.shopper(who.id);
  await shopper.say("where is my order?");
  Object.assign(who.bought, { status: "shipped", updated_at: new Date().toISOString() });
  await product.sendEvents(event("order.updated", who.bought));
  const told = await shopper.say("where is it now?");
  const { status, body } = await make(told.conversation_id);
  assert.equal(status, 200, JSON.stringify(body));
  assertNobody(body, who.own);
});

test("what cannot become one is refused in words, and changes nothing", async () => {
  const answeredBefore = product.turns.length;
  const { id, conversation } = await cancelled();
  for (const [token, status] of [[team.viewer, 403], [team.agent, 403], ["wrong", 401], [owner, 200]]) {
    assert.equal((await make(conversation, token)).status, status);
  }
  assert.equal((await make("nothing")).status, 404);
  assert.equal((await make(conversation.replace(/\d+$/, "999"))).status, 404);
  assert.equal((await call("GET", `/v1/conversations/${conversation}/scenario`)).status, 405);

  // A message of it that is being answered.
  let release;
  const held = new Promise((resolve) => (release = resolve));
  shop.misbehave = async (request) => {
    if (request.url.includes("/orders")) await held;
    return false;
  };
  const other = somebody();
  const shopper = await product.shopper(other.id);
  const first = await shopper.say("hello");
  const asking = shopper.say(`cancel order ${other.bought.number}`);
  let busy;
  for (let tries = 0; tries < 50 && busy?.status !== 409; tries += 1) {
    busy = await make(first.conversation_id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  release();
  shop.misbehave = null;
  await asking;
  assert.equal(busy.status, 409);
  assert.match(busy.body.detail, /being answered/);
  assert.equal((await make(first.conversation_id)).status, 200, "a moment later");

  // Signed in at the second message.
  const visitor = await product.shopper();
  const began = await visitor.say("hello");
  const later = await product.shopper(id, { visitor_id: visitor.session.visitor_id });
  const went = await later.say("where is my order?", undefined, began.conversation_id).catch(() => undefined);
  if (went?.conversation_id === began.conversation_id) {
    const refused = await make(began.conversation_id);
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /Turn 2 was written by somebody who had signed in or out/);
  }

  assert.equal((await call("DELETE", `/v1/customers/${id}`, { token: owner })).status, 202);
  product.turns.length = answeredBefore; // What was erased is not replayed.
  assert.equal((await make(conversation)).status, 404, "whoever was erased is in no scenario");
});

test("a draft is chatted with as a past customer, without their data, and nothing is done", async () => {
  const who = somebody();
  const shopper = await product.shopper(who.id);
  const { conversation_id: conversation } = await shopper.say("where is my order?");
  await product.operator("PUT", "/v1/playbook/draft", { skills: { cancel_order: "autonomous" } });
  const asked = shop.requests.length;
  const trying = (body, token = team.editor) => call("POST", "/v1/playbook/try", { token, body });
  const { status, body } = await trying({ conversation, say: ["cancel my order please", "yes", "what's my email?"] });
  assert.equal(status, 200, JSON.stringify(body));
  assert.match(body.turns[1].reply, /cancelled/);
  assertNobody(body, who.own);
  assert.equal(shop.requests.length, asked, "the shop was not asked");
  assert.equal(who.bought.status, "pending");
  const both = await trying({ conversation, scenario: "x", say: ["hello"] });
  assert.deepEqual([both.status, both.body.errors[0].pointer], [422, "/scenario"]);
  assert.equal((await trying({ say: ["hello"] })).status, 422);
  assert.equal((await trying({ conversation: "nothing", say: ["hello"] })).status, 404);
  assert.equal((await trying({ conversation, say: ["hello"] }, team.agent)).status, 403);
});
